package org.rarebit.systemtest.beans.lasting;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/** Shows what becomes of what an application keeps, and where its continuations run. */
@ConnectionFactoryDefinition(
    name = "java:app/rarebit/rpc",
    interfaceName = "org.rarebit.api.RpcConnectionFactory",
    resourceAdapter = "rarebit")
@WebServlet("/last/*")
public class LastingServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final long PATIENCE_SECONDS = 30;
  private static final Map<String, StatefulCaller> STATEFUL = new ConcurrentHashMap<>();

  @Resource(lookup = "java:app/rarebit/rpc")
  private transient RpcConnectionFactory rpc;

  @Resource private transient ManagedExecutorService executor;

  @Inject private transient SessionCaller sessionCaller;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    String what = request.getPathInfo().substring(1);
    String name = request.getParameter("name");
    response.setContentType("text/plain");
    response
        .getWriter()
        .print(
            switch (what) {
              case "stateful" -> stateful(name).use(name);
              case "passivated" -> StatefulCaller.isPassivated(name);
              case "session" -> session(request.getSession());
              case "later" -> later((call, seen) -> call.thenApply(seen));
              case "later-by-executor" ->
                  later((call, seen) -> executor.copy(call).thenApply(seen));
              default -> throw new ServletException(what);
            });
  }

  @SuppressWarnings("BanJNDI") // a constant of this class
  private static StatefulCaller stateful(String name) {
    return STATEFUL.computeIfAbsent(
        name,
        unused -> {
          try {
            return InitialContext.doLookup("java:module/StatefulCaller");
          } catch (NamingException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private String session(HttpSession session) {
    Kept kept = (Kept) session.getAttribute("kept");
    if (kept == null) {
      kept = new Kept(rpc);
      session.setAttribute("kept", kept);
    }
    return kept.use() + "; bean: " + sessionCaller.use();
  }

  /** Composes a function to a call. */
  @FunctionalInterface
  private interface Composition {
    CompletableFuture<String> of(CompletableFuture<Long> call, Function<Long, String> function);
  }

  /** Its answer comes after the function has been composed to it. */
  private String later(Composition composition) throws ServletException {
    RpcClient client = rpc.client(Target.topic(Adder.TOPIC));
    CompletableFuture<Long> call =
        client.request("add_when_let").arg("a", 1).arg("b", 2).callAsync(Long.class);
    CompletableFuture<String> seen = composition.of(call, sum -> sum + ", " + hereAndNow(client));
    AdderBean.letGo();
    try {
      return seen.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServletException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new ServletException(e);
    }
  }

  private static String hereAndNow(RpcClient client) {
    return "classes "
        + (seesOurClasses() ? "seen" : "not seen")
        + ", names "
        + (seesOurNames() ? "seen" : "not seen")
        + ", call "
        + Kept.outcome(() -> client.request("add").arg("a", 3).arg("b", 4).call(Long.class));
  }

  private static boolean seesOurClasses() {
    try {
      return Class.forName(
              Adder.class.getName(), false, Thread.currentThread().getContextClassLoader())
          == Adder.class;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @SuppressWarnings("BanJNDI") // a constant of this class
  private static boolean seesOurNames() {
    try {
      return InitialContext.doLookup("java:app/rarebit/rpc") != null;
    } catch (NamingException e) {
      return false;
    }
  }
}
