package org.rarebit.ra.inbound;

import java.util.Iterator;
import org.rarebit.ra.broker.Delivery;

/**
 * One delivery on its way through the beans that want it. Used by one thread after the other, which
 * hand it over as Works.
 */
final class NotificationRound {

  private final Delivery delivery;
  private final String topic;
  private ReceivedNotification notification; // null until it has been read
  private Iterator<NotificationActivation> rest;
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

  void begin(ReceivedNotification received, Iterator<NotificationActivation> activations) {
    notification = received;
    rest = activations;
  }

  Delivery delivery() {
    return delivery;
  }

  ReceivedNotification notification() {
    return notification;
  }

  /** The next one that is to see it; null if there is none. */
  NotificationActivation next() {
    while (rest.hasNext()) {
      NotificationActivation activation = rest.next();
      if (activation.topics().contains(topic)) {
        isAddressed = true;
        if (activation.wants(notification)) {
          return activation;
        }
      }
    }
    return null;
  }

  /** Whether there may be a next one. */
  boolean hasMore() {
    return rest.hasNext();
  }

  /** Whether one of those so far names its topic, be it ever so choosy. */
  boolean isAddressed() {
    return isAddressed;
  }
}
