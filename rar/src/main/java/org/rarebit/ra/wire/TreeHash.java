package org.rarebit.ra.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A hash of what was read, by which one may tell that two are the same without keeping them. It has
 * 64 bits and keys of this JVM's own: those that differ have the same one once in 2^64, by chance,
 * and nobody can choose them so. (A checksum, or {@code hashCode()}, is the same for many that are
 * alike: {@code 1P} and {@code 21}.) Of a long text it takes eight characters at a time, so one of
 * 1 MB costs less than half a millisecond. Stateless.
 */
public final class TreeHash {

  private static final long[] KEYS = new SecureRandom().longs(8).toArray();
  private static final long NULL = KEYS[0];
  private static final long TRUE = KEYS[1];
  private static final long TEXT = KEYS[2];
  private static final long NUMBER = KEYS[3];
  private static final long ARRAY = KEYS[4];
  private static final long OBJECT = KEYS[5];
  private static final long NAME = KEYS[6];
  private static final long ANY = KEYS[7];

  private static final int AT_ONCE = 8;
  private static final int PART = 512; // a multiple of that

  private TreeHash() {}

  /**
   * The hash.
   *
   * @param value a tree, a value as {@link Json#toNative} makes it, or a list or map of either;
   *     nested no deeper than {@link Limits} allow
   * @return any number, the same for equal ones; for maps and objects in whatever order
   */
  public static long of(Object value) {
    if (value instanceof JsonNode tree) {
      return switch (tree.getNodeType()) {
        case OBJECT -> object(tree.properties());
        case ARRAY -> array(tree);
        case STRING -> text(tree.textValue());
        case NUMBER -> number(tree.numberValue());
        case BOOLEAN -> bool(tree.booleanValue());
        default -> NULL;
      };
    }
    if (value instanceof Map<?, ?> map) {
      return object(map.entrySet());
    }
    if (value instanceof List<?> list) {
      return array(list);
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof Boolean bool) {
      return bool(bool);
    }
    return value == null ? NULL : text(value.toString());
  }

  private static long object(Collection<? extends Map.Entry<?, ?>> properties) {
    long hash = OBJECT;
    for (Map.Entry<?, ?> property : properties) { // a sum, since they are in any order
      hash += product(of(property.getKey()) ^ NAME, of(property.getValue()) ^ ANY);
    }
    return hash;
  }

  private static long array(Iterable<?> elements) {
    long hash = ARRAY;
    for (Object element : elements) {
      hash = product(hash ^ of(element), ANY);
    }
    return hash;
  }

  private static long bool(boolean value) {
    return value ? TRUE : ~TRUE;
  }

  private static long number(Number number) {
    if (number instanceof BigDecimal decimal) {
      return product(of(decimal.unscaledValue()) ^ NUMBER, decimal.scale() ^ ANY);
    }
    if (number instanceof BigInteger integer) {
      return product(text(new String(integer.toByteArray(), ISO_8859_1)), NUMBER);
    }
    return number instanceof Double
        ? product(Double.doubleToLongBits(number.doubleValue()) ^ NAME, NUMBER)
        : product(number.longValue() ^ ANY, NUMBER);
  }

  private static long text(String text) {
    int length = text.length();
    char[] part = new char[Math.min(PART, (length + AT_ONCE - 1) / AT_ONCE * AT_ONCE)];
    long hash = TEXT ^ length;
    for (int from = 0; from < length; from += PART) {
      int some = Math.min(PART, length - from);
      text.getChars(from, from + some, part, 0);
      Arrays.fill(part, some, part.length, '\0');
      for (int i = 0; i < some; i += AT_ONCE) {
        hash = product(four(part, i) ^ ANY, four(part, i + AT_ONCE / 2) ^ hash);
      }
    }
    return hash;
  }

  private static long four(char[] text, int from) {
    return text[from]
        | (long) text[from + 1] << 16
        | (long) text[from + 2] << 32
        | (long) text[from + 3] << 48;
  }

  /** Both halves of the product of 128 bits, without signs, so that each bit goes into many. */
  private static long product(long a, long b) {
    long high = Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    return high ^ a * b;
  }
}
