package org.rarebit.testkit.broker;

import java.util.concurrent.TimeUnit;

/**
 * Counts the changes of a broker, so that a waiting thread is woken by a change instead of polling.
 * Thread-safe; {@link #signal()} never blocks for long and may be called with any lock held.
 */
final class Changes {
  private long count; // guarded by this

  synchronized void signal() {
    count++;
    notifyAll();
  }

  synchronized long count() {
    return count;
  }

  /**
   * Waits until there have been more than {@code seen} changes.
   *
   * @param deadlineNanos in terms of {@link System#nanoTime()}
   * @return false if the deadline came first
   */
  synchronized boolean awaitAfter(long seen, long deadlineNanos) throws InterruptedException {
    while (count == seen) {
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }
}
