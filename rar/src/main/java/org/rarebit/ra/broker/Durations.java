package org.rarebit.ra.broker;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long something took, each time: a histogram of fixed size, from 0.1 ms to 100 s, with six
 * steps for each power of ten. Recording neither locks nor allocates. Thread-safe.
 */
public final class Durations {

  /** What is longer than the others. */
  static final String INFINITE = "+Inf";

  private static final double MICROS_IN_SECOND = 1e6;
  private static final double NANOS_IN_MILLI = 1e6;

  private static final long[] BOUNDS = bounds(); // in microseconds

  private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
  private final LongAdder nanos = new LongAdder();
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

  /** None yet. */
  public Durations() {
    Arrays.setAll(buckets, any -> new LongAdder());
  }

  private static long[] bounds() {
    int[] steps = {100, 150, 200, 300, 500, 700};
    int powers = 6;
    long[] bounds = new long[steps.length * powers + 1];
    long power = 1;
    for (int i = 0; i < powers; i++) {
      for (int j = 0; j < steps.length; j++) {
        bounds[i * steps.length + j] = steps[j] * power;
      }
      power *= 10;
    }
    bounds[bounds.length - 1] = steps[0] * power;
    return bounds;
  }

  /**
   * Counts one that ends now.
   *
   * @param sinceNanos {@link System#nanoTime} of its beginning
   */
  public void endedSince(long sinceNanos) {
    record(System.nanoTime() - sinceNanos);
  }

  void record(long elapsedNanos) {
    int found = Arrays.binarySearch(BOUNDS, (elapsedNanos + 999) / 1000); // a bound is within
    buckets[found < 0 ? -found - 1 : found].increment();
    nanos.add(elapsedNanos);
    longest.accumulate(elapsedNanos);
  }

  /**
   * How many there were.
   *
   * @return of this moment
   */
  public long count() {
    long sum = 0;
    for (LongAdder bucket : buckets) {
      sum += bucket.sum();
    }
    return sum;
  }

  /**
   * All of them together.
   *
   * @return milliseconds
   */
  public double totalMillis() {
    return nanos.sum() / NANOS_IN_MILLI;
  }

  /**
   * The longest.
   *
   * @return milliseconds; 0 if there was none
   */
  public double longestMillis() {
    return longest.get() / NANOS_IN_MILLI;
  }

  /**
   * The duration that so many were not longer than, to the width of a bucket, evenly divided.
   *
   * @param share of them, for example 0.95
   * @return milliseconds; 0 if there was none
   */
  public double percentileMillis(double share) {
    long[] counts = new long[buckets.length];
    long all = 0;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = buckets[i].sum();
      all += counts[i];
    }
    double wanted = share * all;
    double before = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0 && before + counts[i] >= wanted) {
        double from = i == 0 ? 0 : BOUNDS[i - 1] / 1000.0;
        double to = i < BOUNDS.length ? BOUNDS[i] / 1000.0 : longestMillis();
        double inside = from + (to - from) * (wanted - before) / counts[i];
        return Math.min(inside, longestMillis());
      }
      before += counts[i];
    }
    return 0;
  }

  /**
   * How many were not longer than each bound, as Prometheus counts.
   *
   * @return by the bound in seconds; the last one is {@code +Inf}
   */
  public Map<String, Long> cumulative() {
    Map<String, Long> all = new TreeMap<>();
    long sum = 0;
    for (int i = 0; i < BOUNDS.length; i++) {
      sum += buckets[i].sum();
      all.put(secondsOf(BOUNDS[i]), sum);
    }
    all.put(INFINITE, sum + buckets[BOUNDS.length].sum());
    return all;
  }

  private static String secondsOf(long micros) {
    return BigDecimal.valueOf(micros / MICROS_IN_SECOND).stripTrailingZeros().toPlainString();
  }
}
