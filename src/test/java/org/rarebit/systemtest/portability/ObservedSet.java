package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.PageClient;

/**
 * The same with a WAR more, whose traces and metrics the server's own OpenTelemetry exports, and
 * whose health the server tells; and with the console.
 */
abstract class ObservedSet extends TracedSet implements ConsoleTests {

  ObservedSet(String name) {
    super(name);
  }

  /** Where MicroProfile Health answers, with a slash. */
  abstract URI health();

  @Override
  final List<Path> more() {
    return Stream.concat(super.more().stream(), Stream.of(Archives.consoleFile())).toList();
  }

  @Test
  void whatWorksIsReadyAndAlive() throws Exception {
    Eventually.assertThat(() -> assertHealth("ready", 200, "UP"));
    assertHealth("live", 200, "UP");
  }

  @Test
  void theProbesOfTheManualAreAnswered() throws Exception {
    Matcher probes =
        Pattern.compile("Get:\\s+path: /health/(\\w+)")
            .matcher(Files.readString(Archives.root().resolve("docs/kubernetes.md")));
    List<String> paths = probes.results().map(probe -> probe.group(1)).toList();

    assertThat(paths).containsExactly("started", "ready", "live");
    PageClient pages = new PageClient(health());
    for (String path : paths) {
      Eventually.assertThat(() -> assertThat(pages.get(path).statusCode()).isEqualTo(200));
    }
  }

  @Override
  final void whileTheBrokerIsDown() throws Exception {
    Eventually.assertThat(
        () ->
            assertThat(assertHealth("ready", 503, "DOWN"))
                .contains("no connection to 127.0.0.1:" + brokerPort())
                .contains("gets nothing: there is no connection to the broker")
                .doesNotContain("guest"));
    assertHealth("live", 200, "UP");
  }

  @Override
  final void whenTheBrokerIsBack() throws Exception {
    Eventually.assertThat(() -> assertHealth("ready", 200, "UP"));
  }

  private String assertHealth(String which, int status, String outcome) {
    HttpResponse<String> response = new PageClient(health()).get(which);
    JsonObject check = ours(json(response.body()).asJsonObject());
    assertThat(check.getString("status")).as(response.body()).isEqualTo(outcome);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return check.toString();
  }

  private static JsonObject ours(JsonObject health) {
    List<JsonObject> ours =
        health.getJsonArray("checks").getValuesAs(JsonObject.class).stream()
            .filter(check -> check.getString("name").startsWith("rarebit-"))
            .toList();
    assertThat(ours).as(health.toString()).hasSize(1);
    return ours.get(0);
  }
}
