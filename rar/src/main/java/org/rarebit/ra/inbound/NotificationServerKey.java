package org.rarebit.ra.inbound;

import org.rarebit.ra.broker.BrokerSettings;

/**
 * What makes activations endpoints of one server: they would consume from the same queues, and the
 * broker would deal to each what the other one's filter is for.
 *
 * @param broker where and who
 * @param exchange the control exchange
 * @param pool the pool's name, which is its queue's; null for the queues that all listeners share
 */
record NotificationServerKey(BrokerSettings broker, String exchange, String pool) {

  /** The subject of log lines. */
  String describe() {
    return pool == null
        ? "notifications of exchange " + exchange
        : "notifications of pool " + pool + " of exchange " + exchange;
  }
}
