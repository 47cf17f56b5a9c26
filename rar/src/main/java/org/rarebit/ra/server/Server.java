package org.rarebit.ra.server;

import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LinkKeeper;

/** What serves the beans that would consume from the same queues. Thread-safe. */
sealed interface Server extends LinkKeeper.Member permits RpcServer, NotificationServer {

  /** What it serves, for monitoring. */
  String name();

  /** What it counts before it knows which bean a message is for. */
  Counters counters();

  /** The replies of all servers on its broker; null if it sends none. */
  ReplyOutbox replies();

  /** Whether it consumes all that it should. */
  boolean isAttached();

  /** Begins to consume, and to compare what it consumes with what it should. Returns at once. */
  void start(LinkKeeper keeper);

  /** Serves one bean less, while others stay. May wait for the broker, until the deadline. */
  void remove(ServedBean bean, Deadline deadline);

  /**
   * Ends the consumers: nothing more is delivered. What runs goes on. May wait for the broker,
   * until the deadline.
   */
  void stopConsuming(Deadline deadline);

  /** Frees what it holds on the broker: what was not dispatched goes back. May wait for it. */
  void close(Deadline deadline);
}
