package org.rarebit.systemtest.support;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Uses the example's page as a browser does. Its requests are made by a stateless bean, so this is
 * how the tests make a bean call. Thread-safe; blocks for 90 s at most.
 */
public final class PageClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  // not the upgrade to HTTP/2 that it would ask for, which Open Liberty takes up and leaves
  // unanswered
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final URI page;

  /**
   * A client of a page.
   *
   * @param page its address, ending in a slash
   */
  public PageClient(URI page) {
    this.page = page;
  }

  /** A client of the server that the tests share. */
  public static PageClient ofTestServer() {
    return new PageClient(Server.page());
  }

  /** A bean calls a method of a topic. */
  public PageAnswer call(String topic, String method, String args) {
    return post(request("call", topic, method, args));
  }

  /** A bean calls one server of a topic. */
  public PageAnswer callServer(String topic, String server, String method, String args) {
    return post(request("call", topic, method, args).add("server", server));
  }

  /** A bean calls, and waits no longer than so many milliseconds. */
  public PageAnswer callWithin(long millis, String topic, String method, String args) {
    return post(request("call", topic, method, args).add("timeoutMillis", millis));
  }

  /** A bean casts to a topic. */
  public PageAnswer cast(String topic, String method, String args) {
    return post(request("cast", topic, method, args));
  }

  /** A bean casts to one server of a topic. */
  public PageAnswer castServer(String topic, String server, String method, String args) {
    return post(request("cast", topic, method, args).add("server", server));
  }

  /** A bean casts to every server of a topic. */
  public PageAnswer fanout(String topic, String method, String args) {
    return post(request("fanout", topic, method, args));
  }

  /** Sends any body. */
  public PageAnswer post(String body) {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(page.resolve("api/calls"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    return new PageAnswer(response.statusCode(), response.body());
  }

  /** Reads a file of the page. */
  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(page.resolve(path)).GET());
  }

  private PageAnswer post(JsonObjectBuilder request) {
    return post(request.build().toString());
  }

  private static JsonObjectBuilder request(String kind, String topic, String method, String args) {
    JsonObject object = JsonText.json(args).asJsonObject();
    return Json.createObjectBuilder()
        .add("kind", kind)
        .add("topic", topic)
        .add("method", method)
        .add("args", object);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("The page at " + page + " does not answer.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the page at " + page + " answered.", e);
    }
  }
}
