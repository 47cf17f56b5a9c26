package org.rarebit.ra.wire;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes all that JSON can hold, as plain Java values. */
final class RandomJson {

  private static final int DEEPEST = 6;

  private final Random random;

  RandomJson(Random random) {
    this.random = random;
  }

  Object value() {
    return value(DEEPEST);
  }

  Map<String, Object> object() {
    return object(DEEPEST);
  }

  /** Any characters, halves of surrogate pairs among them. */
  String text() {
    int[] choices = {0x7f, 0x7ff, 0xffff, 0x10ffff};
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(12); n > 0; n--) {
      int c = random.nextInt(choices[random.nextInt(choices.length)] + 1);
      switch (random.nextInt(8)) {
        case 0 -> text.append((char) (0xd800 + random.nextInt(0x800)));
        case 1 -> text.append("\"\\/\n\0\u2028\ud83d\ude00".charAt(random.nextInt(8)));
        default -> text.appendCodePoint(c);
      }
    }
    return text.toString();
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth == 0 ? 6 : 9)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong() >> random.nextInt(Long.SIZE);
      case 3 -> integer();
      case 4 -> number();
      case 5 -> text();
      case 6, 7 -> list(depth - 1);
      default -> object(depth - 1);
    };
  }

  private Object integer() {
    BigInteger integer = new BigInteger(random.nextInt(1500), random);
    integer = random.nextBoolean() ? integer.negate() : integer;
    return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : integer;
  }

  private double number() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextGaussian();
      case 1 -> random.nextInt(1000) / 100.0;
      case 2 -> Double.longBitsToDouble(random.nextLong());
      default ->
          List.of(Double.NaN, 1 / 0.0, -1 / 0.0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1e22)
              .get(random.nextInt(7));
    };
  }

  private List<Object> list(int depth) {
    List<Object> list = new ArrayList<>();
    for (int n = random.nextInt(5); n > 0; n--) {
      list.add(value(depth));
    }
    return list;
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int n = random.nextInt(5); n > 0; n--) {
      object.put(text(), value(depth));
    }
    return object;
  }
}
