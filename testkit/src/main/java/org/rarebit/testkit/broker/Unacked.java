package org.rarebit.testkit.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The deliveries of one channel that are not settled, by delivery tag. Guarded by the virtual
 * host's monitor.
 */
final class Unacked {
  /** What a client does with a delivery. */
  enum Outcome {
    ACK,
    REJECT,

    /** Gives it back: a failed delivery. */
    REQUEUE,

    /** Gives it back; from 4.3 on that is no failed delivery. */
    RELEASE
  }

  /**
   * A delivery that is not settled.
   *
   * @param consumer null if it was fetched by basic.get
   */
  record Delivery(long tag, QueuedMessage queued, QueueState queue, Consumer consumer) {}

  private final TreeMap<Long, Delivery> byTag = new TreeMap<>();
  private long lastTag;
  private int ofConsumers;
  private int limit; // 0: none

  /** Limits the deliveries to all consumers of the channel together: basic.qos with global=true. */
  void setLimit(int limit) {
    this.limit = limit;
  }

  boolean hasCredit() {
    return limit == 0 || ofConsumers < limit;
  }

  /** Gives a delivery its tag and, unless it is settled by being sent, remembers it. */
  long deliver(QueuedMessage queued, QueueState queue, Consumer consumer, boolean noAck) {
    long tag = ++lastTag;
    if (!noAck) {
      remember(new Delivery(tag, queued, queue, consumer));
    }
    return tag;
  }

  private void remember(Delivery delivery) {
    byTag.put(delivery.tag(), delivery);
    if (delivery.consumer() != null) {
      ofConsumers++;
    }
  }

  /** The message as its receiver gets it: those of quorum queues tell how often they came back. */
  static Message asSent(QueuedMessage queued, QueueState queue) {
    Message message = queued.message();
    if (queue == null || queue.arguments().type() != QueueType.QUORUM) {
      return message;
    }
    if (queued.returns() > 0 && queue.version().isAtLeast(RabbitMqVersion.V4_3)) {
      message = message.withHeader("x-acquired-count", (long) queued.returns());
    }
    return queued.failures() > 0
        ? message.withHeader("x-delivery-count", (long) queued.failures())
        : message;
  }

  /**
   * Takes deliveries out for settling.
   *
   * @param tag 0 with {@code multiple} means all
   * @throws AmqpException 406 if there is no such delivery
   */
  List<Delivery> take(long tag, boolean multiple) {
    List<Delivery> taken;
    if (multiple && tag == 0) {
      taken = List.copyOf(byTag.values());
    } else if (!byTag.containsKey(tag)) {
      throw AmqpException.preconditionFailed("unknown delivery tag " + tag);
    } else if (multiple) {
      taken = List.copyOf(byTag.headMap(tag, true).values());
    } else {
      taken = List.of(byTag.get(tag));
    }
    taken.forEach(this::forget);
    return taken;
  }

  private void forget(Delivery delivery) {
    byTag.remove(delivery.tag());
    if (delivery.consumer() != null) {
      ofConsumers--;
    }
  }

  /** Takes back deliveries whose settling was rolled back. */
  void restore(List<Delivery> deliveries) {
    deliveries.forEach(this::remember);
  }

  /** Settles deliveries that were taken out. */
  void settle(Collection<Delivery> deliveries, Outcome outcome) {
    Map<QueueState, List<QueuedMessage>> returning = new LinkedHashMap<>();
    boolean failed = outcome == Outcome.REQUEUE;
    Set<QueueState> relieved = new LinkedHashSet<>();
    for (Delivery delivery : deliveries) {
      if (delivery.consumer() != null) {
        delivery.consumer().settled();
        relieved.addAll(limit == 0 ? List.of(delivery.queue()) : queuesOf(delivery.consumer()));
      }
      switch (outcome) {
        case ACK -> delivery.queue().acknowledged();
        case REJECT -> delivery.queue().rejected(delivery.queued());
        case REQUEUE, RELEASE ->
            returning
                .computeIfAbsent(delivery.queue(), queue -> new ArrayList<>())
                .add(delivery.queued());
      }
    }
    returning.forEach(
        (queue, messages) ->
            queue.takeBack(messages, failed || !queue.version().isAtLeast(RabbitMqVersion.V4_3)));
    relieved.addAll(returning.keySet());
    relieved.forEach(QueueState::dispatch);
  }

  private static List<QueueState> queuesOf(Consumer consumer) {
    List<QueueState> queues = new ArrayList<>();
    for (Consumer other : consumer.channel().consumers().values()) {
      if (other.queue() != null) {
        queues.add(other.queue());
      }
    }
    return queues;
  }

  /** Gives all back, as a failed delivery or not. */
  void giveAllBack(Outcome how) {
    settle(take(0, true), how);
  }
}
