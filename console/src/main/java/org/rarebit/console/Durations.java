package org.rarebit.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long what ended in the latest looks took: of several, as one second may have had none. Used
 * by one thread at a time.
 */
final class Durations {

  private static final int LOOKS = 10;
  private static final double MILLIS = 1000;

  private final Deque<Map<Double, Long>> looks = new ArrayDeque<>();

  /** One more look: how many ended since the one before, within so many seconds. */
  void add(Map<Double, Long> ended) {
    looks.addLast(ended);
    if (looks.size() > LOOKS) {
      looks.removeFirst();
    }
  }

  void clear() {
    looks.clear();
  }

  /** In milliseconds, to the width of a step of the adapter's histogram; null if nothing ended. */
  Double percentile(double share) {
    TreeMap<Double, Long> sum = new TreeMap<>();
    looks.forEach(look -> look.forEach((bound, count) -> sum.merge(bound, count, Long::sum)));
    if (sum.isEmpty() || sum.lastEntry().getValue() == 0) {
      return null;
    }
    double wanted = share * sum.lastEntry().getValue();
    double lower = 0;
    long under = 0;
    Iterator<Map.Entry<Double, Long>> steps = sum.entrySet().iterator();
    while (true) {
      Map.Entry<Double, Long> step = steps.next();
      if (step.getValue() >= wanted) {
        double upper = step.getKey().isInfinite() ? lower : step.getKey();
        double inside = (wanted - under) / (step.getValue() - under);
        return (lower + (upper - lower) * inside) * MILLIS;
      }
      lower = step.getKey();
      under = step.getValue();
    }
  }
}
