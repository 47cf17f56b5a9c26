package org.rarebit.testkit.broker;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * A resource alarm on command. While it is raised, a connection that publishes is told so and not
 * read from, as RabbitMQ does when memory or disk run short. Thread-safe.
 */
final class Alarm {
  private final Changes changes;
  private final Set<ConnectionSession> told = new HashSet<>(); // guarded by this
  private String reason; // guarded by this; null: no alarm

  Alarm(Changes changes) {
    this.changes = changes;
  }

  /** Raises the alarm; those of the connections that have published are told at once. */
  synchronized void raise(String newReason, Collection<ConnectionSession> connections) {
    reason = newReason;
    connections.stream().filter(ConnectionSession::publishes).forEach(this::tell);
  }

  synchronized void clear() {
    reason = null;
    told.forEach(ConnectionSession::sendUnblocked);
    told.clear();
    changes.signal(); // the readers that wait
  }

  private void tell(ConnectionSession connection) {
    if (told.add(connection)) {
      connection.sendBlocked(reason);
    }
  }

  private synchronized boolean blocks(ConnectionSession connection) {
    if (reason != null) {
      tell(connection);
    }
    return reason != null;
  }

  /**
   * Blocks the reader of a publishing connection until the alarm is over or the connection ends.
   */
  void awaitCleared(ConnectionSession connection) throws InterruptedException {
    long seen = changes.count();
    while (blocks(connection) && !connection.isEnding()) {
      changes.awaitAfter(seen, System.nanoTime() + Long.MAX_VALUE / 2);
      seen = changes.count();
    }
  }
}
