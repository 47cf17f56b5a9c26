package org.rarebit.ra.inbound;

import org.rarebit.ra.broker.Deadline;

/** One activated message-driven bean. Thread-safe; its text names it in logs. */
interface ActiveBean {

  /** The name of its class. */
  String beanName();

  /** Whether it takes anything now. */
  CircuitBreaker breaker();

  ActivationCounters counters();

  /** Methods that run, and those that returned a stage which is not complete. */
  int inFlight();

  /** What has been read and waits for one of those in flight. */
  int waiting();

  /**
   * Begins no method any more, gives what waits back to the broker, and waits for what runs.
   *
   * @return how many methods still run at the deadline
   */
  int close(Deadline deadline);
}
