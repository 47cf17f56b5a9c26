package org.rarebit.ra.server;

import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Durations;
import org.rarebit.ra.broker.LinkKeeper;

/** What serves the beans that would consume from the same queues. Thread-safe. */
sealed interface Server extends LinkKeeper.Member permits RpcServer, NotificationServer {

  /** What it serves, for monitoring. */
  String name();

  /** What it counts before it knows which bean a message is for. */
  Counters counters();

  /** The replies of all servers on its broker; null if it sends none. */
  ReplyOutbox replies();

  /** Requests or notifications that it remembers as done, to know them if they come again. */
  int remembered();

  /** What it holds for beans that are not there yet, or are paused. */
  int setAside();

  /** The queues that it consumes from whenever its beans take something, but for its own. */
  Set<String> queueNames();

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

  /**
   * What a bean counts, and what its server counts before it knows which bean a message is for.
   * Thread-safe.
   */
  static final class Counters {

    final Durations methods = new Durations();
    final LongAdder served = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder expired = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder dead = new LongAdder();
    private volatile String lastError;

    void error(Throwable failure) {
      lastError = failure.toString();
    }

    String lastError() {
      return lastError;
    }
  }
}
