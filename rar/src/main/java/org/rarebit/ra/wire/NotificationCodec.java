package org.rarebit.ra.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
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
  public static byte[] encode(NotificationMessage<?> message, int version)
      throws EncodingException {
    if (version == 2) {
      EnvelopeStream envelope = new EnvelopeStream();
      write(message, envelope);
      return envelope.toBody();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
    write(message, body);
    return body.toByteArray();
  }

  private static void write(NotificationMessage<?> message, OutputStream to)
      throws EncodingException {
    Dialect dialect = Dialect.current();
    String subject = "Payload of notification \"" + message.eventType() + "\"";
    try (JsonGenerator json = dialect.generator(to)) {
      json.writeStartObject();
      json.writeStringField("message_id", message.messageId());
      json.writeStringField("publisher_id", message.publisherId());
      json.writeStringField("event_type", message.eventType());
      json.writeStringField("priority", message.priority());
      json.writeFieldName("payload");
      dialect.write(json, message.payload());
      json.writeStringField("timestamp", message.timestamp());
      json.writeStringField("_unique_id", message.uniqueId());
      for (Map.Entry<String, Object> entry : message.context().asMap().entrySet()) {
        subject = "Request context entry \"" + entry.getKey() + "\"";
        json.writeFieldName(ContextFields.nameOf(entry.getKey()));
        dialect.write(json, entry.getValue());
      }
      json.writeEndObject();
    } catch (IOException | RuntimeException | Error e) { // a lazy collection's, for example
      throw Unwritable.value(subject, e);
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
          "The priority is " + Excerpt.of(priority) + ", but must be text.");
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
        ContextFields.of(message, Set.of()));
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
}
