package org.rarebit.api;

import java.util.Objects;

/**
 * Where a message goes: oslo.messaging's target. Immutable; the methods that change something
 * return a copy.
 *
 * <pre>{@code
 * Target.topic("compute").version("6.0")             // any server of the topic
 * Target.topic("compute").server("node1")            // this one
 * Target.topic("compute").fanout(true)               // all of them, casts only
 * }</pre>
 *
 * @param exchange the control exchange, or null for the connection factory's (default {@code
 *     openstack})
 * @param topic what the servers serve
 * @param server one server of the topic, or null for any
 * @param namespace the namespace of the method, or null
 * @param version the version of the interface that the caller needs, {@code major.minor}, or null,
 *     which means {@code 1.0}
 * @param fanout true to reach every server of the topic
 * @see <a
 *     href="https://docs.openstack.org/oslo.messaging/latest/reference/target.html">oslo_messaging
 *     target.py, Target</a>
 */
public record Target(
    String exchange,
    String topic,
    String server,
    String namespace,
    String version,
    boolean fanout) {

  /**
   * Checks that there is a topic.
   *
   * @param exchange the control exchange, or null
   * @param topic what the servers serve, not empty
   * @param server one server of the topic, or null
   * @param namespace the namespace of the method, or null
   * @param version {@code major.minor}, or null
   * @param fanout true to reach every server of the topic
   */
  public Target {
    Objects.requireNonNull(topic, "topic");
    if (topic.isEmpty()) {
      throw new IllegalArgumentException("The topic of a target must not be empty.");
    }
  }

  /**
   * Any server of a topic.
   *
   * @param topic what the servers serve, not empty
   * @return a target with nothing but the topic
   */
  public static Target topic(String topic) {
    return new Target(null, topic, null, null, null, false);
  }

  /**
   * The same on another exchange.
   *
   * @param exchange the control exchange, or null for the connection factory's
   * @return a copy
   */
  public Target exchange(String exchange) {
    return new Target(exchange, topic, server, namespace, version, fanout);
  }

  /**
   * The same for one server.
   *
   * @param server its name, or null for any
   * @return a copy that is not a fanout
   */
  public Target server(String server) {
    return new Target(exchange, topic, server, namespace, version, false);
  }

  /**
   * The same in another namespace.
   *
   * @param namespace the namespace of the methods, or null for none
   * @return a copy
   */
  public Target namespace(String namespace) {
    return new Target(exchange, topic, server, namespace, version, fanout);
  }

  /**
   * The same in another version.
   *
   * @param version {@code major.minor}, or null, which means {@code 1.0}
   * @return a copy
   */
  public Target version(String version) {
    return new Target(exchange, topic, server, namespace, version, fanout);
  }

  /**
   * The same for every server of the topic, or for one.
   *
   * @param fanout true to reach all of them
   * @return a copy; a fanout names no server
   */
  public Target fanout(boolean fanout) {
    return new Target(exchange, topic, fanout ? null : server, namespace, version, fanout);
  }
}
