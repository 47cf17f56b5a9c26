package org.rarebit.ra.inbound;

import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LinkKeeper;

/**
 * What serves the activations that would consume from the same queues. Thread-safe.
 *
 * @param <A> the activations
 */
interface SharedServer<A> extends LinkKeeper.Member {

  /** What it serves, for monitoring. */
  String name();

  ServerCounters counters();

  /** How many replies were given up, of all servers on its broker. */
  default long lostReplies() {
    return 0;
  }

  /** Whether it is connected to the broker. */
  boolean isAttached();

  /** Serves one bean more. Returns at once. */
  void add(A activation);

  /** Serves one bean less, while others stay. May wait for the broker. */
  void remove(A activation);

  /** Ends the consumers: nothing more is delivered. What runs goes on. May wait for the broker. */
  void stopConsuming();

  /** Frees what it holds on the broker: what was not dispatched goes back. May wait for it. */
  void close(Deadline deadline);
}
