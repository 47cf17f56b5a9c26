package org.rarebit.ra.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
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
final class NotificationLog {

  /** The logger's name. */
  static final String NAME = "org.rarebit.notification";

  private static final System.Logger LOG = System.getLogger(NAME);
  private static final Pattern SECRET =
      Pattern.compile("pass|pswd|secret|token|credential|private_?key", Pattern.CASE_INSENSITIVE);
  private static final String MASK = "***";

  private NotificationLog() {}

  /**
   * The line, to be written later.
   *
   * @throws EncodingException if the payload has no form in JSON
   */
  static Runnable lineOf(OutboundNotification notification) throws EncodingException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("message_id", notification.messageId());
    fields.put("publisher_id", notification.publisherId());
    fields.put("event_type", notification.eventType());
    fields.put("priority", notification.priority().name());
    fields.put("payload", masked(Json.tree(notification.payload())));
    fields.put("timestamp", NotificationCodec.timestamp(notification.time()));
    String line = new String(Json.bytes(fields), StandardCharsets.US_ASCII);
    Level level = level(notification.priority());
    return () -> LOG.log(level, () -> line); // a supplier: the text is no pattern
  }

  private static Level level(NotificationPriority priority) {
    return switch (priority) {
      case DEBUG -> Level.DEBUG;
      case WARN -> Level.WARNING;
      case ERROR, CRITICAL -> Level.ERROR;
      case AUDIT, INFO, SAMPLE -> Level.INFO;
    };
  }

  /** The tree is ours: it is changed in place. */
  private static JsonNode masked(JsonNode tree) {
    if (tree instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        field.setValue(
            SECRET.matcher(field.getKey()).find()
                ? TextNode.valueOf(MASK)
                : masked(field.getValue()));
      }
    } else if (tree instanceof ArrayNode array) {
      array.forEach(NotificationLog::masked);
    }
    return tree;
  }
}
