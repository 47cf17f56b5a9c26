package org.rarebit.ra.inbound;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.rarebit.ra.broker.Delivery;

/**
 * One delivery on its way through the beans that want it. Used by one thread after the other, which
 * hand it over as Works.
 */
final class NotificationRound {

  /** One bean that is to see it, and that it takes it. */
  record Turn(NotificationActivation activation, CircuitBreaker.Ticket ticket) {}

  private final Delivery delivery;
  private final String topic;
  private final Queue<Turn> turns = new ArrayDeque<>();
  private ReceivedNotification notification; // null until it has been read
  private boolean isAddressed;

  /**
   * A round that has not begun.
   *
   * @param delivery to be settled once
   * @param topic of the notification
   */
  NotificationRound(Delivery delivery, String topic) {
    this.delivery = delivery;
    this.topic = topic;
  }

  /**
   * Finds those who are to see it; nobody if it has no priority. To be ended.
   *
   * @return false if one of them is paused: those before it would see it twice
   */
  boolean begin(ReceivedNotification received, List<NotificationActivation> activations) {
    notification = received;
    if (received.priority() == null) {
      return true;
    }
    for (NotificationActivation activation : activations) {
      if (activation.topics().contains(topic)) {
        isAddressed = true;
        if (activation.wants(received)) {
          CircuitBreaker.Ticket ticket = activation.breaker().admit();
          if (ticket == null) {
            return false;
          }
          turns.add(new Turn(activation, ticket));
        }
      }
    }
    return true;
  }

  Delivery delivery() {
    return delivery;
  }

  ReceivedNotification notification() {
    return notification;
  }

  /** The next one that is to see it; null if there is none. */
  Turn next() {
    return turns.poll();
  }

  /** Whether there is a next one. */
  boolean hasMore() {
    return !turns.isEmpty();
  }

  /** Those whose turn has not come do not see it. */
  void end() {
    turns.forEach(turn -> turn.ticket().undecided());
    turns.clear();
  }

  /** Whether a bean names its topic, be it ever so choosy. */
  boolean isAddressed() {
    return isAddressed;
  }
}
