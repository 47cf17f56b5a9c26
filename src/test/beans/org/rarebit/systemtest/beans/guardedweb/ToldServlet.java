package org.rarebit.systemtest.beans.guardedweb;

import jakarta.annotation.Resource;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/** Logs a user in, if one is named, and prints what a bean is told of the caller. */
@WebServlet("/told")
public class ToldServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Resource(lookup = "java:app/systemtest/identified")
  private RpcConnectionFactory rpc;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (request.getParameter("user") != null) {
      request.login(request.getParameter("user"), request.getParameter("password"));
    }
    try (RpcConnection connection = rpc.getConnection()) {
      response
          .getWriter()
          .print(connection.client(Target.topic("systemtest_plain")).request("told").call());
    }
  }
}
