package org.rarebit.api;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A notification as it arrived. Immutable and thread-safe; valid after the listener's method has
 * returned.
 *
 * <p>The adapter implements it. Tests may, too; what is added to it later has a default.
 */
public interface Notification {

  /**
   * What the publisher passed on of its own caller: user, project, request id.
   *
   * @return never null; empty if there is none, as from newer releases of oslo.messaging
   */
  RequestContext context();

  /**
   * Who tells it.
   *
   * @return {@code service.host} by convention; may be null
   */
  @Nullable String publisherId();

  /**
   * What happened.
   *
   * @return for example {@code invoice.created}; null if the publisher sent none
   */
  @Nullable String eventType();

  /**
   * What there is to say of it.
   *
   * @return JSON-native: null, Boolean, Long, BigInteger, Double, String, List or Map; unmodifiable
   */
  @Nullable Object payload();

  /**
   * The payload read as a type, for example a record.
   *
   * @param <T> the type
   * @param type the type of the payload; unknown properties of objects are ignored
   * @return the payload; null if it was null
   * @throws EncodingException if the payload does not fit the type; the text says where
   */
  <T> @Nullable T payload(Class<T> type);

  /**
   * As {@link #payload(Class)} for generic types.
   *
   * @param <T> the type
   * @param type the type of the payload, for example {@code new TypeRef<List<Line>>() {}}
   * @return the payload; null if it was null
   * @throws EncodingException if the payload does not fit the type; the text says where
   */
  <T> @Nullable T payload(TypeRef<T> type);

  /**
   * The notification's id: the same for all topics that it was sent to, and for each delivery of
   * it.
   *
   * @return a UUID from an oslo.messaging peer; null if the publisher sent none
   */
  @Nullable String messageId();

  /**
   * When it was sent, by the publisher's clock.
   *
   * @return to the microsecond; null if the publisher sent no time that can be read
   */
  @Nullable Instant timestamp();

  /**
   * How urgent it is, as the notification itself says, whatever queue it came from.
   *
   * @return never null
   */
  NotificationPriority priority();

  /**
   * Tells whether the broker has delivered it before.
   *
   * @return true if it was requeued, or an earlier delivery was not acknowledged
   */
  boolean isRedelivered();

  /**
   * The AMQP headers of the notification that are text, without those of the broker and of the
   * adapter; not more than {@link CallOptions#withHeader} lets through.
   *
   * @return by name; unmodifiable
   */
  default Map<String, String> headers() {
    return Map.of();
  }
}
