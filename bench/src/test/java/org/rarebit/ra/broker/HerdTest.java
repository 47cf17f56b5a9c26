package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rarebit.ra.broker.Herd.Outcome;
import org.rarebit.ra.broker.Herd.Scenario;

class HerdTest {

  private static final int LIMIT = 300; // seconds, of the model

  private static Scenario of(int servers, int topics, double loginMillis) {
    return new Scenario(servers, topics, 3, 2, loginMillis, 1000, false, 10_000, LIMIT);
  }

  @Test
  void theSameSeedGivesTheSame() {
    Outcome first = new Herd(of(200, 5, 5), 42).run();

    assertThat(new Herd(of(200, 5, 5), 42).run()).isEqualTo(first);
    assertThat(new Herd(of(200, 5, 5), 43).run()).isNotEqualTo(first);
  }

  @Test
  void fewServersAreBackWithinTheirPauseAndWhatTheirQueuesTake() {
    Outcome outcome = new Herd(of(100, 10, 5), 1).run();

    assertThat(outcome.loggedInSeconds()).isLessThan(1.5);
    assertThat(outcome.logins()).isEqualTo(1);
    assertThat(outcome.allSeconds()).isBetween(3.0, 4.5); // 3,000 queues, 1,000 a second
  }

  @Test
  void moreLoginsThanCanBeAnsweredInTimeComeThroughAllTheSame() {
    Scenario tooMany = of(3_000, 0, 30); // 3 nodes, 2 cores: 200 a second, so 15 s for all

    Outcome outcome = new Herd(tooMany, 1).run();
    Outcome withoutGrowingPauses =
        new Herd(tooMany, 1, (pauses, taken) -> pauses.afterNobody()).run();

    assertThat(outcome.loggedInSeconds()).isLessThan(100);
    assertThat(withoutGrowingPauses.loggedInSeconds()).isNaN(); // all give up, again and again
  }

  @Test
  void queuesThatTakeLongerThanTheirServersWaitAreThereInTheEnd() {
    Outcome outcome = new Herd(of(1000, 20, 5), 1).run(); // 60 s of queues, 30 s of patience

    assertThat(outcome.attaches()).isGreaterThan(1);
    assertThat(outcome.allSeconds()).isBetween(60.0, 150.0);
  }

  @Test
  void queuesThatOutlivedTheRestartNeedNotBeCreated() {
    Scenario durable = new Scenario(1000, 20, 3, 2, 5, 1000, true, 10_000, LIMIT);

    assertThat(new Herd(durable, 1).run().allSeconds()).isLessThan(10);
  }
}
