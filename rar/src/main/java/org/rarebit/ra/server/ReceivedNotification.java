package org.rarebit.ra.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Type;
import java.time.Instant;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.RequestContext;
import org.rarebit.api.TypeRef;
import org.rarebit.ra.wire.Json;
import org.rarebit.ra.wire.NotificationCodec;
import org.rarebit.ra.wire.NotificationMessage;

/**
 * A notification as a listener sees it. Immutable.
 *
 * @param message what came; its tree is not changed by anybody
 * @param priority the message's
 * @param isRedelivered AMQP's flag
 */
public record ReceivedNotification(
    NotificationMessage<JsonNode> message, NotificationPriority priority, boolean isRedelivered)
    implements Notification {

  @Override
  public RequestContext context() {
    return message.context();
  }

  @Override
  public String publisherId() {
    return message.publisherId();
  }

  @Override
  public String eventType() {
    return message.eventType();
  }

  @Override
  public Object payload() {
    return Json.toNative(message.payload());
  }

  @Override
  public <T> T payload(Class<T> type) {
    return payloadAs(type);
  }

  @Override
  public <T> T payload(TypeRef<T> type) {
    return payloadAs(type.type());
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the value was read as this
  private <T> T payloadAs(Type type) {
    return (T) Json.convert(message.payload(), type);
  }

  @Override
  public String messageId() {
    return message.messageId();
  }

  @Override
  public Instant timestamp() {
    return NotificationCodec.instant(message.timestamp());
  }

  /** Ids and names, for logs. */
  @Override
  public String toString() {
    return message.toString();
  }
}
