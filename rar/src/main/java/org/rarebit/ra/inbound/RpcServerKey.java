package org.rarebit.ra.inbound;

import org.rarebit.ra.broker.BrokerSettings;

/**
 * What makes two activations one server: they would consume from the same queues, and the broker
 * would deal version 2 calls to the version 1 bean.
 *
 * @param broker where and who
 * @param exchange the control exchange
 * @param topic the topic
 * @param server the server's own name
 */
record RpcServerKey(BrokerSettings broker, String exchange, String topic, String server) {

  /** The subject of log lines. */
  String describe() {
    return topic + "@" + server;
  }
}
