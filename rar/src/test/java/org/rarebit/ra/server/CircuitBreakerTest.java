package org.rarebit.ra.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.rarebit.ra.server.CircuitBreaker.State;
import org.rarebit.ra.server.CircuitBreaker.Ticket;

class CircuitBreakerTest {

  private static final Duration LIMIT_OF_AN_ATTEMPT = Duration.ofSeconds(30);

  private final Exception failure = new IllegalStateException("away");

  private final List<Duration> pauses = new ArrayList<>();
  private final List<State> changes = new ArrayList<>();
  private Runnable attempt = () -> {};
  private CircuitBreaker breaker = breaker(2);

  private CircuitBreaker breaker(int threshold) {
    return new CircuitBreaker(
        "test",
        new CircuitBreaker.Policy(threshold, Duration.ofSeconds(10), Duration.ofSeconds(30)),
        Runnable::run,
        (delay, task) -> {
          pauses.add(delay);
          attempt = task;
          return () -> {};
        },
        () -> changes.add(breaker.state()));
  }

  private void fail() {
    breaker.admit().failed(failure);
  }

  @Test
  void itOpensAfterFailuresInARowAndTriesOne() {
    fail();
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    fail();

    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.admit()).isNull();
    attempt.run();
    assertThat(breaker.admit()).isNotNull();
    assertThat(breaker.admit()).as("one at a time").isNull();
    assertThat(changes).containsExactly(State.OPEN, State.HALF_OPEN);
  }

  @Test
  void eachPauseIsTwiceAsLongUpToTheLongest() {
    fail();
    for (int i = 0; i < 4; i++) {
      fail();
      attempt.run();
    }

    assertThat(pauses)
        .containsExactly(
            Duration.ofSeconds(10),
            LIMIT_OF_AN_ATTEMPT,
            Duration.ofSeconds(20),
            LIMIT_OF_AN_ATTEMPT,
            Duration.ofSeconds(30),
            LIMIT_OF_AN_ATTEMPT,
            Duration.ofSeconds(30));
  }

  @Test
  void afterASuccessItBeginsAnew() {
    fail();
    fail();
    attempt.run();
    breaker.admit().succeeded();
    assertThat(breaker.state()).isEqualTo(State.CLOSED);

    fail();
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    fail();

    assertThat(pauses)
        .containsExactly(Duration.ofSeconds(10), LIMIT_OF_AN_ATTEMPT, Duration.ofSeconds(10));
  }

  @Test
  void anAttemptThatNeverEndsIsFollowedByAnother() {
    fail();
    fail();
    attempt.run();
    assertThat(breaker.admit()).isNotNull(); // its method returns a stage that nobody completes

    attempt.run();
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    attempt.run();

    assertThat(breaker.admit()).isNotNull();
  }

  @Test
  void aSuccessInBetweenBreaksTheRow() {
    fail();
    breaker.admit().succeeded();
    fail();

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void whatWasBegunInAnEarlierStateDecidesNothing() {
    Ticket early = breaker.admit();
    Ticket alsoEarly = breaker.admit();
    fail();
    fail();
    attempt.run();

    early.succeeded();
    alsoEarly.failed(failure);

    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    assertThat(breaker.admit()).isNotNull();
  }

  @Test
  void anAttemptThatSaysNothingMakesRoomForAnother() {
    fail();
    fail();
    attempt.run();
    breaker.admit().undecided();

    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    assertThat(breaker.admit()).isNotNull();
  }

  @Test
  void anOperatorOverrulesTheTime() {
    fail();
    fail();
    Runnable stale = attempt;
    breaker.pause();
    assertThat(breaker.nextAttempt()).isNull();

    stale.run();
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    breaker.resume();

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    assertThat(changes).containsExactly(State.OPEN, State.OPEN, State.CLOSED);
  }

  @Test
  void withoutAThresholdNothingOpensIt() {
    breaker = breaker(0);
    for (int i = 0; i < 1000; i++) {
      fail();
    }

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    breaker.pause();
    assertThat(breaker.admit()).as("an operator opens it all the same").isNull();
    breaker.resume();
    assertThat(breaker.admit()).isNotNull();
  }

  @Test
  void withoutAThresholdRequestsNeitherMakeATicketNorWaitForALock() throws Exception {
    CircuitBreaker free = breaker(0);
    Ticket first = free.admit();

    synchronized (free) {
      CompletableFuture<Ticket> second =
          CompletableFuture.supplyAsync(
              () -> {
                first.failed(failure);
                first.succeeded();
                first.undecided();
                return free.admit();
              });
      assertThat(second.get(30, TimeUnit.SECONDS)).isSameAs(first);
    }
  }

  @Test
  void onceStoppedItTriesNothing() {
    fail();
    fail();
    breaker.stop();
    changes.clear();

    attempt.run();

    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(changes).isEmpty();
  }
}
