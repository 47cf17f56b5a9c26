package org.rarebit.ra.wire;

/**
 * How exchanges and queues are declared. Peers that share them must agree, or the broker refuses
 * the second declaration (406). Immutable.
 *
 * @param durable exchanges, topic, server and notification queues survive a restart of the broker
 *     (oslo's {@code amqp_durable_queues})
 * @param autoDelete the same are deleted with their last user ({@code amqp_auto_delete})
 * @param quorum topic, server and notification queues are quorum queues, hence durable ({@code
 *     rabbit_quorum_queue})
 * @param transientQuorum reply and fanout queues are quorum queues, hence durable ({@code
 *     rabbit_transient_quorum_queue}, since 14.7.0)
 * @param transientTtlMillis how long reply and fanout queues outlive their last use, in
 *     milliseconds; 0 for ever ({@code rabbit_transient_queues_ttl}, there in seconds)
 * @param deliveryLimit how often a quorum queue delivers a message before it is dropped or
 *     dead-lettered; 0 leaves it to the broker ({@code rabbit_quorum_delivery_limit})
 * @param maxMemoryLength how many messages a quorum queue keeps in memory; 0 leaves it to the
 *     broker ({@code rabbit_quorum_max_memory_length})
 * @param maxMemoryBytes how many bytes a quorum queue keeps in memory; 0 leaves it to the broker
 *     ({@code rabbit_quorum_max_memory_bytes})
 * @param streamFanout all servers of a topic hear fanouts through one stream instead of a queue
 *     each; only together with {@code transientQuorum}, since publishers declare the fanout
 *     exchange by that ({@code rabbit_stream_fanout}, since 14.7.0)
 */
public record TopologyOptions(
    boolean durable,
    boolean autoDelete,
    boolean quorum,
    boolean transientQuorum,
    long transientTtlMillis,
    long deliveryLimit,
    long maxMemoryLength,
    long maxMemoryBytes,
    boolean streamFanout) {

  /** What oslo.messaging declares when nothing is configured. */
  public static final TopologyOptions DEFAULT =
      new TopologyOptions(false, false, false, false, 1_800_000);

  /**
   * Checks the ranges.
   *
   * @param durable see the record
   * @param autoDelete see the record
   * @param quorum see the record
   * @param transientQuorum see the record
   * @param transientTtlMillis 0 or more
   * @param deliveryLimit 0 or more
   * @param maxMemoryLength 0 or more
   * @param maxMemoryBytes 0 or more
   * @param streamFanout see the record
   */
  public TopologyOptions {
    requireNotNegative("transientTtlMillis", transientTtlMillis);
    requireNotNegative("deliveryLimit", deliveryLimit);
    requireNotNegative("maxMemoryLength", maxMemoryLength);
    requireNotNegative("maxMemoryBytes", maxMemoryBytes);
    if (quorum && autoDelete) {
      throw new IllegalArgumentException(
          "Quorum queues cannot be auto-delete queues, says RabbitMQ: choose one.");
    }
    if (streamFanout && !transientQuorum) {
      throw new IllegalArgumentException(
          "A stream for fanouts needs quorum queues for replies and fanouts, too.");
    }
  }

  /**
   * Without streams and without limits of quorum queues.
   *
   * @param durable see the record
   * @param autoDelete see the record
   * @param quorum see the record
   * @param transientQuorum see the record
   * @param transientTtlMillis 0 or more
   */
  public TopologyOptions(
      boolean durable,
      boolean autoDelete,
      boolean quorum,
      boolean transientQuorum,
      long transientTtlMillis) {
    this(durable, autoDelete, quorum, transientQuorum, transientTtlMillis, 0, 0, 0, false);
  }

  private static void requireNotNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must not be negative, but is " + value + ".");
    }
  }
}
