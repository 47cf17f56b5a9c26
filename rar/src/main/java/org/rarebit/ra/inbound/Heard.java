package org.rarebit.ra.inbound;

import java.util.Arrays;

/**
 * A notification that was read, and how it came.
 *
 * @param arrival to be settled once
 * @param notification what a bean sees
 */
record Heard(Arrival arrival, ReceivedNotification notification) {

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
