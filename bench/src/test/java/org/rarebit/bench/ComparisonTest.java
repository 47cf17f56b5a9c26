package org.rarebit.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComparisonTest {

  @Test
  void ratiosAreTakenWithinARound() {
    Comparison comparison = new Comparison(Peer.RAW);
    comparison.expect(Peer.RAW);
    comparison.expect(Peer.RAREBIT);
    comparison.add(Peer.RAW, new Measurement(1000, 100, 500, 1, 2));
    comparison.add(Peer.RAREBIT, new Measurement(800, 110, 600, 3, 4));
    comparison.add(Peer.RAW, new Measurement(10, 10_000, 50_000, 1, 2)); // something disturbed it
    comparison.add(Peer.RAREBIT, new Measurement(9, 12_000, 60_000, 3, 4));

    assertThat(comparison.toMarkdown().lines())
        .contains(
            "| raw-oslo | 505 | 1.00 [1.00..1.00] | 5,050 | 1.00 | 25,250 | 1 + 2 |",
            "| rarebit | 405 | 0.85 [0.80..0.90] | 6,055 | 1.15 | 30,300 | 3 + 4 |");
  }

  @Test
  void mediansStandInTheMiddle() {
    assertThat(Medians.of(9, 1, 5)).isEqualTo(5);
    assertThat(Medians.of(1, 2, 3, 100)).isEqualTo(2.5);
  }

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
}
