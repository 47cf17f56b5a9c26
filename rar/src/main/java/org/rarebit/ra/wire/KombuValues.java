package org.rarebit.ra.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What kombu's JSON encoder makes of values that JSON does not have, which shows where no envelope
 * is around a message. Up to 5.2 it writes plain text; newer releases write {@code {"__type__":
 * "datetime", "__value__": "…"}}, and turn such objects back when they read. Here both become the
 * text, which binds to the Java type of the same meaning.
 *
 * @see <a href="https://github.com/celery/kombu">kombu utils/json.py, JSONEncoder and
 *     object_hook</a>
 */
final class KombuValues {

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
