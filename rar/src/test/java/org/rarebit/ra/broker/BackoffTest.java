package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void howeverLongTheBrokerIsAwayTheNextAttemptIsAtMostThirtySecondsOff() {
    Backoff backoff = new Backoff();

    for (int i = 0; i < 10_000; i++) {
      assertThat(backoff.next()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(30));
    }
  }

  @Test
  void theFirstAttemptsAreSoonAndAgainSoAfterASuccess() {
    Backoff backoff = new Backoff();
    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(500));
    for (int i = 0; i < 20; i++) {
      var unused = backoff.next();
    }

    backoff.reset();

    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(500));
  }

  @Test
  void whatFailsLessBadlyWaitsNoLongerThanItsOwnLimitWhateverWasBefore() {
    Backoff backoff = new Backoff();
    for (int i = 0; i < 20; i++) {
      var unused = backoff.next();
    }

    for (int i = 0; i < 1000; i++) {
      assertThat(backoff.next(Duration.ofSeconds(4))).isLessThanOrEqualTo(Duration.ofSeconds(4));
    }
    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(4));
  }
}
