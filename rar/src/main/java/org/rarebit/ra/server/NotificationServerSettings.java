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
 * @param exchanges the control exchanges that its beans hear, sorted; one or more
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
    List<String> exchanges,
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
   * Sorts and copies the exchanges.
   *
   * @param broker see the record
   * @param exchanges see the record
   * @param pool see the record
   * @param batched see the record
   * @param prefetch see the record
   * @param acknowledgementDelay see the record
   * @param duplicateWindow see the record
   * @param requeueDelay see the record
   * @param batchSize see the record
   * @param batchTimeout see the record
   * @param queueOptions see the record
   * @param streamOffset see the record
   * @param startupGrace see the record
   */
  public NotificationServerSettings {
    exchanges = exchanges.stream().distinct().sorted().toList();
  }

  /**
   * What notifiers tell on, as a target of oslo.messaging's listeners. Immutable.
   *
   * @param exchange a control exchange
   * @param topic a topic of it
   */
  public record Source(String exchange, String topic) {

    /**
     * Reads an entry of the property {@code topics}.
     *
     * @param entry a topic, or an exchange and a topic with a colon between them
     * @param exchange of a topic alone
     * @return both
     * @throws IllegalArgumentException if the name before or after the colon is missing
     */
    public static Source of(String entry, String exchange) {
      int colon = entry.indexOf(':');
      if (colon < 0) {
        return new Source(exchange, entry.strip());
      }
      Source source =
          new Source(entry.substring(0, colon).strip(), entry.substring(colon + 1).strip());
      if (source.exchange.isEmpty() || source.topic.isEmpty()) {
        throw new IllegalArgumentException(
            "\"" + entry + "\" must have an exchange before the colon, and a topic after it.");
      }
      return source;
    }
  }

  /**
   * What makes activations endpoints of one server: they would consume from the same queues, and
   * the broker would deal to each what the other one's filter is for.
   */
  record Key(BrokerSettings broker, List<String> exchanges, String pool, boolean batched) {}

  Key key() {
    return new Key(broker, exchanges, pool, batched);
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
        + (exchanges.size() == 1 ? "exchange " : "exchanges ")
        + String.join(", ", exchanges);
  }

  /**
   * What a bean hears, and what becomes of it. Immutable.
   *
   * @param sources where from
   * @param priorities the priorities
   * @param filter which of those
   * @param maxConcurrency how many it hears at once
   * @param methods how it hears them
   * @param failurePolicy what becomes of those that it does not take
   * @param breaker when it is paused
   */
  public record OfBean(
      List<Source> sources,
      Set<NotificationPriority> priorities,
      NotificationFilter filter,
      int maxConcurrency,
      NotificationMethods methods,
      FailurePolicy failurePolicy,
      CircuitBreaker.Policy breaker) {

    /**
     * Copies the collections.
     *
     * @param sources see the record
     * @param priorities see the record
     * @param filter see the record
     * @param maxConcurrency see the record
     * @param methods see the record
     * @param failurePolicy see the record
     * @param breaker see the record
     */
    public OfBean {
      sources = List.copyOf(sources);
      priorities = Set.copyOf(priorities);
    }
  }
}
