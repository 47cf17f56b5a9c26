package org.rarebit.systemtest.beans.shop;

import jakarta.annotation.Resource;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/**
 * Takes nails and puts pegs back, again and again, through a pool of four connections, and tells
 * how many of both are there.
 */
@ConnectionFactoryDefinition(
    name = "java:app/shop/small",
    interfaceName = "org.rarebit.api.RpcConnectionFactory",
    resourceAdapter = "rarebit",
    minPoolSize = 0,
    maxPoolSize = 4,
    transactionSupport = TransactionSupport.TransactionSupportLevel.LocalTransaction,
    properties = "localTransaction=true")
@WebServlet("/crowd")
public class CrowdServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Resource(lookup = "java:app/shop/small")
  private transient RpcConnectionFactory rpc;

  @Resource private transient UserTransaction transaction;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    Stock stock = rpc.proxy(Stock.class, Target.topic("systemtest_shop"));
    int times = Integer.parseInt(request.getParameter("times"));
    for (int i = 0; i < times; i++) {
      stock.take("nail", 1);
      putTwoBack(stock);
    }
    response.getWriter().print(stock.take("nail", 0) + " nails, " + stock.take("peg", 0) + " pegs");
  }

  /** Each with a handle of its own, in one transaction. */
  private void putTwoBack(Stock stock) throws ServletException {
    try {
      transaction.begin();
      stock.putBack("peg", 1);
      stock.putBack("peg", 1);
      transaction.commit();
    } catch (NotSupportedException
        | SystemException
        | RollbackException
        | HeuristicMixedException
        | HeuristicRollbackException e) {
      throw new ServletException(e);
    }
  }
}
