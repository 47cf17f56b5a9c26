package org.rarebit.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.ObjectName;

/**
 * The course of the last minutes, made of the counters of each look. After a pause in which nobody
 * looked it goes on with a gap: an average over hours would tell nothing. Used by one thread at a
 * time.
 */
final class Course {

  static final int MOST_POINTS = 300;

  /** Looks that are further apart than this do not belong together. */
  private static final long GAP_MILLIS = 10_000;

  /** Percentiles are of the calls of so many looks, as one second may have had none. */
  private static final int LOOKS_OF_PERCENTILES = 10;

  private static final double MILLIS = 1000;

  /**
   * One look. What is not known is null.
   *
   * @param millis when, since 1970
   * @param served requests per second that beans have answered
   * @param failed requests per second whose method failed
   * @param calls per second that were begun
   * @param waiting calls that wait for their replies now
   * @param p50 milliseconds that half of the calls took at most; likewise the others
   */
  record Point(
      long millis,
      Double served,
      Double failed,
      Double calls,
      long waiting,
      Double p50,
      Double p95,
      Double p99) {}

  private final Deque<Point> points = new ArrayDeque<>();
  private final Deque<Map<Double, Long>> histograms = new ArrayDeque<>();
  private Map<ObjectName, Shown> before = Map.of();
  private long beforeMillis;

  List<Point> points() {
    return List.copyOf(points);
  }

  /** One more look. */
  Point add(List<Shown> shown, long millis) {
    boolean gap = millis - beforeMillis > GAP_MILLIS || millis <= beforeMillis;
    if (gap) {
      before = Map.of();
      histograms.clear();
    }
    histograms.addLast(callsByBound(shown));
    if (histograms.size() > LOOKS_OF_PERCENTILES) {
      histograms.removeFirst();
    }
    boolean counts = shown.stream().anyMatch(one -> one.is("Client"));
    Point point =
        new Point(
            millis,
            gap ? null : perSecond(shown, "Activation", "Served", millis),
            gap ? null : perSecond(shown, "Activation", "Failed", millis),
            gap || !counts ? null : perSecond(shown, "Client", "Calls", millis),
            shown.stream()
                .filter(one -> one.is("Link"))
                .mapToLong(link -> link.number("PendingCalls"))
                .sum(),
            percentile(0.50),
            percentile(0.95),
            percentile(0.99));
    points.addLast(point);
    if (points.size() > MOST_POINTS) {
      points.removeFirst();
    }
    before = new HashMap<>();
    shown.forEach(one -> before.put(one.name(), one));
    beforeMillis = millis;
    return point;
  }

  private double perSecond(List<Shown> shown, String type, String attribute, long millis) {
    long grown =
        shown.stream()
            .filter(one -> one.is(type))
            .mapToLong(one -> grown(one.name(), one.number(attribute), attribute))
            .sum();
    return grown * MILLIS / (millis - beforeMillis);
  }

  private long grown(ObjectName name, long count, String attribute) {
    Shown earlier = before.get(name);
    return earlier == null ? 0 : grown(count, earlier.number(attribute));
  }

  /** Less than before: it was undeployed, and another one of the name counts from 0. */
  private static long grown(long count, long earlier) {
    return count >= earlier ? count - earlier : count;
  }

  /** How many calls ended since the look before that took no longer than so many seconds. */
  private Map<Double, Long> callsByBound(List<Shown> shown) {
    Map<Double, Long> all = new TreeMap<>();
    for (Shown client : shown) {
      Shown earlier = before.get(client.name());
      if (!client.is("Client") || earlier == null) {
        continue;
      }
      Map<String, Long> earlierCounts = earlier.counts("CallSeconds");
      client
          .counts("CallSeconds")
          .forEach(
              (bound, count) ->
                  all.merge(
                      bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
                      grown(count, earlierCounts.getOrDefault(bound, 0L)),
                      Long::sum));
    }
    return all;
  }

  /** In milliseconds, to the width of a step of the adapter's histogram; null without calls. */
  private Double percentile(double share) {
    TreeMap<Double, Long> sum = new TreeMap<>();
    histograms.forEach(
        histogram -> histogram.forEach((bound, count) -> sum.merge(bound, count, Long::sum)));
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
