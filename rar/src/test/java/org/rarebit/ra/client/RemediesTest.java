package org.rarebit.ra.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;

/** What an application is told of each thing that can go wrong below it. */
class RemediesTest {

  private static final OutboundRequest REQUEST =
      OutboundRequest.now(
          Target.topic("compute"),
          "resize",
          Map.of(),
          RequestContext.empty(),
          null,
          Duration.ofSeconds(3),
          Duration.ZERO);

  @ParameterizedTest
  @CsvSource({
    "TIMEOUT,     MessagingTimeoutException,     NO,      true",
    "INTERRUPTED, MessagingInterruptedException, NO,      false",
    "INVALID,     InvalidTargetException,        NO,      false",
    "LIMIT,       LimitReachedException,         NO,      true",
    "LOST,        ConnectionLostException,       UNKNOWN, true",
    "CHANNEL,     MessagingException,            UNKNOWN, false",
  })
  void ofARequestThatCouldNotBeHandedOver(
      Kind kind, String name, MayHaveRun mayHaveRun, boolean worthRetrying) {
    check(Failures.notSent(REQUEST, broken(kind)), name, mayHaveRun, worthRetrying);
  }

  @ParameterizedTest
  @CsvSource({
    "TIMEOUT,     MessagingTimeoutException,     UNKNOWN, true",
    "INTERRUPTED, MessagingInterruptedException, UNKNOWN, false",
    "NACKED,      QueueFullException,            NO,      true",
    "UNROUTABLE,  MessageUndeliverableException, NO,      true",
    "LOST,        ConnectionLostException,       UNKNOWN, true",
    "CLOSED,      ConnectionLostException,       UNKNOWN, true",
  })
  void ofACallWithoutAnAnswer(
      Kind kind, String name, MayHaveRun mayHaveRun, boolean worthRetrying) {
    check(Failures.unanswered(REQUEST, broken(kind)), name, mayHaveRun, worthRetrying);
  }

  @ParameterizedTest
  @CsvSource({
    "TIMEOUT,     MessagingTimeoutException,     UNKNOWN, true",
    "INTERRUPTED, MessagingInterruptedException, UNKNOWN, false",
    "NACKED,      QueueFullException,            NO,      true",
    "UNROUTABLE,  MessageUndeliverableException, NO,      true",
    "LOST,        ConnectionLostException,       UNKNOWN, true",
  })
  void ofACastThatWasNotTaken(
      Kind kind, String name, MayHaveRun mayHaveRun, boolean worthRetrying) {
    check(Failures.notTaken(REQUEST, broken(kind)), name, mayHaveRun, worthRetrying);
  }

  /** Nobody was slow: who is told so would try again. */
  @Test
  void anInterruptIsNobodysFault() {
    BrokerException interrupted = broken(Kind.INTERRUPTED);

    assertThat(
            List.of(
                Failures.notSent(REQUEST, interrupted),
                Failures.unanswered(REQUEST, interrupted),
                Failures.notTaken(REQUEST, interrupted)))
        .allSatisfy(
            told ->
                assertThat(told)
                    .hasMessageStartingWith("The thread was interrupted ")
                    .hasMessageNotContainingAny("slow", "within"));
  }

  private static BrokerException broken(Kind kind) {
    return new BrokerException(kind, "the broker's words");
  }

  private static void check(
      MessagingException told, String name, MayHaveRun mayHaveRun, boolean worthRetrying) {
    assertThat(told.getClass().getSimpleName()).isEqualTo(name);
    assertThat(told.mayHaveRun()).isEqualTo(mayHaveRun);
    assertThat(told.isWorthRetrying()).isEqualTo(worthRetrying);
    assertThat(told).hasMessageContaining("\"resize\" at compute");
  }
}
