package org.rarebit.ra.inbound;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.rarebit.ra.broker.Deadline;

/** How many methods of a bean run, until no more may begin. Thread-safe. */
final class RunningMethods {

  private static final long SHORTEST_WAIT_NANOS = 1_000_000;

  private int count; // guarded by this
  private boolean closed; // guarded by this

  synchronized int count() {
    return count;
  }

  /** One begins; false if none may any more. */
  synchronized boolean enter() {
    if (!closed) {
      count++;
    }
    return !closed;
  }

  /** One has ended. */
  synchronized void leave() {
    count--;
    notifyAll();
  }

  /** Waits in the middle of one; false if it is to end, since no more may begin. */
  synchronized boolean pause(Duration pause) {
    Deadline end = Deadline.after(pause);
    try {
      while (!closed && !end.isPassed()) {
        awaitChange(end);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container is in a hurry
      return false;
    }
    return !closed;
  }

  /** None may begin from now on. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /**
   * Waits for those that run.
   *
   * @return how many still run at the deadline
   */
  synchronized int awaitEnd(Deadline deadline) {
    try {
      while (count > 0 && !deadline.isPassed()) {
        awaitChange(deadline);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container is in a hurry
    }
    return count;
  }

  private void awaitChange(Deadline deadline) throws InterruptedException {
    TimeUnit.NANOSECONDS.timedWait(this, Math.max(SHORTEST_WAIT_NANOS, deadline.remainingNanos()));
  }
}
