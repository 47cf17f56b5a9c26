package org.rarebit.ra.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rarebit.api.spi.RpcOperation;
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

  /**
   * How a bean serves requests. Immutable.
   *
   * @param operations what it serves
   * @param maxConcurrency how many requests it works on at once
   * @param acknowledgement when the broker is told
   * @param stackTraces whether a caller gets the stack trace of what was thrown
   * @param breaker when it is paused
   */
  public record OfBean(
      List<RpcOperation> operations,
      int maxConcurrency,
      Acknowledgement acknowledgement,
      boolean stackTraces,
      CircuitBreaker.Policy breaker) {

    /**
     * Copies the operations.
     *
     * @param operations see the record
     * @param maxConcurrency see the record
     * @param acknowledgement see the record
     * @param stackTraces see the record
     * @param breaker see the record
     */
    public OfBean {
      operations = List.copyOf(operations);
    }
  }

  /** When the broker is told that a request is done with. */
  public enum Acknowledgement {
    /**
     * Before the method runs: at most once, as oslo.messaging does, but for what is gathered when a
     * link breaks. A server that dies loses the request.
     */
    BEFORE_DISPATCH,
    /**
     * After the bean's transaction has committed: at least once. A request that failed for a reason
     * of the system's is delivered once more; the second failure is the caller's.
     */
    AFTER_COMMIT
  }
}
