package org.rarebit.systemtest.beans.layoutweb;

import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/** Calls through contracts of its own archive, of an EJB jar, and of the EAR's lib. */
@WebServlet("/greet")
public class LayoutServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Resource(lookup = "java:app/rarebit/rpc")
  private transient RpcConnectionFactory rpc;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String answer;
    try {
      answer = greet(request.getParameter("contract")).toString();
    } catch (RuntimeException | LinkageError e) {
      answer = e.toString();
    }
    response.getWriter().print(answer);
  }

  private Record greet(String contract) {
    Target web = Target.topic("systemtest_layoutweb");
    return switch (contract) {
      case "web" -> rpc.proxy(Greeting.class, web).greet(new Card("web", 1));
      case "ejb" ->
          rpc.proxy(
                  org.rarebit.systemtest.beans.layoutejb.Greeting.class,
                  Target.topic("systemtest_layoutejb"))
              .greet(new org.rarebit.systemtest.beans.layoutejb.Card("ejb", 2));
      default ->
          rpc.proxy(org.rarebit.systemtest.beans.layoutlib.Greeting.class, web)
              .greet(new org.rarebit.systemtest.beans.layoutlib.Card("lib", 3));
    };
  }
}
