package org.rarebit.testkit.broker;

import java.util.ArrayList;
import java.util.List;

/**
 * The consumers of one queue: higher priority first, and round-robin among those of one priority.
 * Guarded by the virtual host's monitor.
 */
final class ConsumerRing {
  private final List<Consumer> consumers = new ArrayList<>();
  private final boolean singleActive;

  /**
   * @param singleActive whether all messages go to the first consumer as long as it is there
   */
  ConsumerRing(boolean singleActive) {
    this.singleActive = singleActive;
  }

  boolean isEmpty() {
    return consumers.isEmpty();
  }

  int count() {
    return consumers.size();
  }

  boolean hasExclusive() {
    return consumers.stream().anyMatch(Consumer::isExclusive);
  }

  List<Consumer> all() {
    return List.copyOf(consumers);
  }

  void add(Consumer consumer) {
    int at = consumers.size();
    while (!singleActive && at > 0 && consumers.get(at - 1).priority() < consumer.priority()) {
      at--;
    }
    consumers.add(at, consumer);
  }

  boolean remove(Consumer consumer) {
    return consumers.remove(consumer);
  }

  /** The consumer whose turn it is, or null if none can take a message now. */
  Consumer next() {
    if (singleActive) {
      return !consumers.isEmpty() && consumers.get(0).canTake() ? consumers.get(0) : null;
    }
    for (Consumer consumer : consumers) {
      if (consumer.canTake()) {
        consumers.remove(consumer);
        add(consumer); // behind its equals
        return consumer;
      }
    }
    return null;
  }
}
