package org.rarebit.ra.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rarebit.api.EncodingException;

/**
 * JSON as Python writes and reads it, and Java values in it. Thread-safe; blocks on nothing.
 *
 * <p>Beyond the standard, and as Python: {@code NaN}, {@code Infinity} and {@code -Infinity} are
 * numbers, integers have up to 4,300 digits, text and the keys of objects may hold half a surrogate
 * pair. What is written is ASCII.
 *
 * <table>
 * <caption>Java types that are not obvious</caption>
 * <tr><th>Java</th><th>JSON</th></tr>
 * <tr><td>LocalDateTime</td><td>text, {@code 2024-02-29T12:34:56.789012}, as oslo</td></tr>
 * <tr><td>Instant, OffsetDateTime, ZonedDateTime, Date</td><td>the same, in UTC; read with any
 * offset, in UTC without one</td></tr>
 * <tr><td>LocalDate, LocalTime, Duration, …</td><td>text, ISO 8601</td></tr>
 * <tr><td>byte[]</td><td>text, base64. Python writes bytes as the UTF-8 text that they are, and
 * fails where they are none; bytes from Java may be anything</td></tr>
 * <tr><td>BigDecimal</td><td>a number with the digits that it has, trailing zeros included; a
 * Python peer makes a double of it</td></tr>
 * <tr><td>Enum</td><td>text, its name</td></tr>
 * <tr><td>Optional</td><td>its value, or null</td></tr>
 * <tr><td>record, class</td><td>an object; read through the record's or class's constructor
 * (compiled with {@code -parameters}), or setters</td></tr>
 * </table>
 *
 * <p>Reading is strict: text is not a number nor a number text, 1.5 is no int, 3,000,000,000 is no
 * int either, null is no primitive. Unknown properties of objects are ignored, since services grow.
 * The class that is made is the one asked for, never one that the message names.
 */
public final class Json {

  private Json() {}

  /**
   * Writes a value.
   *
   * @param value anything that has a form in JSON, see above
   * @return ASCII
   * @throws EncodingException if it has none, or it contains itself; the text says where
   */
  public static byte[] bytes(Object value) {
    try {
      return Dialect.current().bytes(value);
    } catch (IOException | RuntimeException | Error e) { // a lazy collection's, for example
      throw Misfit.unwritable("The value", e);
    }
  }

  /**
   * The tree that a peer reads when it gets the value.
   *
   * @param value anything that has a form in JSON, see above
   * @return the tree
   * @throws EncodingException if it has none, or it contains itself; the text says where
   */
  public static JsonNode tree(Object value) {
    try {
      return Dialect.current().written(value);
    } catch (IOException | RuntimeException | Error e) { // a lazy collection's, for example
      throw Misfit.unwritable("The value", e);
    }
  }

  /**
   * A tree as plain Java values.
   *
   * @param tree what was read; null counts as JSON's null
   * @return null, Boolean, Long, BigInteger (beyond the range of Long only), Double, String, List
   *     or Map; unmodifiable, with nulls in them where the tree has them, in its order
   */
  public static Object toNative(JsonNode tree) {
    return toJava(tree, false);
  }

  /**
   * Makes a Java value from a tree.
   *
   * @param tree what was read; null counts as JSON's null
   * @param type what to make; Object means {@link #toNative}, void nothing
   * @return the value; null if the tree is JSON's null and the type is a reference
   * @throws EncodingException if the tree is not of that type; the text says which type was asked
   *     for, and what there was instead, where in the tree
   */
  public static Object convert(JsonNode tree, Type type) {
    if (type instanceof Values.Incoming incoming) { // with the rules of a contract
      return incoming.convert(tree);
    }
    return convert(tree, type, Dialect.current().plain());
  }

  static Object convert(JsonNode tree, Type type, Dialect.Form form) {
    if (type == void.class || type == Void.class) {
      return null;
    }
    if (type == Object.class) {
      return toNative(tree);
    }
    JsonNode source = tree == null ? NullNode.instance : tree;
    if (type == String.class && source.isTextual()) {
      return source.textValue(); // as Jackson does, which takes a while to find that out
    }
    try {
      return form.values(type).readValue(source);
    } catch (JsonProcessingException e) {
      throw Misfit.unreadable(type, source, e);
    } catch (IOException | RuntimeException | Error e) { // a failed assertion's, for example
      throw Misfit.unreadable(type, e);
    }
  }

  /**
   * Forgets what was learnt about Java classes, so that an undeployed application's classes can go;
   * what is still needed is learnt again, at the cost of some milliseconds. Not called, it happens
   * when memory runs short.
   */
  public static void forget() {
    Dialect.forget();
  }

  /** As {@link #toNative}, but numbers that are not whole keep their digits, as BigDecimal. */
  static Object toExact(JsonNode tree) {
    return toJava(tree, true);
  }

  private static Object toJava(JsonNode tree, boolean exact) {
    if (tree == null) {
      return null;
    }
    return switch (tree.getNodeType()) {
      case ARRAY -> toList(tree, exact);
      case OBJECT -> toMap(tree, exact);
      case STRING -> tree.textValue();
      case BOOLEAN -> tree.booleanValue();
      case NUMBER -> exact && tree.isBigDecimal() ? tree.decimalValue() : toNumber(tree);
      case NULL, MISSING -> null;
      case BINARY, POJO -> tree.asText(); // in trees that were built, not read
    };
  }

  private static List<Object> toList(JsonNode array, boolean exact) {
    List<Object> list = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      list.add(toJava(element, exact));
    }
    return Collections.unmodifiableList(list);
  }

  /**
   * An object as plain Java values.
   *
   * @param object what was read
   * @return as {@link #toNative}
   */
  public static Map<String, Object> toMap(JsonNode object) {
    return toMap(object, false);
  }

  private static Map<String, Object> toMap(JsonNode object, boolean exact) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      map.put(property.getKey(), toJava(property.getValue(), exact));
    }
    return Collections.unmodifiableMap(map);
  }

  static Number toNumber(JsonNode number) {
    if (!number.isIntegralNumber()) {
      return number.doubleValue();
    }
    BigInteger big = number.canConvertToLong() ? null : number.bigIntegerValue();
    return big == null ? (Number) number.longValue() : big;
  }
}
