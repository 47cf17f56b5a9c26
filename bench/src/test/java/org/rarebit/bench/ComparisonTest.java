package org.rarebit.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  @Test
  void ratiosAreTakenWithinARound() {
    Comparison comparison = new Comparison("1 caller", Peer.RAW);
    comparison.expect(Peer.RAW);
    comparison.expect(Peer.RAREBIT);
    comparison.add(Peer.RAW, new Measurement(1000, 100, 500, 900, 1, 2, 3));
    comparison.add(Peer.RAREBIT, new Measurement(800, 110, 600, 1000, 2, 4, 4));
    // something disturbed it
    comparison.add(Peer.RAW, new Measurement(10, 10_000, 50_000, 70_000, 1, 2, 3));
    comparison.add(Peer.RAREBIT, new Measurement(9, 12_000, 60_000, 80_000, 1, 2, 4));

    assertThat(comparison.toMarkdown().lines())
        .contains(
            "| raw | 505 [10..1,000] | 1.00 [1.00..1.00] | 5,050 | 25,250 | 35,450 | 1.00"
                + " | 1.00 [1.00..1.00] | 1.00 + 2.00, 3.00 | 1.00 [1.00..1.00] |",
            "| rarebit-se | 405 [9..800] | 0.85 [0.80..0.90] | 6,055 | 30,300 | 40,500 | 1.15"
                + " | 1.20 [1.20..1.20] | 1.50 + 3.00, 4.00 | 1.50 [1.00..2.00] |");
  }

  @Test
  void whatObservingCostsIsARatioToTheAdapterAloneInTheSameRound() {
    Comparison comparison = new Comparison("1 caller", Peer.RAW);
    for (Peer peer : new Peer[] {Peer.RAW, Peer.RAREBIT, Peer.TRACED}) {
      comparison.expect(peer);
    }
    comparison.add(Peer.RAW, new Measurement(2000, 100, 500, 900, 1, 2, 3));
    comparison.add(Peer.RAREBIT, new Measurement(1000, 100, 500, 900, 1, 2, 3));
    comparison.add(Peer.TRACED, new Measurement(960, 110, 600, 990, 2, 4, 3));

    assertThat(
            comparison
                .over(Peer.RAREBIT, "costs", List.of(Peer.RAREBIT, Peer.METRICS, Peer.TRACED))
                .toMarkdown())
        .contains("÷ rarebit-se", "| rarebit-se-traced | 960 [960..960] | 0.96 [0.96..0.96] |")
        .doesNotContain("| raw |", "metrics");
  }

  @Test
  void messagesHaveNoLatencies() {
    Comparison comparison = new Comparison("casts", Peer.RAW);
    comparison.expect(Peer.RAW);
    comparison.add(
        Peer.RAW, new Measurement(1000, Double.NaN, Double.NaN, Double.NaN, 0.5, 0, Double.NaN));

    assertThat(comparison.toMarkdown().lines())
        .contains("| raw | 1,000 [1,000..1,000] | 1.00 [1.00..1.00] | 0.50 + 0.00, – |");
  }

  @Test
  void mediansStandInTheMiddle() {
    assertThat(Medians.of(9, 1, 5)).isEqualTo(5);
    assertThat(Medians.of(1, 2, 3, 100)).isEqualTo(2.5);
  }
}
