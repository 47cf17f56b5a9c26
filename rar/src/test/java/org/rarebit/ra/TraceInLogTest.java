package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.Target;

/** A line about a message names its trace. */
class TraceInLogTest extends HearingFixture {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private void failWith(String traceparent) {
    assertThatThrownBy(
            () ->
                fixture
                    .factory()
                    .client(Target.topic("calculator"))
                    .with(CallOptions.none().withHeader("traceparent", traceparent))
                    .request("fail")
                    .arg("text", "why")
                    .call())
        .isInstanceOf(RemoteErrorException.class);
  }

  @Test
  void aRequestThatFailedIsLoggedWithTheIdOfItsTrace() throws Exception {
    fixture.serve();
    try (LoggedLines log = LoggedLines.of("org.rarebit.ra.server")) {
      failWith(TRACEPARENT);

      log.awaitLine(line -> line.contains("fail (unique id "));
      assertThat(log.warnings()).anyMatch(line -> line.contains(", trace " + TRACE + ")"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "00-" + TRACE, "00-0AF7-00f067aa0ba902b7-01\r\nforged"})
  void whatIsNoTraceIsNotLogged(String traceparent) throws Exception {
    fixture.serve();
    try (LoggedLines log = LoggedLines.of("org.rarebit.ra.server")) {
      failWith(traceparent);

      log.awaitLine(line -> line.contains("fail (unique id "));
      assertThat(log.warnings()).noneMatch(line -> line.contains("trace") || line.contains("forg"));
    }
  }

  @Test
  void aNotificationThatFailedIsLoggedWithTheIdOfItsTrace() throws Exception {
    Hearing.start(
        fixture,
        spec("info"),
        any -> {
          throw new IllegalStateException("why");
        });
    fixture.awaitConsumers("notifications.info", 1);
    try (LoggedLines log = LoggedLines.of("org.rarebit.ra.server")) {
      notifier.withHeader("traceparent", TRACEPARENT).info("created", Map.of());

      log.awaitLine(line -> line.contains(", trace " + TRACE));
    }
  }
}
