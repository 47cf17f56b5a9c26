package org.rarebit.ra.inbound;

import java.time.Duration;
import org.rarebit.ra.broker.Deadline;

/** How many methods of a bean run, until no more may begin. Thread-safe. */
final class RunningMethods {

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
    return Deadline.after(pause).waitWhile(this, () -> !closed) && !closed;
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
    deadline.waitWhile(this, () -> count > 0);
    return count;
  }
}
