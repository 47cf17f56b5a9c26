package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.OtlpReceiver;
import org.rarebit.systemtest.support.OtlpReceiver.Kind;
import org.rarebit.systemtest.support.OtlpReceiver.Span;
import org.rarebit.systemtest.support.PythonPeer;

/** The same with a WAR more, whose traces and metrics are exported. */
abstract class TracedSet extends ShopSet {

  private static final String SCOPE = "org.rarebit.telemetry";

  private final OtlpReceiver receiver = new OtlpReceiver();

  TracedSet(String name) {
    super(name);
  }

  /** The names of metrics that have come. */
  final List<String> metrics() {
    return receiver.metrics();
  }

  /** Where OpenTelemetry is to export to. */
  final String endpoint() {
    return receiver.endpoint();
  }

  @Override
  List<Path> more() {
    return List.of(Archives.observedWarFile(Path.of("target", "observed"), endpoint()));
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
}
