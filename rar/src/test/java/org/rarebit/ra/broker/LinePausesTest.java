package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinePausesTest {

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final LinePauses pauses = new LinePauses(new SplittableRandom(7));

  @Test
  void whatHasLastedIsSoonTriedAgain() {
    assertThat(pauses.afterLoss(Duration.ofMinutes(1))).isLessThanOrEqualTo(Duration.ofMillis(500));
    assertThat(pauses.inVain()).isZero();
  }

  @Test
  void whatDoesNotLastIsTriedLessAndLessOften() {
    assertThat(pauses.afterLoss(Duration.ZERO)).isLessThan(Duration.ofMillis(1251));
    for (int i = 0; i < 10; i++) {
      var unused = pauses.afterLoss(Duration.ZERO);
    }

    assertThat(pauses.afterLoss(Duration.ZERO))
        .isBetween(LinePauses.LONGEST, Duration.ofSeconds(5));
    assertThat(pauses.afterLoss(Duration.ofMinutes(1))).isLessThanOrEqualTo(Duration.ofMillis(500));
  }

  @Test
  void aBrokerThatIsNotThereIsAskedEachSecond() {
    for (int i = 0; i < 100; i++) {
      assertThat(pauses.afterNobody()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1250));
    }
  }

  @Test
  void aBrokerThatTakesConnectionsAndCannotAnswerIsLeftInPeaceLongerAndLonger() {
    assertThat(pauses.afterSilence(TEN_SECONDS)).isLessThanOrEqualTo(Duration.ofMillis(1500));

    Duration longest =
        IntStream.range(0, 100)
            .mapToObj(i -> pauses.afterSilence(TEN_SECONDS))
            .max(Duration::compareTo)
            .orElseThrow();

    assertThat(longest).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(31));
  }

  @Test
  void whoWaitsShortlyForAnAnswerPausesShortlyToo() {
    for (int i = 0; i < 100; i++) {
      assertThat(pauses.afterSilence(Duration.ofMillis(100)))
          .isLessThanOrEqualTo(Duration.ofMillis(1400));
    }
  }

  @Test
  void aBrokerThatAnswersIsNotSlowAnyMore() {
    for (int i = 0; i < 100; i++) {
      var unused = pauses.afterSilence(TEN_SECONDS);
    }

    assertThat(pauses.afterLoss(Duration.ofMinutes(1))).isLessThanOrEqualTo(Duration.ofMillis(500));
    assertThat(pauses.afterSilence(TEN_SECONDS)).isLessThanOrEqualTo(Duration.ofMillis(1500));
  }
}
