package org.rarebit.ra.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which notifications an endpoint hears: regular expressions, all of which must match. They are
 * anchored at the start only; a value that is missing or not text matches none. Immutable.
 *
 * @param publisherId for the publisher, or null for any
 * @param eventType for the event type, or null for any
 * @param context for entries of the request context, by key
 * @param metadata for {@code message_id} and {@code timestamp}, by key
 * @param payload for properties of the payload, by key
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging notify/filter.py,
 *     NotificationFilter.match</a>
 */
public record NotificationFilter(
    Pattern publisherId,
    Pattern eventType,
    Map<String, Pattern> context,
    Map<String, Pattern> metadata,
    Map<String, Pattern> payload) {

  /** {@code \w}, {@code \d} and {@code (?i)} mean all of Unicode; lines end with \n only. */
  private static final int LIKE_PYTHON = Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES;

  /**
   * Copies the maps.
   *
   * @param publisherId see the record
   * @param eventType see the record
   * @param context see the record
   * @param metadata see the record
   * @param payload see the record
   */
  public NotificationFilter {
    context = Map.copyOf(context);
    metadata = Map.copyOf(metadata);
    payload = Map.copyOf(payload);
  }

  /**
   * Reads the filter of one value.
   *
   * @param regex a regular expression; null or blank for none
   * @return null for none
   * @throws PatternSyntaxException if it is none
   */
  public static Pattern pattern(String regex) {
    return regex == null || regex.isBlank() ? null : Pattern.compile(regex, LIKE_PYTHON);
  }

  /**
   * Reads the filters of several values.
   *
   * @param lines {@code key=regex}, one a line; null or blank for none
   * @return regular expressions by key
   * @throws IllegalArgumentException if a line has no key or no regular expression
   */
  public static Map<String, Pattern> patterns(String lines) {
    Map<String, Pattern> patterns = new LinkedHashMap<>();
    if (lines == null) {
      return patterns;
    }
    for (String line : lines.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("\"" + line + "\" is not of the form key=regex.");
      }
      patterns.put(
          line.substring(0, equals).strip(),
          Pattern.compile(line.substring(equals + 1).strip(), LIKE_PYTHON));
    }
    return patterns;
  }

  /**
   * Tells whether a notification is to be heard.
   *
   * @param message a decoded notification
   * @return true if everything matches
   */
  public boolean matches(NotificationMessage<JsonNode> message) {
    return (publisherId == null || matches(publisherId, message.publisherId()))
        && (eventType == null || matches(eventType, message.eventType()))
        && context.entrySet().stream()
            .allMatch(e -> matches(e.getValue(), message.context().get(e.getKey())))
        && metadata.entrySet().stream()
            .allMatch(e -> matches(e.getValue(), metadata(message, e.getKey())))
        && payload.entrySet().stream()
            .allMatch(e -> matches(e.getValue(), message.payload().path(e.getKey()).textValue()));
  }

  private static String metadata(NotificationMessage<?> message, String key) {
    return switch (key) {
      case "message_id" -> message.messageId();
      case "timestamp" -> message.timestamp();
      default -> null;
    };
  }

  private static boolean matches(Pattern pattern, Object value) {
    return value instanceof String text && pattern.matcher(text).lookingAt();
  }
}
