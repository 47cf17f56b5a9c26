package org.rarebit.testkit.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections of a running broker: those whose threads run, and among them those that are open.
 * Thread-safe.
 */
final class Connections {
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
  void stop(AmqpException reason, long graceMillis) throws InterruptedException {
    open().forEach(session -> session.closeWith(reason));
    long deadline = System.nanoTime() + graceMillis * 1_000_000;
    for (Map.Entry<ConnectionSession, Thread> entry : running.entrySet()) {
      if (entry.getKey().isOpen()) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        entry.getValue().join(Math.max(1, left));
      }
      entry.getKey().drop();
    }
    for (Thread reader : running.values()) {
      reader.join(graceMillis);
    }
  }
}
