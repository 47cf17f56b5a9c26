package org.rarebit.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The measurements of one case, and their table. A peer's figures are medians over the rounds;
 * ratios are to the yardstick in the same round, so that what disturbs a round disturbs both.
 */
final class Comparison {

  private static final String HEAD_OF_CALLS =
      """
      | peer | calls/s [lowest..highest] | ÷ raw [lowest..highest] | p50 µs | p99 µs | p99.9 µs | p50 ÷ raw | p99 ÷ raw [lowest..highest] | CPU s per 10k: client + server, broker | own CPU ÷ raw [lowest..highest] |
      |---|---|---|---|---|---|---|---|---|---|
      """;

  private static final String HEAD_OF_MESSAGES =
      """
      | peer | per second [lowest..highest] | ÷ raw [lowest..highest] | CPU s per 10k: client + server, broker |
      |---|---|---|---|
      """;

  private final String title;
  private final Peer yardstick;
  private final Map<Peer, List<Measurement>> rounds = new LinkedHashMap<>();

  Comparison(String title, Peer yardstick) {
    this.title = title;
    this.yardstick = yardstick;
  }

  /**
   * The same figures of some of the peers.
   *
   * @param other what they are divided by instead
   * @param some those that are wanted; who was not measured is left out
   */
  Comparison over(Peer other, String newTitle, List<Peer> some) {
    Comparison over = new Comparison(newTitle, other);
    rounds.forEach(
        (peer, measured) -> {
          if (some.contains(peer)) {
            over.rounds.put(peer, measured);
          }
        });
    return over;
  }

  String title() {
    return title;
  }

  Set<Peer> peers() {
    return rounds.keySet();
  }

  /** A peer's rounds, in order. */
  List<Measurement> rounds(Peer peer) {
    return List.copyOf(rounds.get(peer));
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
    boolean latencies =
        rounds.values().stream().flatMap(List::stream).anyMatch(m -> !Double.isNaN(m.p50Micros()));
    String head = latencies ? HEAD_OF_CALLS : HEAD_OF_MESSAGES;
    StringBuilder table = new StringBuilder(head.replace("÷ raw", "÷ " + yardstick.label()));
    rounds.forEach(
        (peer, measured) ->
            table.append(latencies ? rowOfCalls(peer, measured) : rowOfMessages(peer, measured)));
    return table.toString();
  }

  private String rowOfCalls(Peer peer, List<Measurement> measured) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %,.0f | %,.0f | %,.0f | %.2f | %s | %s | %s |%n",
        peer.label(),
        rate(measured),
        ratio(measured, Measurement::perSecond),
        median(measured, Measurement::p50Micros),
        median(measured, Measurement::p99Micros),
        median(measured, Measurement::p999Micros),
        Medians.of(ratios(measured, Measurement::p50Micros)),
        ratio(measured, Measurement::p99Micros),
        processorTime(measured),
        ratio(measured, Measurement::ownSeconds));
  }

  private String rowOfMessages(Peer peer, List<Measurement> measured) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s |%n",
        peer.label(),
        rate(measured),
        ratio(measured, Measurement::perSecond),
        processorTime(measured));
  }

  private static String rate(List<Measurement> measured) {
    double[] rates = measured.stream().mapToDouble(Measurement::perSecond).toArray();
    return String.format(
        Locale.ROOT,
        "%,.0f [%,.0f..%,.0f]",
        Medians.of(rates),
        Medians.lowest(rates),
        Medians.highest(rates));
  }

  private static String processorTime(List<Measurement> measured) {
    return String.format(
            Locale.ROOT,
            "%.2f + %.2f, %.2f",
            median(measured, Measurement::clientSeconds),
            median(measured, Measurement::serverSeconds),
            median(measured, Measurement::brokerSeconds))
        .replace("NaN", "–");
  }

  private String ratio(List<Measurement> measured, ToDoubleFunction<Measurement> figure) {
    double[] ratios = ratios(measured, figure);
    return String.format(
        Locale.ROOT,
        "%.2f [%.2f..%.2f]",
        Medians.of(ratios),
        Medians.lowest(ratios),
        Medians.highest(ratios));
  }

  /** A peer's operations a second, with lowest and highest. */
  String rate(Peer peer) {
    return rate(rounds.get(peer));
  }

  /** A figure of a peer over the yardstick's, with lowest and highest. */
  String ratio(Peer peer, ToDoubleFunction<Measurement> figure) {
    return ratio(rounds.get(peer), figure);
  }

  /** A figure of a peer over the yardstick's, round by round. */
  double[] ratios(Peer peer, ToDoubleFunction<Measurement> figure) {
    return ratios(rounds.get(peer), figure);
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
