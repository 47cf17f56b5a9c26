package org.rarebit.ra.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.atomic.AtomicInteger;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.wire.Request;

/**
 * A request on its way to an endpoint.
 *
 * @param delivery to be settled once
 * @param request what it holds
 * @param operation which method it is for
 * @param monitor tells the caller that it is worked on; closed with the request
 * @param more its thread answers others at once, or flushes
 * @param attempts how often the container did not begin it
 */
record ServedRequest(
    Delivery delivery,
    Request<JsonNode> request,
    RpcOperation operation,
    CallMonitor monitor,
    boolean more,
    AtomicInteger attempts) {

  /** With a pause after each, longer than a container is between closing a bean and saying so. */
  static final int MOST_ATTEMPTS = 50;

  ServedRequest(
      Delivery delivery,
      Request<JsonNode> request,
      RpcOperation operation,
      CallMonitor monitor,
      boolean more) {
    this(delivery, request, operation, monitor, more, new AtomicInteger());
  }

  /** The container did not begin it: counts that, and tells whether it is worth another try. */
  boolean mayBeTriedAgain() {
    return attempts.incrementAndGet() < MOST_ATTEMPTS;
  }

  /** Which one, for logs. */
  String describe() {
    return request.method() + " (unique id " + request.uniqueId() + ")";
  }

  /** Whether its caller has given up. */
  boolean hasExpired() {
    return delivery.expiry() != null && delivery.expiry().isPassed();
  }

  /** Tells the broker; false if the broker has taken the request back and delivers it again. */
  boolean acknowledge() {
    try {
      delivery.ack();
      return true;
    } catch (BrokerException e) {
      return false;
    }
  }

  /** To the queue's dead-letter exchange, if it has one. */
  void reject() {
    try {
      delivery.reject(false);
    } catch (BrokerException e) {
      // it has gone back and comes again
    }
  }

  /** As {@link #reject}, unless it is settled: after an error of ours nobody knows. */
  void drop() {
    monitor.close();
    try {
      reject();
    } catch (IllegalStateException e) {
      // it was acknowledged
    }
  }

  /** To the broker, for another server or the next deployment. */
  void giveBack() {
    monitor.close();
    delivery.giveBack();
  }

  /** It failed, and is to run again. */
  void tryAgain() {
    monitor.close();
    delivery.tryAgain();
  }
}
