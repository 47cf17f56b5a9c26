package org.rarebit.inmemory;

import org.jspecify.annotations.Nullable;
import org.rarebit.ra.broker.Deadline;

/**
 * What one request of a test causes: the methods that run for it, those that run because of these,
 * and so on. Who sent the request can wait for the end of all of it, without waiting for what
 * others do. Thread-safe.
 */
final class Ripple {

  private static final ThreadLocal<Ripple> CURRENT = new ThreadLocal<>();

  private int running; // guarded by this; or about to

  /** The one that this thread's method belongs to; null on a thread of the test's. */
  static @Nullable Ripple current() {
    return CURRENT.get();
  }

  /** Does something as a part of it. */
  void within(Runnable part) {
    CURRENT.set(this);
    try {
      part.run();
    } finally {
      CURRENT.remove();
    }
  }

  synchronized void begin() {
    running++;
  }

  synchronized void end() {
    running--;
    if (running == 0) {
      notifyAll();
    }
  }

  /** False if something still runs at the deadline, or the thread was interrupted. */
  synchronized boolean awaitEnd(Deadline deadline) {
    return deadline.waitWhile(this, () -> running > 0) && running == 0;
  }
}
