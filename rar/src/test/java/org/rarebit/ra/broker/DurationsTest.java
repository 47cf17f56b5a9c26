package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationsTest {

  private final Durations durations = new Durations();

  private void record(Duration duration) {
    durations.record(duration.toNanos());
  }

  @Test
  void withoutAnyAllIsZero() {
    assertThat(durations.count()).isZero();
    assertThat(durations.percentileMillis(0.99)).isZero();
    assertThat(durations.longestMillis()).isZero();
    assertThat(durations.cumulative().values()).containsOnly(0L);
  }

  @Test
  void percentilesAreRightToTheWidthOfABucket() {
    for (int millis = 1; millis <= 1000; millis++) {
      record(Duration.ofMillis(millis));
    }

    assertThat(durations.count()).isEqualTo(1000);
    assertThat(durations.totalMillis()).isCloseTo(500_500, within(0.1));
    assertThat(durations.longestMillis()).isEqualTo(1000);
    assertThat(durations.percentileMillis(0.5)).isCloseTo(500, within(5.0));
    assertThat(durations.percentileMillis(0.95)).isCloseTo(950, within(5.0));
    assertThat(durations.percentileMillis(1)).isEqualTo(1000);
  }

  @Test
  void aDurationThatIsABoundIsWithinIt() {
    record(Duration.ofMillis(5));
    record(Duration.ofNanos(5_000_001));

    assertThat(durations.cumulative())
        .containsEntry("0.003", 0L)
        .containsEntry("0.005", 1L)
        .containsEntry("0.007", 2L);
  }

  @Test
  void whatIsShorterOrLongerThanAllBoundsCountsAsWell() {
    record(Duration.ZERO);
    record(Duration.ofHours(3));

    assertThat(durations.cumulative())
        .containsEntry("0.0001", 1L)
        .containsEntry("100", 1L)
        .containsEntry("+Inf", 2L)
        .hasSize(38);
    assertThat(durations.percentileMillis(1)).isEqualTo(10_800_000);
  }
}
