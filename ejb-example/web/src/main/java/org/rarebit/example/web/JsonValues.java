package org.rarebit.example.web;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Between JSON-P and the JSON-native Java values that the api takes and gives. */
final class JsonValues {

  private static final int LONG_BITS = 63;

  private JsonValues() {}

  /** Null, Boolean, Long, BigInteger, Double, String, List or Map. */
  static Object toJava(JsonValue value) {
    return switch (value.getValueType()) {
      case NULL -> null;
      case TRUE -> true;
      case FALSE -> false;
      case STRING -> ((JsonString) value).getString();
      case NUMBER -> toNumber((JsonNumber) value);
      case ARRAY -> toList((JsonArray) value);
      case OBJECT -> toMap((JsonObject) value);
    };
  }

  static Map<String, Object> toMap(JsonObject object) {
    Map<String, Object> map = new LinkedHashMap<>();
    object.forEach((key, value) -> map.put(key, toJava(value)));
    return map;
  }

  private static List<Object> toList(JsonArray array) {
    List<Object> list = new ArrayList<>(array.size());
    array.forEach(value -> list.add(toJava(value)));
    return list;
  }

  private static Number toNumber(JsonNumber number) {
    // 2.0 stays a double: the text decides, as Python decides between int and float
    String text = number.toString();
    if (text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
      return number.doubleValue();
    }
    BigInteger whole = number.bigIntegerValueExact();
    if (whole.bitLength() <= LONG_BITS) {
      return whole.longValue();
    }
    return whole;
  }

  /** The other way. What is not JSON-native, and a number that JSON has not, becomes its text. */
  static JsonValue toJson(Object value) {
    if (value == null) {
      return JsonValue.NULL;
    }
    if (value instanceof Boolean truth) {
      return truth ? JsonValue.TRUE : JsonValue.FALSE;
    }
    if (value instanceof Long || value instanceof Integer) {
      return Json.createValue(((Number) value).longValue());
    }
    if (value instanceof BigInteger whole) {
      return Json.createValue(whole);
    }
    if (value instanceof Double number && Double.isFinite(number)) {
      return Json.createValue(number);
    }
    if (value instanceof List<?> list) {
      JsonArrayBuilder array = Json.createArrayBuilder();
      list.forEach(item -> array.add(toJson(item)));
      return array.build();
    }
    if (value instanceof Map<?, ?> map) {
      JsonObjectBuilder object = Json.createObjectBuilder();
      map.forEach((key, item) -> object.add(String.valueOf(key), toJson(item)));
      return object.build();
    }
    return Json.createValue(value.toString());
  }
}
