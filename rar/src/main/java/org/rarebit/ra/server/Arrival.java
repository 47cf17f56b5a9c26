package org.rarebit.ra.server;

import java.util.Arrays;
import org.rarebit.ra.broker.Delivery;

/**
 * A delivery and where it comes from.
 *
 * @param delivery to be settled once
 * @param queue its queue's name
 * @param topic of the notification
 * @param comesAgain true if it came before, as far as we or the broker know
 */
record Arrival(Delivery delivery, String queue, String topic, boolean comesAgain) {

  /** It is to be heard again without the broker's help. */
  Arrival again() {
    return new Arrival(delivery, queue, topic, true);
  }

  /**
   * A notification that was read, and how it came.
   *
   * @param arrival to be settled once
   * @param notification what a bean sees
   * @param entry what is known of it; has its delivery, and others of it
   */
  record Heard(Arrival arrival, ReceivedNotification notification, RequestLedger.Entry entry) {

    /** Tells whether it is the same one when it comes again. */
    String uniqueId() {
      return notification.message().uniqueId();
    }

    /** The same for each delivery of one notification, whatever its publisher has left out. */
    String identity() {
      String id = uniqueId() == null ? notification.messageId() : uniqueId();
      return id == null
          ? "#" + Arrays.hashCode(arrival.delivery().body().bytes()) // good enough to count by
          : id;
    }
  }
}
