package org.rarebit.ra.server;

import java.util.List;
import java.util.Set;
import org.rarebit.ra.broker.DeliverySink;
import org.rarebit.ra.broker.StreamPosition;
import org.rarebit.ra.wire.Binding;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Queue;

/**
 * A queue that is to be there, to be bound, and to be consumed from. Immutable.
 *
 * @param name tells it from others of its server, and stays when the queue gets another name
 * @param queue the queue; null for one of our own, which has a name that is found on the broker
 * @param own names it for an id; null unless it is our own
 * @param exchanges what it is bound to, to be declared first
 * @param bindings of the queue; made from its id where it is our own
 * @param position where it is read if it is a stream; null for a queue proper
 * @param sink gets its deliveries
 */
record Wanted(
    String name,
    Queue queue,
    Own own,
    List<Exchange> exchanges,
    Set<Binding> bindings,
    StreamPosition position,
    DeliverySink sink) {

  /** A queue of ours alone. */
  interface Own {

    /** The queue with an id. */
    Queue named(String id);

    /** Its binding. */
    Binding binding(String id);
  }
}
