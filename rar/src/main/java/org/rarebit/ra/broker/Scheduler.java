package org.rarebit.ra.broker;

import java.time.Duration;

/**
 * Runs short tasks later, on one thread that they share: they only enqueue, and wait for nobody
 * ({@link ThreadRole#TIMER}). A task that throws anything ends neither the thread nor the other
 * tasks. Thread-safe. Implemented with the container's timer where it has one.
 */
public interface Scheduler {

  /**
   * Runs a task once.
   *
   * @param delay from now; not negative
   * @param task short, not blocking; what it throws is logged
   * @return to take it back
   */
  Task after(Duration delay, Runnable task);

  /** A task to come. */
  interface Task {

    /** Takes it back; nothing happens if it ran already. */
    void cancel();
  }
}
