package org.rarebit.ra.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rarebit.api.EncodingException;

/**
 * Writes and reads the bodies of notifications. In version 2 (oslo.messaging's driver {@code
 * messagingv2}) the message is in an envelope, in version 1 (driver {@code messaging}) it is the
 * body. Thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging notify/notifier.py,
 *     Notifier._notify; notify/messaging.py; _drivers/amqpdriver.py, AMQPDriverBase._send</a>
 */
public final class NotificationCodec {

  private NotificationCodec() {}

  /**
   * Writes a notification as Python does: the same fields in the same order.
   *
   * @param message with a message id, an event type, a timestamp and a unique id
   * @param version 1 or 2
   * @return the body
   * @throws EncodingException if the payload or a context entry has no form in JSON; the text names
   *     it
   */
  public static byte[] encode(NotificationMessage<?> message, int version) {
    String subject = "Payload of notification \"" + message.eventType() + "\"";
    try (MessageWriter to = new MessageWriter(Dialect.current(), version == 2)) {
      to.field("message_id", message.messageId());
      to.field("publisher_id", message.publisherId());
      to.field("event_type", message.eventType());
      to.field("priority", message.priority());
      to.field("payload", message.payload());
      to.field("timestamp", message.timestamp());
      to.field("_unique_id", message.uniqueId());
      for (Map.Entry<String, Object> entry : message.context().asMap().entrySet()) {
        subject = "Request context entry \"" + entry.getKey() + "\"";
        to.field(Fields.contextName(entry.getKey()), entry.getValue());
      }
      return to.toBody();
    } catch (IOException | RuntimeException | Error e) { // a lazy collection's, for example
      throw Misfit.unwritable(subject, e);
    }
  }

  /**
   * Reads a notification of either version, leniently where Python is: any order, unknown and
   * absent fields. A null or absent priority is refused, over which Python's listener stumbles
   * again and again.
   *
   * @param body what came
   * @param limits what it may ask of this JVM
   * @return the notification; its payload is never a Java null
   * @throws MalformedMessageException if it is no notification, or beyond the limits
   */
  public static NotificationMessage<JsonNode> decode(Body body, Limits limits)
      throws MalformedMessageException {
    Envelope.Opened opened = Envelope.opened(body, limits);
    ObjectNode message =
        opened.enveloped() ? opened.message() : KombuValues.plain(opened.message());
    JsonNode priority = message.path("priority");
    if (!priority.isTextual()) {
      throw new MalformedMessageException(
          "The priority is " + Excerpt.kindOf(priority) + ", but must be text.");
    }
    JsonNode payload = message.get("payload");
    return new NotificationMessage<>(
        Fields.text(message, "message_id"),
        Fields.text(message, "publisher_id"),
        Fields.text(message, "event_type"),
        priority.textValue(),
        payload == null ? NullNode.instance : payload,
        Fields.text(message, "timestamp"),
        Fields.text(message, "_unique_id"),
        Fields.context(message, Set.of()));
  }

  /**
   * A time as Python writes that of a notification.
   *
   * @param time any
   * @return {@code YYYY-MM-DD HH:MM:SS.ffffff} in UTC, without the fraction if it is zero
   */
  public static String timestamp(Instant time) {
    return OsloTime.spaced(time);
  }

  /**
   * Reads the time of a notification.
   *
   * @param timestamp as {@link #timestamp} writes it, or ISO 8601 with an offset or without; null
   *     for none
   * @return null if it is none, or cannot be read
   */
  public static Instant instant(String timestamp) {
    if (timestamp == null) {
      return null;
    }
    try {
      return OsloTime.instant(timestamp);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * What kombu's JSON encoder makes of values that JSON does not have, which shows where no
   * envelope is around a message. Up to 5.2 it writes plain text; newer releases write {@code
   * {"__type__": "datetime", "__value__": "…"}}, and turn such objects back when they read. Here
   * both become the text, which binds to the Java type of the same meaning.
   *
   * @see <a href="https://github.com/celery/kombu">kombu utils/json.py, JSONEncoder and
   *     object_hook</a>
   */
  private static final class KombuValues {

    private static final String TYPE = "__type__";
    private static final String VALUE = "__value__";

    /** Those whose value is the text. */
    private static final Set<String> TEXTS =
        Set.of("datetime", "date", "time", "decimal", "bytes", "base64");

    private static final int HEX_DIGITS_OF_UUID = 32;

    private KombuValues() {}

    /** Replaces the typed values within an object, in place. */
    static ObjectNode plain(ObjectNode message) {
      for (Map.Entry<String, JsonNode> field : message.properties()) {
        field.setValue(plain(field.getValue()));
      }
      return message;
    }

    private static JsonNode plain(JsonNode value) {
      if (value instanceof ObjectNode object) {
        return text(object).<JsonNode>map(TextNode::valueOf).orElseGet(() -> plain(object));
      }
      if (value instanceof ArrayNode array) {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, plain(array.get(i)));
        }
      }
      return value;
    }

    /** Empty for an object of the application's, or of a type that is not known. */
    private static Optional<String> text(ObjectNode object) {
      if (object.size() != 2 || !object.has(TYPE) || !object.has(VALUE)) {
        return Optional.empty();
      }
      String type = object.get(TYPE).asText();
      JsonNode value = object.get(VALUE);
      if (TEXTS.contains(type) && value.isTextual()) {
        return Optional.of(value.textValue());
      }
      String hex = value.path("hex").asText();
      return type.equals("uuid") && hex.length() == HEX_DIGITS_OF_UUID
          ? Optional.of(hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"))
          : Optional.empty();
    }
  }
}
