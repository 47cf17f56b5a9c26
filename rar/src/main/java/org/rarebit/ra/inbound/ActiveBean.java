package org.rarebit.ra.inbound;

import org.rarebit.ra.broker.Deadline;

/** One activated message-driven bean. Thread-safe; its text names it in logs. */
interface ActiveBean {

  /**
   * Begins no method any more, gives what waits back to the broker, and waits for what runs.
   *
   * @return how many methods still run at the deadline
   */
  int close(Deadline deadline);
}
