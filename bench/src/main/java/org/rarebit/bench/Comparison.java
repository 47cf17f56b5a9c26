package org.rarebit.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The measurements for one number of callers, and their table. A peer's figures are medians over
 * the rounds; ratios are to the yardstick in the same round, so that what disturbs a round disturbs
 * both.
 */
final class Comparison {

  private final Peer yardstick;
  private final Map<Peer, List<Measurement>> rounds = new LinkedHashMap<>();

  Comparison(Peer yardstick) {
    this.yardstick = yardstick;
  }

  /** Gives a peer its row in the table. */
  void expect(Peer peer) {
    rounds.put(peer, new ArrayList<>());
  }

  /** Adds the next round of an expected peer; all have as many. */
  void add(Peer peer, Measurement measurement) {
    rounds.get(peer).add(measurement);
  }

  String toMarkdown() {
    StringBuilder table =
        new StringBuilder(
            """
            | peer | calls/s | ratio [lowest..highest] | p50 µs | p50 ratio | p99 µs | CPU ms per 1000 calls: client + server |
            |---|---|---|---|---|---|---|
            """);
    rounds.forEach((peer, measured) -> table.append(row(peer, measured)));
    return table.toString();
  }

  private String row(Peer peer, List<Measurement> measured) {
    double[] ratios = ratios(measured, Measurement::callsPerSecond);
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f | %.2f [%.2f..%.2f] | %,.0f | %.2f | %,.0f | %.0f + %.0f |%n",
        peer.name(),
        median(measured, Measurement::callsPerSecond),
        Medians.of(ratios),
        Medians.lowest(ratios),
        Medians.highest(ratios),
        median(measured, Measurement::p50Micros),
        Medians.of(ratios(measured, Measurement::p50Micros)),
        median(measured, Measurement::p99Micros),
        median(measured, Measurement::clientMillis),
        median(measured, Measurement::serverMillis));
  }

  private double[] ratios(List<Measurement> measured, ToDoubleFunction<Measurement> figure) {
    List<Measurement> base = rounds.get(yardstick);
    double[] ratios = new double[measured.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = figure.applyAsDouble(measured.get(i)) / figure.applyAsDouble(base.get(i));
    }
    return ratios;
  }

  private static double median(List<Measurement> measured, ToDoubleFunction<Measurement> figure) {
    return Medians.of(measured.stream().mapToDouble(figure).toArray());
  }
}
