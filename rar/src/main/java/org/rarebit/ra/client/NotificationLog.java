package org.rarebit.ra.client;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rarebit.api.EncodingException;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.wire.Json;
import org.rarebit.ra.wire.NotificationCodec;

/**
 * The driver {@code log}: a line of JSON for each notification, without its request context and
 * with what looks like a secret masked.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging notify/_impl_log.py,
 *     LogDriver</a>
 */
public final class NotificationLog {

  /** Begins the loggers' names; then comes the event type, as in Python. */
  public static final String NAME = "org.rarebit.notification";

  private NotificationLog() {}

  /**
   * The line, to be written later.
   *
   * @param notification what is told
   * @return writes it
   * @throws EncodingException if the payload has no form in JSON
   */
  public static Runnable lineOf(OutboundNotification notification) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("message_id", notification.messageId());
    fields.put("publisher_id", notification.publisherId());
    fields.put("event_type", notification.eventType());
    fields.put("priority", notification.priority().name());
    fields.put("payload", SecretMask.masked(Json.tree(notification.payload())));
    fields.put("timestamp", NotificationCodec.timestamp(notification.time()));
    String line = new String(Json.bytes(fields), StandardCharsets.US_ASCII);
    Level level = level(notification.priority());
    System.Logger log = System.getLogger(NAME + "." + notification.eventType());
    return () -> log.log(level, () -> line); // a supplier: the text is no pattern
  }

  private static Level level(NotificationPriority priority) {
    return switch (priority) {
      case DEBUG -> Level.DEBUG;
      case WARN -> Level.WARNING;
      case ERROR, CRITICAL -> Level.ERROR;
      case AUDIT, INFO, SAMPLE -> Level.INFO;
    };
  }
}
