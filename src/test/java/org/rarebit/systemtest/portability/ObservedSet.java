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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.OtlpReceiver;
import org.rarebit.systemtest.support.OtlpReceiver.Kind;
import org.rarebit.systemtest.support.OtlpReceiver.Span;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.PythonPeer;

/**
 * The same with a WAR more, whose traces and metrics the server's own OpenTelemetry exports, and
 * whose health the server tells; and with the console.
 */
abstract class ObservedSet extends ShopSet implements ConsoleTests {

  private static final String SCOPE = "org.rarebit.telemetry";

  private final OtlpReceiver receiver = new OtlpReceiver();

  ObservedSet(String name) {
    super(name);
  }

  /** Where MicroProfile Health answers, with a slash. */
  abstract URI health();

  @Override
  final List<Path> more() {
    return List.of(
        Archives.observedWarFile(Path.of("target", "observed"), receiver.endpoint()),
        Archives.consoleFile());
  }

  @AfterAll
  final void closeReceiver() {
    receiver.close();
  }

  @Test
  @SuppressWarnings("try") // the peer is there to answer
  void oneTraceGoesFromTheHttpRequestThroughBeansAndPythonAndBackAndIsMeasured() throws Exception {
    try (PythonPeer unused =
        PythonPeer.tracedServer(Broker.shared().url(), "systemtest_observed_python")) {
      Eventually.assertThat(
          () -> assertThat(get("observed/api/relay").statusCode()).isEqualTo(200));

      // more than once: pools and caches must not carry the trace of the first
      for (int i = 0; i < 3; i++) {
        String[] answer = get("observed/api/relay").body().split(" ", 2);
        String[] traceparent = answer[0].split("-", -1);
        assertOneTrace(traceparent[1], traceparent[2], answer[1]);
      }
    }
    Eventually.assertThat(
        () ->
            assertThat(receiver.metrics())
                .contains(
                    "rpc.client.call.duration",
                    "rpc.server.call.duration",
                    "rarebit.invocations.in_flight"));
  }

  private void assertOneTrace(String traceId, String pythonsParent, String pythonsSpan)
      throws Exception {
    Eventually.assertThat(
        () -> {
          List<Span> trace =
              receiver.spans().stream().filter(span -> span.traceId().equals(traceId)).toList();
          Span leaf = only(trace, Kind.SERVER, "systemtest_observed/leaf");
          assertThat(leaf.parentId()).isEqualTo(pythonsSpan);
          Span join = only(trace, Kind.CLIENT, "systemtest_observed_python/join");
          assertThat(join.spanId()).isEqualTo(pythonsParent);
          Span served = only(trace, Kind.SERVER, "systemtest_observed/relay");
          assertThat(join.parentId()).isEqualTo(served.spanId());
          Span called = only(trace, Kind.CLIENT, "systemtest_observed/relay");
          assertThat(served.parentId()).isEqualTo(called.spanId());
          assertThat(trace)
              .as("the server's own span of the HTTP request")
              .anyMatch(
                  span ->
                      span.spanId().equals(called.parentId())
                          && span.kind() == Kind.SERVER
                          && !span.scope().equals(SCOPE));
        });
  }

  private static Span only(List<Span> trace, Kind kind, String name) {
    List<Span> found =
        trace.stream()
            .filter(span -> span.scope().equals(SCOPE))
            .filter(span -> span.kind() == kind && span.name().equals(name))
            .toList();
    assertThat(found).as("%s %s in %s", kind, name, trace).hasSize(1);
    return found.get(0);
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
