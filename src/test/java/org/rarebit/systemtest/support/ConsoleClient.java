package org.rarebit.systemtest.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Asks the console as one of the users that the tests' servers have. Blocks for 60 s at most. */
public final class ConsoleClient {

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI console;
  private final String authorization; // null: without a login

  private ConsoleClient(URI console, String authorization) {
    this.console = console;
    this.authorization = authorization;
  }

  /** Nobody in particular. */
  public static ConsoleClient withoutLogin(URI root) {
    return new ConsoleClient(root.resolve("rarebit-console/"), null);
  }

  /** A user: alice is an administrator, bob is not. */
  public static ConsoleClient of(URI root, String user) {
    String login =
        Base64.getEncoder().encodeToString((user + ":guessable").getBytes(StandardCharsets.UTF_8));
    return new ConsoleClient(root.resolve("rarebit-console/"), "Basic " + login);
  }

  /** Reads a page to its end. */
  public HttpResponse<String> get(String path) throws Exception {
    return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  /**
   * Runs an operation.
   *
   * @param origin of the page that asks, by the browser's word
   */
  public HttpResponse<String> post(String origin, String body) throws Exception {
    return http.send(
        request("api/operations")
            .header("Origin", origin)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The origin of the console itself. */
  public String origin() {
    return "http://" + console.getAuthority();
  }

  /** Listens until so many events of a name have come. */
  public void awaitEvents(String name, int count) throws Exception {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                http.send(request("api/events").build(), HttpResponse.BodyHandlers.ofInputStream())
                    .body(),
                StandardCharsets.UTF_8))) {
      for (int left = count; left > 0; ) {
        String line = lines.readLine();
        if (line == null) {
          throw new IOException("The events have ended.");
        }
        left -= line.equals("event: " + name) ? 1 : 0;
      }
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(console.resolve(path)).timeout(TIMEOUT);
    return authorization == null ? request : request.header("Authorization", authorization);
  }
}
