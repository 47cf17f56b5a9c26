package org.rarebit.ra.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberTypeFP;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Reads trees in which numbers keep what was sent: the digits of those that are not whole, and the
 * sign of a zero, which Jackson's own reader has one of at most. How deep a tree may be is the
 * parser's to say. Stateless.
 */
final class TreeReader extends StdDeserializer<JsonNode> {

  private static final long serialVersionUID = 1L;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  TreeReader() {
    super(JsonNode.class);
  }

  @Override
  public JsonNode getNullValue(DeserializationContext context) {
    return NullNode.instance;
  }

  @Override
  public JsonNode deserialize(JsonParser json, DeserializationContext context) throws IOException {
    JsonToken token = json.currentToken();
    return switch (token) {
      case START_OBJECT -> object(json, context);
      case START_ARRAY -> array(json, context);
      case VALUE_STRING -> NODES.textNode(json.getText());
      case VALUE_NUMBER_INT -> whole(json);
      case VALUE_NUMBER_FLOAT -> decimal(json);
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NullNode.instance;
      default -> (JsonNode) context.handleUnexpectedToken(JsonNode.class, json);
    };
  }

  private JsonNode object(JsonParser json, DeserializationContext context) throws IOException {
    ObjectNode object = NODES.objectNode();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      object.set(name, deserialize(json, context)); // of two with one name the last, as in Python
    }
    return object;
  }

  private JsonNode array(JsonParser json, DeserializationContext context) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      array.add(deserialize(json, context));
    }
    return array;
  }

  private static JsonNode whole(JsonParser json) throws IOException {
    return switch (json.getNumberType()) {
      case INT -> NODES.numberNode(json.getIntValue());
      case LONG -> NODES.numberNode(json.getLongValue());
      default -> NODES.numberNode(json.getBigIntegerValue());
    };
  }

  private static JsonNode decimal(JsonParser json) throws IOException {
    if (json.getNumberTypeFP() == NumberTypeFP.DOUBLE64
        || json.isNaN()) { // of a tree; or no digits
      return DoubleNode.valueOf(json.getDoubleValue());
    }
    BigDecimal value;
    try {
      value = json.getDecimalValue();
    } catch (StreamReadException | NumberFormatException e) { // an exponent that only doubles have
      return DoubleNode.valueOf(json.getDoubleValue());
    }
    return decimal(value, json.getText());
  }

  /** What a number that is not whole becomes. */
  static JsonNode decimal(BigDecimal value, String text) {
    if (value.signum() == 0 && text.startsWith("-")) {
      return DoubleNode.valueOf(-0.0);
    }
    // 8.825E3 must not be written as 8825, which would be whole
    boolean seemsWhole = value.scale() == 0 && text.chars().anyMatch(c -> c == 'E' || c == 'e');
    return DecimalNode.valueOf(seemsWhole ? value.setScale(1) : value);
  }
}
