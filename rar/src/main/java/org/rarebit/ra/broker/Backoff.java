package org.rarebit.ra.broker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubles up to a limit, with full jitter, so that a
 * thousand clients of a broker that restarts do not come back in step. Confined to its owner's
 * lock.
 */
public final class Backoff {

  private static final long FIRST_MILLIS = 500;
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final long SHORTEST_MILLIS = 50;

  /** Each thread's own, whichever draws. */
  static final RandomGenerator CHANCE = () -> ThreadLocalRandom.current().nextLong();

  private final RandomGenerator random;
  private long ceilingMillis = FIRST_MILLIS;

  /** One that has not waited yet. */
  public Backoff() {
    this(CHANCE);
  }

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * The next wait.
   *
   * @return between 50 ms and the present ceiling, which begins at 0.5 s and ends at 30 s
   */
  public Duration next() {
    return next(LONGEST);
  }

  /**
   * The next wait, for what fails less badly.
   *
   * @param longest where the ceiling ends, also if it was higher before; at least 50 ms
   * @return between 50 ms and the ceiling
   */
  Duration next(Duration longest) {
    long ceiling = Math.min(longest.toMillis(), ceilingMillis);
    long millis = random.nextLong(SHORTEST_MILLIS, ceiling + 1);
    ceilingMillis = Math.min(longest.toMillis(), ceiling * 2);
    return Duration.ofMillis(millis);
  }

  /** After a success: the next failure waits shortly again. */
  public void reset() {
    ceilingMillis = FIRST_MILLIS;
  }
}
