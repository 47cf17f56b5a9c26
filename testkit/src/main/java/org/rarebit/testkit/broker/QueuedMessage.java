package org.rarebit.testkit.broker;

import java.util.Comparator;

/**
 * A message in one queue, ready or delivered and not yet settled. It keeps its place in the queue,
 * so that a message that comes back is again where it was. Guarded by the virtual host's monitor.
 */
final class QueuedMessage {
  /** {@link #expiresAtNanos()} of a message that never expires. */
  static final long NEVER = Long.MAX_VALUE;

  /** The order of a queue: higher priority first, then older first. */
  static final Comparator<QueuedMessage> QUEUE_ORDER =
      Comparator.comparingInt((QueuedMessage queued) -> -queued.priority)
          .thenComparingLong(queued -> queued.position);

  private final Message message;
  private final int priority;
  private final long position;
  private final long expiresAtNanos;
  private int returns;
  private int failures;
  private boolean redelivered;

  /**
   * @param expiresAtNanos nanoseconds on the clock of {@link VirtualHost#now()}, or {@link #NEVER}
   */
  QueuedMessage(Message message, int priority, long position, long expiresAtNanos) {
    this.message = message;
    this.priority = priority;
    this.position = position;
    this.expiresAtNanos = expiresAtNanos;
  }

  Message message() {
    return message;
  }

  long expiresAtNanos() {
    return expiresAtNanos;
  }

  boolean isExpired(long nowNanos) {
    return expiresAtNanos <= nowNanos;
  }

  boolean isRedelivered() {
    return redelivered;
  }

  /** How often the message came back unsettled. */
  int returns() {
    return returns;
  }

  /** How often that counted as a failed delivery. */
  int failures() {
    return failures;
  }

  void markReturned(boolean failed) {
    redelivered = true;
    returns++;
    if (failed) {
      failures++;
    }
  }

  void markRedelivered() {
    redelivered = true;
  }
}
