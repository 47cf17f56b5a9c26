package org.rarebit.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells whom it may concern what happened. Immutable and thread-safe: the methods that change
 * something return a copy, which is cheap. One of a {@link RpcConnectionFactory} is for ever; one
 * of a {@link RpcConnection} lives as long as that.
 *
 * <pre>{@code
 * Notifier notifier = rpc.notifier("billing.web1");
 * notifier.info("invoice.created", invoice);
 * notifier.withTopics("audit_trail").audit("invoice.seen", Map.of("id", 7));
 * }</pre>
 *
 * A notification waits in the queue {@code TOPIC.priority}, which the notifier declares, for its
 * first listener; a queue that nobody listens to fills. Each method blocks until the broker has the
 * notification for every topic, at most for the timeout; inside a JTA transaction it returns at
 * once, and the notification is sent after the commit, and not at all if the transaction rolls
 * back.
 *
 * <p>All methods that send throw:
 *
 * <ul>
 *   <li>{@link MessagingTimeoutException} if the broker did not confirm in time; the notification
 *       may have been taken
 *   <li>{@link ConnectionLostException} if the connection to the broker broke meanwhile
 *   <li>{@link ConnectionClosedException} if the connection handle is closed
 *   <li>{@link EncodingException} if the payload cannot be written as JSON
 *   <li>{@link MessagingException} if the broker refused the notification
 * </ul>
 *
 * unless the factory's property {@code logFailedNotifications} is true: then these are logged, but
 * for the closed handle's.
 *
 * <p>The adapter implements it. Tests may, too; what is added to it later has a default.
 *
 * @see <a
 *     href="https://docs.openstack.org/oslo.messaging/latest/reference/notifier.html">oslo_messaging
 *     notify/notifier.py, Notifier</a>
 */
public interface Notifier {

  /**
   * Sends a notification.
   *
   * @param priority how urgent it is
   * @param eventType what happened, for example {@code invoice.created}
   * @param payload what there is to say of it: anything JSON can hold, records and beans included;
   *     may be null
   * @throws MessagingException as the interface says
   */
  void send(NotificationPriority priority, String eventType, @Nullable Object payload);

  /**
   * Sends a notification of priority AUDIT.
   *
   * @param eventType what happened
   * @param payload what there is to say of it; may be null
   * @throws MessagingException as the interface says
   */
  default void audit(String eventType, @Nullable Object payload) {
    send(NotificationPriority.AUDIT, eventType, payload);
  }

  /**
   * Sends a notification of priority DEBUG.
   *
   * @param eventType what happened
   * @param payload what there is to say of it; may be null
   * @throws MessagingException as the interface says
   */
  default void debug(String eventType, @Nullable Object payload) {
    send(NotificationPriority.DEBUG, eventType, payload);
  }

  /**
   * Sends a notification of priority INFO.
   *
   * @param eventType what happened
   * @param payload what there is to say of it; may be null
   * @throws MessagingException as the interface says
   */
  default void info(String eventType, @Nullable Object payload) {
    send(NotificationPriority.INFO, eventType, payload);
  }

  /**
   * Sends a notification of priority WARN.
   *
   * @param eventType what happened
   * @param payload what there is to say of it; may be null
   * @throws MessagingException as the interface says
   */
  default void warn(String eventType, @Nullable Object payload) {
    send(NotificationPriority.WARN, eventType, payload);
  }

  /**
   * Sends a notification of priority ERROR.
   *
   * @param eventType what happened
   * @param payload what there is to say of it; may be null
   * @throws MessagingException as the interface says
   */
  default void error(String eventType, @Nullable Object payload) {
    send(NotificationPriority.ERROR, eventType, payload);
  }

  /**
   * Sends a notification of priority CRITICAL.
   *
   * @param eventType what happened
   * @param payload what there is to say of it; may be null
   * @throws MessagingException as the interface says
   */
  default void critical(String eventType, @Nullable Object payload) {
    send(NotificationPriority.CRITICAL, eventType, payload);
  }

  /**
   * Sends a notification of priority SAMPLE.
   *
   * @param eventType what was measured
   * @param payload what there is to say of it; may be null
   * @throws MessagingException as the interface says
   */
  default void sample(String eventType, @Nullable Object payload) {
    send(NotificationPriority.SAMPLE, eventType, payload);
  }

  /**
   * The same in the name of another publisher.
   *
   * @param publisherId {@code service.host} by convention; may be null
   * @return a copy
   */
  Notifier withPublisherId(@Nullable String publisherId);

  /**
   * The same with a request context. Listeners see of it what the factory's property {@code
   * notificationContext} lets pass: by default the entries that oslo.messaging 14 passes, which are
   * the identities of user and project but no tokens.
   *
   * @param context of the request that the event belongs to
   * @return a copy
   */
  Notifier withContext(RequestContext context);

  /**
   * The same to other topics than the factory's; a notification is sent to each.
   *
   * @param topics at least one, none empty
   * @return a copy
   */
  Notifier withTopics(String... topics);

  /**
   * The same with another timeout than the factory's {@code callTimeoutMillis}.
   *
   * @param timeout for sending to all topics; more than zero, milliseconds count
   * @return a copy
   */
  Notifier withTimeout(Duration timeout);

  /**
   * The same with a header, which listeners see in {@link Notification#headers()}: {@link
   * CallOptions#withHeader}.
   *
   * @param name its name
   * @param value its value
   * @return a copy
   * @throws IllegalArgumentException if the name is none, or there are too many or too large ones
   */
  Notifier withHeader(String name, String value);

  /**
   * The same with an interceptor around each notification, inside of those it has.
   *
   * @param interceptor to be added; if the notifier is to be serialized, it must be serializable
   * @return a copy
   */
  Notifier with(RpcInterceptor interceptor);
}
