package org.rarebit.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
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
   * @param methods of each bean whose methods have ended lately, how long these took
   */
  record Point(
      long millis,
      Double served,
      Double failed,
      Double calls,
      long waiting,
      Double p50,
      Double p95,
      Double p99,
      Map<ObjectName, Methods> methods) {}

  /** Milliseconds that half of a bean's methods took at most, and 99 of 100. */
  record Methods(double p50, double p99) {}

  private final Deque<Point> points = new ArrayDeque<>();
  private final Durations calls = new Durations();
  private final Map<ObjectName, Durations> methods = new HashMap<>();
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
      calls.clear();
      methods.clear();
    }
    List<Shown> clients = shown.stream().filter(one -> one.is("Client")).toList();
    calls.add(ended(clients, client -> client.counts("CallSeconds")));
    Point point =
        new Point(
            millis,
            gap ? null : perSecond(shown, "Activation", "Served", millis),
            gap ? null : perSecond(shown, "Activation", "Failed", millis),
            gap || clients.isEmpty() ? null : perSecond(shown, "Client", "Calls", millis),
            shown.stream()
                .filter(one -> one.is("Link"))
                .mapToLong(link -> link.number("PendingCalls"))
                .sum(),
            calls.percentile(0.50),
            calls.percentile(0.95),
            calls.percentile(0.99),
            methods(shown.stream().filter(one -> one.is("Activation")).toList()));
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

  private Map<ObjectName, Methods> methods(List<Shown> beans) {
    methods.keySet().retainAll(beans.stream().map(Shown::name).collect(Collectors.toSet()));
    Map<ObjectName, Methods> all = new HashMap<>();
    for (Shown bean : beans) {
      Durations durations = methods.computeIfAbsent(bean.name(), name -> new Durations());
      durations.add(ended(List.of(bean), one -> one.counts("MethodSeconds")));
      Double p50 = durations.percentile(0.50);
      if (p50 != null) {
        all.put(bean.name(), new Methods(p50, durations.percentile(0.99)));
      }
    }
    return all;
  }

  /** How many ended since the look before that took no longer than so many seconds. */
  private Map<Double, Long> ended(List<Shown> shown, Function<Shown, Map<String, Long>> histogram) {
    Map<Double, Long> all = new TreeMap<>();
    for (Shown one : shown) {
      Shown earlier = before.get(one.name());
      if (earlier == null) {
        continue;
      }
      Map<String, Long> counts = histogram.apply(one);
      Map<String, Long> earlierCounts = histogram.apply(earlier);
      if (counts.equals(earlierCounts)) {
        continue; // there may be a thousand beans at rest
      }
      counts.forEach(
          (bound, count) ->
              all.merge(
                  bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
                  grown(count, earlierCounts.getOrDefault(bound, 0L)),
                  Long::sum));
    }
    return all;
  }
}
