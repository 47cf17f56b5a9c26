package org.rarebit.ra.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.wire.NotificationFilter;
import org.rarebit.ra.wire.Queue;

/**
 * A server of notifications. Immutable.
 *
 * @param broker where and who
 * @param exchange the control exchange
 * @param pool the pool's name, which is its queue's; null for the queues that all listeners share
 * @param batched whether its beans take several at once; those that do are a listener of their own
 * @param prefetch how many notifications each of its queues may have here
 * @param acknowledgementDelay how long an acknowledgement may wait for others
 * @param duplicateWindow how many unique ids are remembered; 0 for none
 * @param requeueDelay how long one that comes again and again waits each time
 * @param batchSize how many are a full batch
 * @param batchTimeout how long a batch waits to be full; zero: until it is
 * @param queueOptions what is asked of the queues
 * @param streamOffset where streams are read from; null for queues proper
 * @param startupGrace how long, from its first bean on, what nobody hears yet is held
 */
public record NotificationServerSettings(
    BrokerSettings broker,
    String exchange,
    String pool,
    boolean batched,
    int prefetch,
    Duration acknowledgementDelay,
    int duplicateWindow,
    Duration requeueDelay,
    int batchSize,
    Duration batchTimeout,
    Queue.Options queueOptions,
    String streamOffset,
    Duration startupGrace) {

  /**
   * What makes activations endpoints of one server: they would consume from the same queues, and
   * the broker would deal to each what the other one's filter is for.
   */
  record Key(BrokerSettings broker, String exchange, String pool, boolean batched) {}

  Key key() {
    return new Key(broker, exchange, pool, batched);
  }

  /**
   * The properties of which a server has one value, by name: its first activation's. Values may be
   * null.
   */
  Map<String, Object> shared() {
    Map<String, Object> shared = new LinkedHashMap<>();
    shared.put("prefetch", prefetch);
    shared.put("acknowledgementDelayMillis", acknowledgementDelay.toMillis());
    shared.put("duplicateWindow", duplicateWindow);
    shared.put("requeueDelayMillis", requeueDelay.toMillis());
    shared.put("batchSize", batchSize);
    shared.put("batchTimeoutMillis", batchTimeout.toMillis());
    shared.put("queueExpirySeconds", queueOptions.expirySeconds());
    shared.put("queueMaxLength", queueOptions.maxLength());
    shared.put("messageTtlSeconds", queueOptions.ttlSeconds());
    shared.put("streamOffset", streamOffset);
    shared.put("startupGraceMillis", startupGrace.toMillis());
    return shared;
  }

  /** One batch can fill while another one is handled. */
  int prefetchInForce() {
    return batchInForce() == 1 ? prefetch : Math.max(prefetch, 2 * batchInForce());
  }

  int batchInForce() {
    return batched ? batchSize : 1;
  }

  /** The subject of log lines. */
  String describe() {
    return (batched ? "batches of notifications of " : "notifications of ")
        + (pool == null ? "" : "pool " + pool + " of ")
        + "exchange "
        + exchange;
  }

  /**
   * What a bean hears, and what becomes of it. Immutable.
   *
   * @param topics the topics
   * @param priorities the priorities
   * @param filter which of those
   * @param maxConcurrency how many it hears at once
   * @param methods how it hears them
   * @param failurePolicy what becomes of those that it does not take
   * @param breaker when it is paused
   */
  public record OfBean(
      List<String> topics,
      Set<NotificationPriority> priorities,
      NotificationFilter filter,
      int maxConcurrency,
      NotificationMethods methods,
      FailurePolicy failurePolicy,
      CircuitBreaker.Policy breaker) {

    /**
     * Copies the collections.
     *
     * @param topics see the record
     * @param priorities see the record
     * @param filter see the record
     * @param maxConcurrency see the record
     * @param methods see the record
     * @param failurePolicy see the record
     * @param breaker see the record
     */
    public OfBean {
      topics = List.copyOf(topics);
      priorities = Set.copyOf(priorities);
    }
  }
}
