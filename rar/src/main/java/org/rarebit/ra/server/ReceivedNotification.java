package org.rarebit.ra.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcInvocation;
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
 * @param topic that it came for
 * @param headers of the AMQP message, as far as applications see them
 */
public record ReceivedNotification(
    NotificationMessage<JsonNode> message,
    NotificationPriority priority,
    boolean isRedelivered,
    String topic,
    Map<String, String> headers)
    implements Notification {

  /** As an interceptor changed it: its payload, its publisher, its priority. */
  ReceivedNotification with(Map<String, ?> args) {
    NotificationPriority other = (NotificationPriority) args.get(RpcInvocation.PRIORITY);
    Objects.requireNonNull(other, RpcInvocation.PRIORITY);
    return new ReceivedNotification(
        new NotificationMessage<>(
            message.messageId(),
            (String) args.get(RpcInvocation.PUBLISHER_ID),
            message.eventType(),
            other.name(),
            Json.tree(args.get(RpcInvocation.PAYLOAD)),
            message.timestamp(),
            message.uniqueId(),
            message.context()),
        other,
        isRedelivered,
        topic,
        headers);
  }

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
