package org.rarebit.testkit.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a broker was built with.
 *
 * @param port 0 for any free one
 * @param users passwords by user name; the first is the one of the broker's URL
 * @param vhosts the first is the broker's main one
 * @param heartbeatSeconds proposed to clients; 0: none
 * @param channelMax proposed to clients, and the most that one may ask for
 * @param version the RabbitMQ that it answers like
 */
record BrokerSettings(
    int port,
    Map<String, String> users,
    Set<String> vhosts,
    int heartbeatSeconds,
    int channelMax,
    RabbitMqVersion version) {

  /** Proposed to every client, and the most a client may ask for. */
  static final int FRAME_MAX = 131_072;

  /** The least a client may ask for. */
  static final int FRAME_MIN = 4096;

  /** RabbitMQ's, unless it is configured otherwise. */
  static final int CHANNEL_MAX = 2047;

  BrokerSettings {
    users = new LinkedHashMap<>(users);
  }

  boolean accepts(Login login) {
    return login.password() != null && Objects.equals(users.get(login.user()), login.password());
  }
}
