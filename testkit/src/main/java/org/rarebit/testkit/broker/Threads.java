package org.rarebit.testkit.broker;

import java.util.concurrent.TimeUnit;

/** Waiting for threads to end, for code that has to clean up even when it is interrupted. */
final class Threads {
  private Threads() {}

  /**
   * Waits for a thread, in spite of interrupts: these are kept for later.
   *
   * @return false if the thread did not end in time
   */
  static boolean join(Thread thread, long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean interrupted = false;
    try {
      while (thread.isAlive()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        try {
          TimeUnit.NANOSECONDS.timedJoin(thread, left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
