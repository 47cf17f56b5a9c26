package org.rarebit.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonOptionsTest {

  @Test
  void withoutOptionsEnoughIsMeasuredToJudgeBy() {
    assertThat(ComparisonOptions.parse())
        .isEqualTo(new ComparisonOptions(null, 12, Duration.ofSeconds(3), List.of(1, 8, 64)));
  }

  @Test
  void optionsAreRead() {
    assertThat(
            ComparisonOptions.parse(
                "--url", "embedded", "--rounds", "2", "--seconds", "0.5", "--callers", "1,2"))
        .isEqualTo(new ComparisonOptions("embedded", 2, Duration.ofMillis(500), List.of(1, 2)));
  }

  @Test
  void quickIsShort() {
    assertThat(ComparisonOptions.parse("--quick").rounds()).isEqualTo(3);
  }

  @Test
  void wrongOptionsAreRefused() {
    assertThatThrownBy(() -> ComparisonOptions.parse("--fast"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--fast");
    assertThatThrownBy(() -> ComparisonOptions.parse("--url"))
        .hasMessageContaining("needs a value");
    assertThatThrownBy(() -> ComparisonOptions.parse("--rounds", "0"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
