package org.rarebit.ra.broker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: doubles up to a limit, with full jitter, so that a
 * thousand clients of a broker that restarts do not come back in step. Confined to its owner's
 * lock.
 */
public final class Backoff {

  private static final long FIRST_MILLIS = 500;
  private static final long LONGEST_MILLIS = 30_000;
  private static final long SHORTEST_MILLIS = 50;

  private long ceilingMillis = FIRST_MILLIS;

  /**
   * The next wait.
   *
   * @return between 50 ms and the present ceiling, which begins at 0.5 s and ends at 30 s
   */
  public Duration next() {
    long millis = ThreadLocalRandom.current().nextLong(SHORTEST_MILLIS, ceilingMillis + 1);
    ceilingMillis = Math.min(LONGEST_MILLIS, ceilingMillis * 2);
    return Duration.ofMillis(millis);
  }

  /** After a success: the next failure waits shortly again. */
  public void reset() {
    ceilingMillis = FIRST_MILLIS;
  }
}
