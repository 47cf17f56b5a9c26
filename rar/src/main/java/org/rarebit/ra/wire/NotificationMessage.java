package org.rarebit.ra.wire;

import java.util.Objects;
import org.rarebit.api.RequestContext;

/**
 * A notification as it travels. Immutable if its payload is.
 *
 * @param <P> what the payload is: a Java value to be encoded, a tree when decoded
 * @param messageId the same for all topics; null if a decoded message has none
 * @param publisherId who tells it, or null
 * @param eventType what happened; null if a decoded message does not say
 * @param priority in upper case as Python sends it; decoded: any text, never null
 * @param payload any JSON
 * @param timestamp see {@link NotificationCodec#timestamp}; null if a decoded message has none
 * @param uniqueId the id that tells a duplicate, another one for each topic; null if a decoded
 *     message has none
 * @param context what the publisher passes on of its own caller
 */
public record NotificationMessage<P>(
    String messageId,
    String publisherId,
    String eventType,
    String priority,
    P payload,
    String timestamp,
    String uniqueId,
    RequestContext context) {

  /**
   * Checks that there are a priority and a context.
   *
   * @param messageId see the record
   * @param publisherId see the record
   * @param eventType see the record
   * @param priority not null
   * @param payload see the record
   * @param timestamp see the record
   * @param uniqueId see the record
   * @param context not null
   */
  public NotificationMessage {
    Objects.requireNonNull(priority, "priority");
    Objects.requireNonNull(context, "context");
  }

  /** Ids and names, for logs: payload and context may be confidential. */
  @Override
  public String toString() {
    return "notification \""
        + eventType
        + "\" ("
        + priority
        + ") message_id="
        + messageId
        + " unique_id="
        + uniqueId;
  }
}
