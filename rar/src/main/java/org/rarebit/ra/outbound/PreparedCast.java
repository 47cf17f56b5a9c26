package org.rarebit.ra.outbound;

import org.rarebit.ra.broker.OutgoingMessage;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Route;

/**
 * A cast, or a notification to one topic, that is encoded and routed, and not sent yet: what the
 * application changes afterwards does not change it.
 *
 * @param request what the application asked for
 * @param uniqueId by which it is known if it comes back
 * @param exchange what has to be there before it is sent
 * @param route where to
 * @param message what
 * @param queue where a notification is to wait for its listeners; null for a cast
 */
record PreparedCast(
    Outgoing request,
    String uniqueId,
    Exchange exchange,
    Route route,
    OutgoingMessage message,
    NotificationAddress queue) {}
