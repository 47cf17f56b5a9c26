package org.rarebit.ra.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.rarebit.api.RequestContext;

/**
 * Fields of messages, whose senders may be careless with types; those of a request context have a
 * prefix.
 */
final class Fields {

  private static final String CONTEXT_PREFIX = "_context_";

  private Fields() {}

  /** Text, or a number or boolean as text; null if it is null, absent, an array or an object. */
  static String text(JsonNode message, String name) {
    JsonNode value = message.get(name);
    return value == null || value.isNull() || value.isContainerNode() ? null : value.asText();
  }

  /** What Python calls the type of a value. */
  static String pythonType(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "list";
      case OBJECT -> "dict";
      case STRING -> "str";
      case BOOLEAN -> "bool";
      case NUMBER -> value.isIntegralNumber() ? "int" : "float";
      default -> "NoneType";
    };
  }

  /** The name of the field of an entry of the request context. */
  static String contextName(String key) {
    return CONTEXT_PREFIX + key;
  }

  /**
   * The request context of a message.
   *
   * @param reserved keys that are left out
   */
  static RequestContext context(ObjectNode message, Set<String> reserved) {
    Map<String, Object> context = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : message.properties()) {
      if (field.getKey().startsWith(CONTEXT_PREFIX)) {
        String key = field.getKey().substring(CONTEXT_PREFIX.length());
        if (!reserved.contains(key)) {
          context.put(key, Json.toNative(field.getValue()));
        }
      }
    }
    return RequestContext.of(context);
  }
}
