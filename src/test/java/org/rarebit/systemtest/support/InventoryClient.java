package org.rarebit.systemtest.support;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import java.util.function.Predicate;

/** Sees the inventory of servers as the example's page shows it. Blocks for 90 s at most. */
public final class InventoryClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  // 1.1, as a browser does without TLS
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final URI resource;

  /**
   * A client of a page.
   *
   * @param page its address, ending in a slash
   */
  public InventoryClient(URI page) {
    this.resource = page.resolve("api/inventory");
  }

  /** A client of the server that the tests share. */
  public static InventoryClient ofTestServer() {
    return new InventoryClient(Server.page());
  }

  /** The inventory now: counts and servers, or a message. */
  public JsonObject get() {
    HttpRequest request = HttpRequest.newBuilder(resource).timeout(TIMEOUT).build();
    return JsonText.json(send(request, HttpResponse.BodyHandlers.ofString()).body()).asJsonObject();
  }

  /** The server of this id, if it is among those that something was said of last. */
  public Optional<JsonObject> server(String id) {
    return serversOf(get()).stream()
        .filter(server -> server.getString("id").equals(id))
        .findFirst();
  }

  /** The servers of an inventory. */
  public static List<JsonObject> serversOf(JsonObject inventory) {
    if (!inventory.containsKey("servers")) {
      throw new IllegalStateException("There is no inventory: " + inventory);
    }
    return inventory.getJsonArray("servers").getValuesAs(JsonValue::asJsonObject);
  }

  /** Presses the button that sends sample notifications, and returns what became of it. */
  public PageAnswer sendSamples() {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(URI.create(resource + "/samples"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .timeout(TIMEOUT)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new PageAnswer(response.statusCode(), response.body());
  }

  /**
   * Watches the server-sent events.
   *
   * @param onOpen runs when the stream is open
   * @param enough ends it
   * @return the inventory that was enough
   */
  public JsonObject watch(Runnable onOpen, Predicate<JsonObject> enough) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(resource + "/events")).build();
    HttpResponse<InputStream> response = send(request, HttpResponse.BodyHandlers.ofInputStream());
    Thread end = endAfter(response.body());
    JsonObject last = null;
    try (Scanner lines = new Scanner(response.body(), StandardCharsets.UTF_8)) {
      onOpen.run();
      while (lines.hasNextLine()) {
        String line = lines.nextLine();
        if (line.startsWith("data:")) {
          last = JsonText.json(line.substring("data:".length())).asJsonObject();
          if (enough.test(last)) {
            return last;
          }
        }
      }
      throw new IllegalStateException(
          "What was waited for did not come within " + TIMEOUT + "; the last was " + last);
    } finally {
      end.interrupt();
    }
  }

  private static Thread endAfter(InputStream events) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(TIMEOUT.toMillis()); // the limit: reading a stream has none
                events.close();
              } catch (InterruptedException | IOException e) {
                return; // the watcher has seen enough
              }
            },
            "end-of-events");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new IllegalStateException(resource + " does not answer.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while " + resource + " answered.", e);
    }
  }
}
