package org.rarebit.testkit.broker;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The connections of a running broker: those whose threads run, and among them those that are open.
 * Thread-safe.
 */
final class Connections {
  private static final System.Logger LOG = System.getLogger(Connections.class.getName());

  /** How long the thread of a dropped connection may live on. */
  private static final long DROP_MILLIS = 2_000;

  private final Changes changes;
  private final Map<ConnectionSession, Thread> running = new ConcurrentHashMap<>();
  private final List<ConnectionSession> open = new ArrayList<>(); // guarded by itself

  Connections(Changes changes) {
    this.changes = changes;
  }

  void start(ConnectionSession session) {
    Thread reader = new Thread(session, "rarebit-broker-reader-" + session.clientPort());
    reader.setDaemon(true);
    running.put(session, reader);
    reader.start();
  }

  void opened(ConnectionSession session) {
    synchronized (open) {
      open.add(session);
    }
    changes.signal();
  }

  void closed(ConnectionSession session) {
    synchronized (open) {
      open.remove(session);
    }
    changes.signal();
  }

  void ended(ConnectionSession session) {
    running.remove(session);
    changes.signal();
  }

  /** Those that are open, oldest first. */
  List<ConnectionSession> open() {
    synchronized (open) {
      return List.copyOf(open);
    }
  }

  /**
   * Ends all, with a connection.close first; who does not answer in time is dropped.
   *
   * @param graceMillis for all together
   */
  void stop(AmqpException reason, long graceMillis) {
    open().forEach(session -> session.closeWith(reason));
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMillis);
    Map<ConnectionSession, Thread> ending = Map.copyOf(running);
    ending.forEach(
        (session, reader) -> {
          if (session.isOpen()) { // else it has not logged in yet, and nothing to lose
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            Threads.join(reader, left);
          }
          session.drop();
        });
    for (Thread reader : ending.values()) {
      if (!Threads.join(reader, DROP_MILLIS)) {
        LOG.log(Level.WARNING, "embedded broker: " + reader.getName() + " does not end");
      }
    }
  }
}
