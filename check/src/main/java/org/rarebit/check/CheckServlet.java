package org.rarebit.check;

import jakarta.annotation.Resource;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.rarebit.api.RpcConnectionFactory;

/**
 * Runs the check at each request, one at a time, and answers with a page or, at {@code check.json},
 * with JSON: 200 if everything works, 503 otherwise. It sends to topics of its own only, and takes
 * nothing from the request.
 */
@ConnectionFactoryDefinition(
    name = CheckServlet.FACTORY,
    interfaceName = "org.rarebit.api.RpcConnectionFactory",
    resourceAdapter = "rarebit")
@WebServlet({"", "/check.json"})
public class CheckServlet extends HttpServlet {

  /** The application's own, which is used where the server has none. */
  static final String FACTORY = "java:app/rarebit-check/rpc";

  /** The server's own, by the name that its page of the manual gives it. */
  private static final String SERVERS_FACTORY = "rarebit/rpc";

  private static final String BUILT = "/META-INF/maven/org.rarebit/rarebit-api/pom.properties";

  private static final long serialVersionUID = 1L;
  private static final long TURN_SECONDS = 30;

  /** Whoever asks often gets no more than one check at a time out of the server. */
  private static final Semaphore TURN = new Semaphore(1, true);

  @Resource(lookup = FACTORY)
  private transient RpcConnectionFactory own;

  @Resource private transient UserTransaction transaction;

  /** The connection factory that the server has, or else the application's. */
  @SuppressWarnings("BanJNDI") // a constant name
  static RpcConnectionFactory factory(RpcConnectionFactory own) {
    try {
      return InitialContext.doLookup(SERVERS_FACTORY);
    } catch (NamingException e) {
      return own; // nobody has configured one
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Report report = report();
    boolean json = request.getServletPath().endsWith(".json");
    response.setStatus(
        report.isOk() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setContentType(json ? "application/json" : "text/html");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'none'; base-uri 'none';"
            + " frame-ancestors 'none'");
    response.getWriter().print(json ? report.json() : report.html());
  }

  private Report report() {
    RpcConnectionFactory rpc = factory(own);
    List<Step> steps = inTurn(rpc);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("server", getServletContext().getServerInfo());
    facts.put(
        "jdk",
        System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vendor"));
    facts.put("adapter", version());
    facts.put("factory", rpc == own ? FACTORY : SERVERS_FACTORY);
    facts.put("broker", brokers());
    return new Report(facts, steps);
  }

  private List<Step> inTurn(RpcConnectionFactory rpc) {
    boolean mine = false;
    try {
      mine = TURN.tryAcquire(TURN_SECONDS, TimeUnit.SECONDS);
      if (mine) {
        return new CheckRun(rpc, transaction).steps();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server stops
    } finally {
      if (mine) {
        TURN.release();
      }
    }
    return List.of(
        new Step(
            "turn",
            "Wait for another check",
            Step.Outcome.FAILED,
            TimeUnit.SECONDS.toMillis(TURN_SECONDS),
            "Another check is running.",
            "Try again."));
  }

  /**
   * As Maven has written it into the API's jar; GlassFish does not know the version of a package.
   */
  private static String version() {
    Properties built = new Properties();
    try (InputStream in = RpcConnectionFactory.class.getResourceAsStream(BUILT)) {
      if (in != null) {
        built.load(in);
      }
    } catch (IOException e) {
      return "unknown: " + e.getMessage();
    }
    return built.getProperty("version", "unknown");
  }

  /** The hosts of all links of all adapters in this JVM, as the adapter shows them. */
  private static String brokers() {
    TreeSet<String> brokers = new TreeSet<>();
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    try {
      for (ObjectName link : beans.queryNames(new ObjectName("org.rarebit:type=Link,*"), null)) {
        brokers.add(
            beans.getAttribute(link, "Hosts")
                + ", virtual host "
                + beans.getAttribute(link, "VirtualHost"));
      }
    } catch (JMException e) {
      return "unknown: " + e.getMessage(); // a link was closed meanwhile
    }
    return brokers.isEmpty() ? "no connection" : String.join("; ", brokers);
  }
}
