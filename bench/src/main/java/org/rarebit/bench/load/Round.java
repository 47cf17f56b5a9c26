package org.rarebit.bench.load;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What one turn of one peer gave.
 *
 * @param operations how many calls or messages
 * @param nanos how long it lasted
 * @param p50Micros latency that half of them exceed; NaN if none was measured
 * @param p99Micros latency that one in a hundred exceeds; NaN if none was measured
 * @param p999Micros latency that one in a thousand exceeds; NaN if none was measured
 */
public record Round(
    long operations, long nanos, double p50Micros, double p99Micros, double p999Micros) {

  static Round of(Samples latencies, long nanos) {
    return new Round(
        latencies.size(),
        nanos,
        latencies.micros(0.50),
        latencies.micros(0.99),
        latencies.micros(0.999));
  }

  static Round withoutLatencies(long operations, long nanos) {
    return new Round(operations, nanos, Double.NaN, Double.NaN, Double.NaN);
  }

  /**
   * The rate.
   *
   * @return operations in a second
   */
  public double perSecond() {
    return operations / (nanos / (double) TimeUnit.SECONDS.toNanos(1));
  }

  /**
   * Reads a round.
   *
   * @param line as {@link #toString} writes it
   * @return the round
   * @throws IllegalStateException with the line, if it is none
   */
  public static Round parse(String line) {
    String[] words = line.trim().split(" ", -1);
    if (words.length != 5) {
      throw new IllegalStateException(line);
    }
    return new Round(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]),
        Double.parseDouble(words[4]));
  }

  /** One line. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%d %d %.1f %.1f %.1f", operations, nanos, p50Micros, p99Micros, p999Micros);
  }
}
