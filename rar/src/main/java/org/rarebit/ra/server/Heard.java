package org.rarebit.ra.server;

import java.util.Arrays;

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
