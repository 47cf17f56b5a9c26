package org.rarebit.testkit.broker;

import java.util.TreeSet;

/** The messages of one queue that wait for a consumer, in order. Guarded by the virtual host. */
final class ReadyMessages {
  private final TreeSet<QueuedMessage> messages = new TreeSet<>(QueuedMessage.QUEUE_ORDER);
  private long bodyBytes;

  void add(QueuedMessage queued) {
    if (messages.add(queued)) {
      bodyBytes += queued.message().body().length;
    }
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  int count() {
    return messages.size();
  }

  /** The sum of the bodies, in bytes: what x-max-length-bytes is about. */
  long bodyBytes() {
    return bodyBytes;
  }

  /** The next to be delivered; null if there is none. */
  QueuedMessage first() {
    return messages.isEmpty() ? null : messages.first();
  }

  QueuedMessage removeFirst() {
    QueuedMessage first = messages.pollFirst();
    if (first != null) {
      bodyBytes -= first.message().body().length;
    }
    return first;
  }

  /** Drops everything and tells how many that were. */
  int clear() {
    int count = messages.size();
    messages.clear();
    bodyBytes = 0;
    return count;
  }

  /** Drops what a restart of the broker would lose. */
  void retainPersistent() {
    messages.removeIf(queued -> !queued.message().isPersistent());
    bodyBytes = messages.stream().mapToLong(queued -> queued.message().body().length).sum();
  }
}
