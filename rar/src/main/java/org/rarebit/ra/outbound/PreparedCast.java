package org.rarebit.ra.outbound;

import org.rarebit.ra.broker.OutgoingMessage;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Route;

/**
 * A cast that is encoded and routed, and not sent yet: what the application changes afterwards does
 * not change it.
 *
 * @param request what the application asked for
 * @param exchange what has to be there before it is sent
 * @param route where to
 * @param message what
 */
record PreparedCast(
    OutboundRequest request, Exchange exchange, Route route, OutgoingMessage message) {}
