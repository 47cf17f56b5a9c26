package org.rarebit.systemtest.beans.libraries;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * Tells which versions of libraries its application gets, which has its own in WEB-INF/lib. By
 * reflection, so that it is compiled against none of them.
 */
@WebServlet("/versions")
public class VersionsServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    PrintWriter out = response.getWriter();
    tell(out, "slf4j", () -> "fluent " + (method("org.slf4j.Logger", "atInfo") != null));
    tell(
        out,
        "logging",
        () ->
            method("org.slf4j.LoggerFactory", "getILoggerFactory")
                .invoke(null)
                .getClass()
                .getName());
    tell(out, "databind", () -> version("com.fasterxml.jackson.databind.ObjectMapper"));
    tell(out, "jsr310", () -> version("com.fasterxml.jackson.datatype.jsr310.JavaTimeModule"));
    tell(
        out,
        "amqp-client",
        () -> type("com.rabbitmq.client.impl.ClientVersion").getField("VERSION").get(null));
    tell(out, "adapter", () -> libraryOfTheAdapter());
  }

  private interface Question {
    Object answer() throws ReflectiveOperationException;
  }

  private static void tell(PrintWriter out, String what, Question question) {
    String answer;
    try {
      answer = String.valueOf(question.answer());
    } catch (ReflectiveOperationException | LinkageError e) {
      answer = e.toString();
    }
    out.println(what + ": " + answer);
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(name, true, VersionsServlet.class.getClassLoader());
  }

  private static java.lang.reflect.Method method(String type, String name)
      throws ReflectiveOperationException {
    return type(type).getMethod(name);
  }

  private static Object version(String type) throws ReflectiveOperationException {
    return method(type, "version").invoke(type(type).getConstructor().newInstance());
  }

  /** A class that only an older archive had: what is relocated has another name. */
  private static Object libraryOfTheAdapter() throws ReflectiveOperationException {
    return type("org.rarebit.api.RpcConnectionFactory").getSimpleName();
  }
}
