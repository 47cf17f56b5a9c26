package org.rarebit.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.rarebit.bench.load.LoadCommand.Kind;

class RoundTest {

  @Test
  void percentilesAreValuesThatWereMeasured() {
    Samples samples = new Samples();
    for (int i = 2000; i >= 1; i--) {
      samples.add(i * 1000L);
    }

    assertThat(samples.micros(0.5)).isEqualTo(1000);
    assertThat(samples.micros(0.99)).isEqualTo(1980);
    assertThat(samples.micros(1)).isEqualTo(2000);
    assertThat(new Samples().micros(0.5)).isNaN();
  }

  @Test
  void roundsAndCommandsTravelAsLines() {
    Round round = new Round(1000, 2_000_000_000, 10.5, 20, 30);
    LoadCommand command = new LoadCommand(Kind.CALLS, "topic", 8, 2000, 200);

    assertThat(Round.parse(round.toString())).isEqualTo(round);
    assertThat(round.perSecond()).isEqualTo(500);
    assertThat(LoadCommand.parse(command.toString())).isEqualTo(command);
  }

  @Test
  void roundsWithoutLatenciesTravelToo() {
    assertThat(Round.parse(Round.withoutLatencies(10, 20).toString()).p50Micros()).isNaN();
  }

  @Test
  void whatIsNoRoundIsShown() {
    assertThatThrownBy(() -> Round.parse("failed: no broker")).hasMessageContaining("no broker");
  }
}
