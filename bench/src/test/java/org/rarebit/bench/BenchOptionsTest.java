package org.rarebit.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {

  @Test
  void withoutOptionsEverythingIsMeasuredLongEnoughToJudgeBy() {
    assertThat(BenchOptions.parse())
        .isEqualTo(
            new BenchOptions(
                Surroundings.USUAL,
                12,
                Duration.ofSeconds(2),
                List.of(1, 8, 64),
                Peer.USUAL,
                BenchOptions.ALL_CASES,
                null));
  }

  @Test
  void optionsAreRead() {
    String options =
        "--url embedded --rounds 2 --seconds 0.5 --callers 1,2 --peers raw,rarebit-se"
            + " --cases calls --output out --jvm -Xint --jvm -Xlog:gc";

    assertThat(BenchOptions.parse(options.split(" ")))
        .isEqualTo(
            new BenchOptions(
                new Surroundings(
                    "embedded",
                    Surroundings.USUAL.programs(),
                    Surroundings.USUAL.jdk(),
                    List.of("-Xint", "-Xlog:gc"),
                    null),
                2,
                Duration.ofMillis(500),
                List.of(1, 2),
                List.of(Peer.RAW, Peer.RAREBIT),
                List.of("calls"),
                Path.of("out")));
  }

  @Test
  void quickIsShort() {
    assertThat(BenchOptions.parse("--quick").rounds()).isEqualTo(1);
  }

  @Test
  void wrongOptionsAreRefused() {
    assertThatThrownBy(() -> BenchOptions.parse("--fast"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--fast");
    assertThatThrownBy(() -> BenchOptions.parse("--url")).hasMessageContaining("needs a value");
    assertThatThrownBy(() -> BenchOptions.parse("--rounds", "0"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BenchOptions.parse("--cases", "all"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void withoutTheYardstickThereIsNothingToDivideBy() {
    assertThatThrownBy(() -> BenchOptions.parse("--peers", "rarebit-se"))
        .hasMessageContaining("yardstick");
  }
}
