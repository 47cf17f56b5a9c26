package org.rarebit.systemtest.beans.shop;

import jakarta.annotation.Resource;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/** Buys: calls the bean through the server's pool, with the adapter that the server has. */
@ConnectionFactoryDefinition(
    name = "java:app/shop/rpc",
    interfaceName = "org.rarebit.api.RpcConnectionFactory",
    resourceAdapter = "rarebit")
@WebServlet("/buy")
public class ShopServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Resource(lookup = "java:app/shop/rpc")
  private transient RpcConnectionFactory rpc;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Stock stock = rpc.proxy(Stock.class, Target.topic("systemtest_shop"));
    int left = stock.take(request.getParameter("item"), 1);
    response.getWriter().print("bought, " + left + " are left");
  }
}
