package org.rarebit.ra.server;

import java.util.Map;
import org.rarebit.ra.wire.Binding;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Queue;
import org.rarebit.ra.wire.Route;

/**
 * What an activation does with notifications that its bean does not take. Immutable.
 *
 * @param requeueAllowed whether any is delivered again
 * @param onException what becomes of one whose bean failed
 * @param redeliveryLimit how often one is delivered again; 0: without limit
 * @param deadLetters where those go that are given up; null: they are rejected
 */
public record FailurePolicy(
    boolean requeueAllowed,
    OnException onException,
    int redeliveryLimit,
    DeadLetterAddress deadLetters) {

  /** What becomes of one whose bean failed. */
  NotificationBean.Verdict.Kind onFailure() {
    return switch (onException) {
      case REQUEUE ->
          requeueAllowed
              ? NotificationBean.Verdict.Kind.REQUEUE
              : NotificationBean.Verdict.Kind.ACKNOWLEDGE;
      case REJECT -> NotificationBean.Verdict.Kind.REJECT;
      case ACKNOWLEDGE -> NotificationBean.Verdict.Kind.ACKNOWLEDGE;
    };
  }

  /** Whether one that was requeued so often has had its redeliveries. */
  boolean isTooOften(int requeued) {
    return redeliveryLimit > 0 && requeued > redeliveryLimit;
  }

  /** What becomes of a notification whose listener failed. */
  public enum OnException {
    /** It is delivered again, if requeueing is allowed; else it is done with. */
    REQUEUE,
    /** It goes to the queue's dead-letter exchange, or is dropped where there is none. */
    REJECT,
    /** It is done with. */
    ACKNOWLEDGE
  }

  /**
   * Where dead notifications of an activation go. Immutable.
   *
   * @param exchange the name of a topic exchange; null for the default exchange
   * @param queue the name of a queue; null if the exchange's bindings are another's business
   * @param declared whether both are declared, durable, before they are used
   */
  public record DeadLetterAddress(String exchange, String queue, boolean declared) {

    private static final String EVERYTHING = "#";

    /**
     * An address from properties.
     *
     * @param exchange null for the default exchange
     * @param queue null for none
     * @param declared whether both are declared
     * @return null if nothing is configured
     */
    public static DeadLetterAddress of(String exchange, String queue, boolean declared) {
      return exchange == null && queue == null
          ? null
          : new DeadLetterAddress(exchange, queue, declared);
    }

    /** With the notification's own key, so that those who wish can bind some of them only. */
    Route routeFor(String routingKey) {
      return exchange == null ? new Route("", queue) : new Route(exchange, routingKey);
    }

    /** Null if there is none to declare. */
    Exchange exchangeToDeclare() {
      return declared && exchange != null ? new Exchange(exchange, "topic", true, false) : null;
    }

    /** Null if there is none to declare. */
    Queue queueToDeclare() {
      return declared && queue != null ? new Queue(queue, true, false, Map.of()) : null;
    }

    /** Null if there is none to make. */
    Binding bindingToMake() {
      return declared && queue != null && exchange != null
          ? new Binding(queue, exchange, EVERYTHING)
          : null;
    }

    @Override
    public String toString() {
      return exchange == null ? "queue " + queue : "exchange " + exchange;
    }
  }
}
