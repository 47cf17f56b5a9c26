package org.rarebit.console;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.MBeanServer;

/**
 * What the page asks for: {@code GET api/state} answers with what is shown now, {@code GET
 * api/events} goes on with it as server-sent events, {@code POST api/operations} has the adapter do
 * something, unless the system property {@value #READ_ONLY} forbids it, as it does by default.
 */
@WebServlet(urlPatterns = "/api/*", asyncSupported = true)
public class ConsoleServlet extends HttpServlet {

  static final String READ_ONLY = "rarebit.console.readOnly";

  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG = System.getLogger(ConsoleServlet.class.getName());
  private static final int MOST_CHARACTERS = 4096;

  @Resource private transient ManagedScheduledExecutorService scheduler;
  @Resource private transient ManagedExecutorService writers;

  private transient Feed feed;
  private transient Operations operations;

  /** Only the word itself lets anything be changed. */
  static boolean isReadOnly() {
    return !"false".equalsIgnoreCase(System.getProperty(READ_ONLY));
  }

  @Override
  public void init() {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    operations = new Operations(beans);
    feed =
        new Feed(
            () -> Shown.all(beans),
            System::currentTimeMillis,
            ConsoleServlet::isReadOnly,
            scheduler,
            writers);
  }

  @Override
  public void destroy() {
    feed.close();
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (Objects.toString(request.getPathInfo(), "")) {
      case "/state" -> answer(response, HttpServletResponse.SC_OK, feed.look());
      case "/events" -> listen(request, response);
      default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }

  private void listen(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("X-Accel-Buffering", "no"); // proxies that gather would hold it back
    AsyncContext context = request.startAsync();
    context.setTimeout(0); // the feed ends it
    Browser browser = new Browser(context);
    if (!feed.add(browser)) {
      response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      browser.end();
    }
  }

  /**
   * One that listens. Its events are written by one thread at a time, and that it has gone is
   * noticed by writing.
   */
  private static final class Browser implements Feed.Listener {
    private final AsyncContext context;
    private final AtomicBoolean ended = new AtomicBoolean();

    Browser(AsyncContext context) {
      this.context = context;
    }

    @Override
    public void send(String event) throws IOException {
      context.getResponse().getOutputStream().write(event.getBytes(StandardCharsets.UTF_8));
      context.getResponse().flushBuffer();
    }

    @Override
    public void end() {
      if (ended.compareAndSet(false, true)) {
        try {
          context.complete();
        } catch (IllegalStateException e) {
          LOG.log(Level.DEBUG, "console: a listener has gone already", e);
        }
      }
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!"/operations".equals(request.getPathInfo())) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    } else if (!SameOrigin.allows(
        request.getHeader("Sec-Fetch-Site"),
        request.getHeader("Origin"),
        request.getHeader("Host"))) {
      refuse(response, HttpServletResponse.SC_FORBIDDEN, "This did not come from the console.");
    } else if (isReadOnly()) {
      refuse(
          response,
          HttpServletResponse.SC_FORBIDDEN,
          "The console is read-only. Start the server with -D" + READ_ONLY + "=false.");
    } else if (request.getContentLength() > MOST_CHARACTERS || request.getContentLength() < 0) {
      refuse(response, HttpServletResponse.SC_BAD_REQUEST, "A short JSON object is expected.");
    } else {
      operate(request, response);
    }
  }

  private void operate(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try (JsonReader reader = Json.createReader(request.getInputStream())) {
      JsonObject asked = reader.readObject();
      String bean = asked.getString("bean", "");
      String operation = asked.getString("operation", "");
      Operations.Meant meant =
          new Operations.Meant(
              asked.getString("id", ""),
              asked.getString("name", ""),
              asked.getInt("olderThanSeconds", 0));
      Object result = operations.run(bean, operation, meant);
      // the bean's name is quoted, and only known operations come as far as this
      LOG.log(
          Level.INFO, "console: " + request.getRemoteUser() + " ran " + operation + " of " + bean);
      answer(
          response,
          HttpServletResponse.SC_OK,
          Json.createObjectBuilder().add("result", StateJson.value(result)).build().toString());
    } catch (JsonException | ClassCastException | IllegalArgumentException e) {
      refuse(response, HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
    } catch (IllegalStateException e) {
      refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, e.getMessage());
    }
  }

  private static void refuse(HttpServletResponse response, int status, String why)
      throws IOException {
    answer(
        response,
        status,
        Json.createObjectBuilder().add("error", String.valueOf(why)).build().toString());
  }

  private static void answer(HttpServletResponse response, int status, String json)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.getWriter().print(json);
  }
}
