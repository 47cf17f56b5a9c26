package org.rarebit.ra.broker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A moment by which something has to be done, shared by all the steps of it. Immutable. Measured
 * with {@link System#nanoTime()}, so that a change of the wall clock moves nothing.
 */
public final class Deadline {

  /** Longer waits are cut to this: a hundred years in nanoseconds still fits a long. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private static final long SHORTEST_WAIT_NANOS = 1_000_000;

  private final long atNanos;

  private Deadline(long atNanos) {
    this.atNanos = atNanos;
  }

  /**
   * A deadline from now.
   *
   * @param timeout how long; negative counts as zero, more than a hundred years as a hundred years
   * @return the deadline
   */
  public static Deadline after(Duration timeout) {
    Duration bounded =
        timeout.isNegative() ? Duration.ZERO : timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
    return new Deadline(System.nanoTime() + bounded.toNanos());
  }

  /**
   * The time left.
   *
   * @return nanoseconds, zero if the deadline has passed
   */
  public long remainingNanos() {
    return Math.max(0, atNanos - System.nanoTime());
  }

  /**
   * The time left.
   *
   * @return never negative
   */
  public Duration remaining() {
    return Duration.ofNanos(remainingNanos());
  }

  /**
   * Tells whether the deadline has passed.
   *
   * @return true from the deadline on
   */
  public boolean isPassed() {
    return remainingNanos() == 0;
  }

  /**
   * The earlier of two deadlines.
   *
   * @param other another one
   * @return this or the other
   */
  public Deadline earlier(Deadline other) {
    return atNanos - other.atNanos <= 0 ? this : other;
  }

  /**
   * Waits on a monitor for a condition to end, at most until the deadline. Blocks. Who changes what
   * the condition looks at notifies all.
   *
   * @param monitor which the caller holds
   * @param condition looked at with the monitor held
   * @return false if the thread was interrupted, which it still is: the container is in a hurry
   */
  public boolean waitWhile(Object monitor, BooleanSupplier condition) {
    try {
      while (condition.getAsBoolean() && !isPassed()) {
        TimeUnit.NANOSECONDS.timedWait(monitor, Math.max(SHORTEST_WAIT_NANOS, remainingNanos()));
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
