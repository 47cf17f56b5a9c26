package org.rarebit.testkit.container;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting on a monitor with a limit. */
final class Waiting {

  private Waiting() {}

  /**
   * Waits until a condition holds; the caller holds the monitor, on which changes are notified.
   *
   * @throws AssertionError at the limit, with the text of what there was instead
   */
  static void until(
      Object monitor, BooleanSupplier condition, Duration limit, Supplier<String> found)
      throws InterruptedException {
    if (!holds(monitor, condition, limit)) {
      throw new AssertionError("After " + limit + ": " + found.get());
    }
  }

  /** Waits until a condition holds or the limit is reached; returns whether it holds. */
  static boolean holds(Object monitor, BooleanSupplier condition, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      monitor.wait(millis);
    }
    return true;
  }
}
