package org.rarebit.ra.inbound;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which notifications run, and which are done, so that none runs twice unless it is to. One without
 * a unique id is always new. Thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/amqpdriver.py, AMQPListener; there a duplicate stays unacknowledged</a>
 */
final class NotificationProgress {

  enum State {
    NEW,
    RUNNING,
    DONE
  }

  private final DuplicateFilter done;
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  NotificationProgress(int window) {
    this.done = new DuplicateFilter(window);
  }

  /** Says what is known of it; if it is new, it runs from now on until {@link #end}. */
  State begin(String uniqueId) {
    if (uniqueId == null) {
      return State.NEW;
    }
    if (!running.add(uniqueId)) {
      return State.RUNNING;
    }
    if (done.contains(uniqueId)) {
      running.remove(uniqueId);
      return State.DONE;
    }
    return State.NEW;
  }

  /** It runs no longer; done, or to come again. */
  void end(String uniqueId, boolean isDone) {
    if (uniqueId != null) {
      if (isDone) {
        done.add(
            uniqueId); // first: a copy that comes now must not find it neither done nor running
      }
      running.remove(uniqueId);
    }
  }
}
