package org.rarebit.ra.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads fields of messages whose senders may be careless with types. */
final class Fields {

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
}
