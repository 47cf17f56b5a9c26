package org.rarebit.ra.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rarebit.ra.broker.BrokerSettings;

/**
 * A server of requests. Immutable.
 *
 * @param broker where and who
 * @param exchange the control exchange
 * @param topic the topic
 * @param server the server's own name
 * @param prefetch how many requests each of its queues may have here
 * @param acknowledgementDelay how long an acknowledgement may wait for others
 * @param duplicateWindow how many unique ids are remembered; 0 for none
 * @param pingable whether it answers oslo.messaging's ping
 * @param startupGrace how long, from its first bean on, what nobody serves yet is held
 */
public record RpcServerSettings(
    BrokerSettings broker,
    String exchange,
    String topic,
    String server,
    int prefetch,
    Duration acknowledgementDelay,
    int duplicateWindow,
    boolean pingable,
    Duration startupGrace) {

  /**
   * What makes two activations one server: they would consume from the same queues, and the broker
   * would deal version 2 calls to the version 1 bean.
   */
  record Key(BrokerSettings broker, String exchange, String topic, String server) {}

  Key key() {
    return new Key(broker, exchange, topic, server);
  }

  /** The properties of which a server has one value, by name: its first activation's. */
  Map<String, Object> shared() {
    Map<String, Object> shared = new LinkedHashMap<>();
    shared.put("prefetch", prefetch);
    shared.put("acknowledgementDelayMillis", acknowledgementDelay.toMillis());
    shared.put("duplicateWindow", duplicateWindow);
    shared.put("pingEnabled", pingable);
    shared.put("startupGraceMillis", startupGrace.toMillis());
    return shared;
  }

  /** The subject of log lines. */
  String describe() {
    return topic + "@" + server;
  }
}
