package org.rarebit.ra.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcContext;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.LogText;
import org.rarebit.ra.wire.Request;

/**
 * A request on its way to a bean.
 *
 * @param entry what the ledger knows of it; settles its deliveries
 * @param delivery the first of them
 * @param request what it holds
 * @param operation which method it is for
 * @param monitor tells the caller that it is worked on; closed with the request
 * @param more its thread answers others at once, or flushes
 * @param attempts how often the container did not begin it
 */
record ServedRequest(
    RequestLedger.Entry entry,
    Delivery delivery,
    Request<JsonNode> request,
    RpcOperation operation,
    CallMonitor monitor,
    boolean more,
    AtomicInteger attempts) {

  /** With the pauses between, longer than a container is between closing a bean and saying so. */
  private static final int MOST_ATTEMPTS = 7;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  ServedRequest(
      RequestLedger.Entry entry,
      Delivery delivery,
      Request<JsonNode> request,
      RpcOperation operation,
      CallMonitor monitor,
      boolean more) {
    this(entry, delivery, request, operation, monitor, more, new AtomicInteger());
  }

  /** The container did not begin it: counts that, and tells whether it is worth another try. */
  boolean mayBeTriedAgain() {
    return attempts.incrementAndGet() < MOST_ATTEMPTS;
  }

  /** How long to wait before the next try: twice as long each time. */
  Duration pause() {
    return pauseAfter(attempts.get());
  }

  static Duration pauseAfter(int attempts) {
    return FIRST_PAUSE.multipliedBy(1L << Math.min(MOST_ATTEMPTS, Math.max(0, attempts - 1)));
  }

  static boolean isLast(int attempt) {
    return attempt >= MOST_ATTEMPTS;
  }

  /** Which one, for logs. */
  String describe() {
    return describe(request, TraceId.after(delivery.headers()));
  }

  static String describe(Request<?> request) {
    return describe(request, "");
  }

  private static String describe(Request<?> request, String trace) {
    return LogText.of(request.method())
        + " (unique id "
        + LogText.of(request.uniqueId())
        + trace
        + ")";
  }

  /** Whether its caller has given up, and nobody has asked for the same since. */
  boolean hasExpired() {
    return delivery.expiry() != null && delivery.expiry().isPassed() && !entry.isAwaited();
  }

  /** What its method may know of it. */
  RpcContext context() {
    return new Context(
        request.context(),
        request.method(),
        request.isCall(),
        request.uniqueId(),
        delivery.isRedelivered(),
        delivery.expiry(),
        delivery.headers());
  }

  /** To the broker, for another server or the next deployment. */
  void giveBack() {
    monitor.close();
    entry.giveBack();
  }

  /** After an error of ours: it must not stay unsettled. */
  void drop() {
    monitor.close();
    entry.reject();
  }

  /** What a method may know of the request that it answers. Immutable. */
  record Context(
      RequestContext requestContext,
      String method,
      boolean isCall,
      String uniqueId,
      boolean isRedelivered,
      Deadline deadline,
      Map<String, String> headers)
      implements RpcContext {

    @Override
    public Duration remaining() {
      return deadline == null ? null : deadline.remaining();
    }
  }
}
