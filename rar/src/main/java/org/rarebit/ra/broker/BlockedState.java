package org.rarebit.ra.broker;

import com.rabbitmq.client.BlockedListener;

/**
 * Whether the broker accepts messages on a link (connection.blocked, connection.unblocked).
 * Thread-safe.
 */
final class BlockedState implements BlockedListener {

  private volatile String reason; // null while messages are accepted

  /** The broker's reason; null while messages are accepted. */
  String reason() {
    return reason;
  }

  boolean isBlocked() {
    return reason != null;
  }

  @Override
  public synchronized void handleBlocked(String why) {
    reason = why == null ? "no reason given" : why;
  }

  @Override
  public void handleUnblocked() {
    unblock();
  }

  synchronized void unblock() {
    reason = null;
    notifyAll();
  }

  /** Waits until unblocked: null, or the broker's reason if it is still blocked at the deadline. */
  synchronized String await(Deadline deadline) {
    deadline.waitWhile(this, () -> reason != null);
    return reason;
  }
}
