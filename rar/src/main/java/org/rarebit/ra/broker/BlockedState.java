package org.rarebit.ra.broker;

import com.rabbitmq.client.BlockedListener;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the broker accepts messages on a link (connection.blocked, connection.unblocked).
 * Thread-safe.
 */
final class BlockedState implements BlockedListener {

  private static final System.Logger LOG = System.getLogger(BlockedState.class.getName());

  private final List<Runnable> waiting = new ArrayList<>(); // guarded by this
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

  /** Messages are accepted again, or it does not matter any more. */
  void unblock() {
    List<Runnable> told;
    synchronized (this) {
      reason = null;
      notifyAll();
      told = List.copyOf(waiting);
      waiting.clear();
    }
    told.forEach(BlockedState::tell); // without the lock, and each whatever the others throw
  }

  private static void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "one who waited for the broker to accept messages failed", e);
    }
  }

  /** Has a listener told once when messages are accepted: at once if they are. */
  void onUnblocked(Runnable listener) {
    synchronized (this) {
      if (reason != null) {
        waiting.add(listener);
        return;
      }
    }
    listener.run();
  }

  /** Waits until unblocked: null, or the broker's reason if it is still blocked at the deadline. */
  synchronized String await(Deadline deadline) {
    ThreadRole.mayWait("waiting for the broker to accept messages");
    deadline.waitWhile(this, () -> reason != null);
    return reason;
  }
}
