package org.rarebit.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One load against a number of something: a row for each number, a column for each peer. */
final class ScalingTable {

  private final String what;
  private final Map<Integer, Comparison> byNumber = new LinkedHashMap<>();

  /**
   * A table without rows.
   *
   * @param what is there a number of
   */
  ScalingTable(String what) {
    this.what = what;
  }

  void add(int number, Comparison comparison) {
    byNumber.put(number, comparison);
  }

  String toMarkdown() {
    StringBuilder head = new StringBuilder("| " + what + " |");
    StringBuilder line = new StringBuilder("|---|");
    StringBuilder rows = new StringBuilder();
    byNumber.forEach(
        (number, comparison) -> {
          boolean first = rows.isEmpty();
          rows.append(String.format(Locale.ROOT, "| %,d |", number));
          for (Peer peer : comparison.peers()) {
            boolean yardstick = peer == Peer.YARDSTICK;
            rows.append(" " + comparison.rate(peer) + " |");
            if (!yardstick) {
              rows.append(" " + comparison.ratio(peer, Measurement::perSecond) + " |");
              rows.append(" " + comparison.ratio(peer, Measurement::ownSeconds) + " |");
            }
            if (first) {
              head.append(" " + peer.label() + ", calls/s |");
              line.append("---|");
              if (!yardstick) {
                head.append(" ÷ raw | own CPU ÷ raw |");
                line.append("---|---|");
              }
            }
          }
          rows.append('\n');
        });
    return head.append('\n').append(line).append('\n').append(rows).toString();
  }
}
