package org.rarebit.systemtest.beans.injectingweb;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.rarebit.api.MessagingException;
import org.rarebit.cdi.RpcTarget;

/** Adds two numbers by a remote call. A servlet is no bean, but is injected. */
@WebServlet("/add")
public class AdderServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject
  @RpcTarget(topic = "calculator")
  private Adder adder;

  @Inject private AdderSession session;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try {
      long a = Long.parseLong(request.getParameter("a"));
      long b = Long.parseLong(request.getParameter("b"));
      response.getWriter().print(adder.add(a, b) + " " + session.add(a, b));
    } catch (MessagingException e) {
      throw new ServletException(e);
    }
  }
}
