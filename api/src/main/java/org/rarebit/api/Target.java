package org.rarebit.api;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
 * @see <a
 *     href="https://docs.openstack.org/oslo.messaging/latest/reference/target.html">oslo_messaging
 *     target.py, Target</a>
 */
public final class Target implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Not empty. */
  private final String topic;

  /** May be null. */
  private final @Nullable String exchange;

  /** May be null. */
  private final @Nullable String server;

  /** May be null. */
  private final @Nullable String namespace;

  /** May be null. */
  private final @Nullable String version;

  /** Whether every server is meant. */
  private final boolean fanout;

  private Target(
      String topic,
      @Nullable String exchange,
      @Nullable String server,
      @Nullable String namespace,
      @Nullable String version,
      boolean fanout) {
    this.topic = topic;
    this.exchange = exchange;
    this.server = server;
    this.namespace = namespace;
    this.version = version;
    this.fanout = fanout;
  }

  /**
   * Any server of a topic.
   *
   * @param topic what the servers serve, not empty
   * @return a target with nothing but the topic
   */
  public static Target topic(String topic) {
    Objects.requireNonNull(topic, "topic");
    if (topic.isEmpty()) {
      throw new IllegalArgumentException("The topic of a target must not be empty.");
    }
    return new Target(topic, null, null, null, null, false);
  }

  /**
   * The same on another exchange.
   *
   * @param other the control exchange, or null for the connection factory's (default {@code
   *     openstack})
   * @return a copy
   */
  public Target exchange(@Nullable String other) {
    return new Target(topic, other, server, namespace, version, fanout);
  }

  /**
   * The same for one server.
   *
   * @param other its name, or null for any
   * @return a copy that is not a fanout
   */
  public Target server(@Nullable String other) {
    return new Target(topic, exchange, other, namespace, version, false);
  }

  /**
   * The same in another namespace.
   *
   * @param other the namespace of the methods, or null for none
   * @return a copy
   */
  public Target namespace(@Nullable String other) {
    return new Target(topic, exchange, server, other, version, fanout);
  }

  /**
   * The same in another version.
   *
   * @param other the version of the interface that the caller needs, {@code major.minor}, or null,
   *     which means {@code 1.0}
   * @return a copy
   */
  public Target version(@Nullable String other) {
    return new Target(topic, exchange, server, namespace, other, fanout);
  }

  /**
   * The same for every server of the topic, or for one.
   *
   * @param all true to reach all of them
   * @return a copy; a fanout names no server
   */
  public Target fanout(boolean all) {
    return new Target(topic, exchange, all ? null : server, namespace, version, all);
  }

  /**
   * What the servers serve.
   *
   * @return not empty
   */
  public String topic() {
    return topic;
  }

  /**
   * The control exchange.
   *
   * @return null for the connection factory's
   */
  public @Nullable String exchange() {
    return exchange;
  }

  /**
   * One server of the topic.
   *
   * @return its name, or null for any
   */
  public @Nullable String server() {
    return server;
  }

  /**
   * The namespace of the methods.
   *
   * @return null for none
   */
  public @Nullable String namespace() {
    return namespace;
  }

  /**
   * The version of the interface that the caller needs.
   *
   * @return {@code major.minor}, or null, which means {@code 1.0}
   */
  public @Nullable String version() {
    return version;
  }

  /**
   * Whether every server of the topic is meant.
   *
   * @return true for casts to all of them
   */
  public boolean fanout() {
    return fanout;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Target that
        && topic.equals(that.topic)
        && Objects.equals(exchange, that.exchange)
        && Objects.equals(server, that.server)
        && Objects.equals(namespace, that.namespace)
        && Objects.equals(version, that.version)
        && fanout == that.fanout;
  }

  @Override
  public int hashCode() {
    return Objects.hash(topic, exchange, server, namespace, version, fanout);
  }

  /** What is said, for example {@code Target[topic=compute, version=6.0]}. */
  @Override
  public String toString() {
    return "Target[topic="
        + topic
        + (exchange == null ? "" : ", exchange=" + exchange)
        + (server == null ? "" : ", server=" + server)
        + (namespace == null ? "" : ", namespace=" + namespace)
        + (version == null ? "" : ", version=" + version)
        + (fanout ? ", fanout" : "")
        + "]";
  }
}
