package org.rarebit.ra.client;

import org.rarebit.ra.broker.OutgoingMessage;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Route;

/**
 * A cast, or a notification to one topic, that is encoded and routed, and not sent yet: what the
 * application changes afterwards does not change it.
 *
 * @param request what the application asked for
 * @param uniqueId the same however often it is sent; by which it is known if it comes back
 * @param exchange what has to be there before it is sent
 * @param route where to
 * @param message what
 * @param queue where a notification is to wait for its listeners; null for a cast
 */
public record Prepared(
    Outgoing request,
    String uniqueId,
    Exchange exchange,
    Route route,
    OutgoingMessage message,
    NotificationQueue queue) {

  /**
   * Where a notification goes.
   *
   * @param exchange the control exchange
   * @param topic the topic
   * @param priority in lower case
   */
  record NotificationQueue(String exchange, String topic, String priority) {}

  /** For people who must make up for it: what, and by which id it is known. */
  String describe() {
    return request.subject() + " (unique id " + uniqueId + ")";
  }
}
