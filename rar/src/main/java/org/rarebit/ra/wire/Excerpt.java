package org.rarebit.ra.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** Tells of what a peer sent enough to find the fault, without its values. */
final class Excerpt {

  private static final int LONGEST = 20;

  private Excerpt() {}

  /** The beginning of a text in quotes, or {@code absent} for null. */
  static String of(String text) {
    return text == null ? "absent" : '"' + shorten(text, LONGEST) + '"';
  }

  /** What a value of the protocol's own is, in words, with the beginning of a scalar. */
  static String of(JsonNode value) {
    return switch (value.getNodeType()) {
      case MISSING -> "absent";
      case NULL -> "null";
      case ARRAY -> "an array of " + value.size();
      case OBJECT -> "an object";
      case STRING -> "the text " + of(value.textValue());
      default -> "the " + kind(value) + " " + shorten(value.asText(), LONGEST);
    };
  }

  /** What a value is, in words, and nothing of the value: for texts that may be logged. */
  static String kindOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "a text of " + value.textValue().length() + " characters";
      case NUMBER ->
          value.isIntegralNumber()
              ? "a whole number of " + digits(value) + " digits"
              : "a number with a fraction";
      case BOOLEAN -> "a boolean";
      default -> of(value);
    };
  }

  private static int digits(JsonNode whole) {
    return whole.bigIntegerValue().abs().toString().length();
  }

  /** A text of one line and at most so many characters. */
  static String shorten(String text, int longest) {
    boolean whole = text.length() <= longest;
    String kept = whole ? text : text.substring(0, longest) + "…";
    StringBuilder line = new StringBuilder(kept.length());
    kept.chars().forEach(c -> line.append(Character.isISOControl(c) ? ' ' : (char) c));
    return line.toString();
  }

  private static String kind(JsonNode scalar) {
    return scalar.isBoolean() ? "boolean" : "number";
  }
}
