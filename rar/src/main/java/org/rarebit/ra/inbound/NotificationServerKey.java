package org.rarebit.ra.inbound;

import org.rarebit.ra.broker.BrokerSettings;

/**
 * What makes activations endpoints of one server: they would consume from the same queues, and the
 * broker would deal to each what the other one's filter is for.
 *
 * @param broker where and who
 * @param exchange the control exchange
 * @param pool the pool's name, which is its queue's; null for the queues that all listeners share
 * @param batched whether its beans take several at once; those that do are a listener of their own
 */
record NotificationServerKey(BrokerSettings broker, String exchange, String pool, boolean batched) {

  /** The subject of log lines. */
  String describe() {
    return (batched ? "batches of notifications of " : "notifications of ")
        + (pool == null ? "" : "pool " + pool + " of ")
        + "exchange "
        + exchange;
  }
}
