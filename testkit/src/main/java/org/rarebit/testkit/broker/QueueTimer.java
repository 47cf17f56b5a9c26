package org.rarebit.testkit.broker;

import java.util.concurrent.TimeUnit;

/**
 * Wakes a queue when its first message, or the queue itself, expires. At most one wake-up is
 * pending that matters, and it may come early: then the timer looks again. Guarded by the virtual
 * host.
 */
final class QueueTimer {
  private final VirtualHost vhost;
  private final QueueState queue;
  private long usedAtNanos;
  private long armedForNanos = QueuedMessage.NEVER;

  QueueTimer(VirtualHost vhost, QueueState queue) {
    this.vhost = vhost;
    this.queue = queue;
    this.usedAtNanos = vhost.now();
  }

  void touch() {
    usedAtNanos = vhost.now();
    arm();
  }

  /** After a restart of the broker: pending wake-ups are gone, and the queue counts as used now. */
  void restart() {
    armedForNanos = QueuedMessage.NEVER;
    touch();
  }

  /** Makes sure that a wake-up comes no later than the next expiry. */
  void arm() {
    long next = Math.min(messageExpiry(), queueExpiry());
    if (next < armedForNanos && !queue.isDeleted()) {
      armedForNanos = next;
      vhost.at(next, () -> wake(next));
    }
  }

  private void wake(long wokenForNanos) {
    if (wokenForNanos == armedForNanos) {
      armedForNanos = QueuedMessage.NEVER;
    }
    if (queue.isDeleted()) {
      return;
    }
    if (queueExpiry() <= vhost.now()) {
      vhost.delete(queue);
    } else {
      queue.dispatch(); // drops what has expired and arms again
    }
  }

  private long messageExpiry() {
    QueuedMessage first = queue.firstReady();
    return first == null ? QueuedMessage.NEVER : first.expiresAtNanos();
  }

  private long queueExpiry() {
    Long expires = queue.arguments().expiresMillis();
    return expires == null || queue.consumerCount() > 0
        ? QueuedMessage.NEVER
        : usedAtNanos + TimeUnit.MILLISECONDS.toNanos(expires);
  }
}
