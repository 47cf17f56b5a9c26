package org.rarebit.ra.server;

import org.rarebit.ra.broker.Deadline;

/** One activated bean of a server. Thread-safe; its text names it in logs. */
interface ServedBean {

  /** The name of its class. */
  String className();

  /** Who is with it, who waits, and whether it takes any. */
  Lane<?> lane();

  Counters counters();

  /**
   * Begins no method any more, gives what waits back to the broker, and waits for what runs.
   *
   * @return how many methods still run at the deadline
   */
  int close(Deadline deadline);
}
