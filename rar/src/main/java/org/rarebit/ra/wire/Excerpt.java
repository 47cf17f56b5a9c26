package org.rarebit.ra.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** Shows a little of what a peer sent: enough to find the fault, too little to leak a document. */
final class Excerpt {

  private static final int LONGEST = 20;

  private Excerpt() {}

  /** The beginning of a text in quotes, or {@code absent} for null. */
  static String of(String text) {
    return text == null ? "absent" : '"' + shorten(text, LONGEST) + '"';
  }

  /** What a value is, in words, with the beginning of a scalar. */
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
