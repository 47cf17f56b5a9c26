package org.rarebit.ra.broker;

/**
 * Text that came from outside, made fit for a log line or an exception: whoever sends a message
 * must be able to write neither lines of their own nor lines without end into our log.
 */
public final class LogText {

  /** No longer than this, in characters, with the note of what was left out apart. */
  public static final int MOST_CHARS = 200;

  private LogText() {}

  /**
   * Escapes what ends or hides a line, and cuts what is too long.
   *
   * @param foreign a name, an id, a text of a peer's; may be null
   * @return one line of printable characters
   */
  public static String of(Object foreign) {
    String text = String.valueOf(foreign);
    StringBuilder safe = null; // most texts are fit as they are
    int length = Math.min(text.length(), MOST_CHARS);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (safe == null && isUnfit(c)) {
        safe = new StringBuilder(length + 16).append(text, 0, i);
      }
      if (safe != null) {
        append(safe, c);
        if (safe.length() >= MOST_CHARS) {
          return cut(safe.substring(0, MOST_CHARS), text.length());
        }
      }
    }
    String whole = safe == null ? text.substring(0, length) : safe.toString();
    return text.length() > MOST_CHARS ? cut(whole, text.length()) : whole;
  }

  /**
   * Ends a text, behind which another one follows: brokers end some of theirs and some not.
   *
   * @param text a text, in whatever words
   * @return with a full stop
   */
  public static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  private static String cut(String shown, int length) {
    return shown + "… (" + length + " characters)";
  }

  /** Line ends of all kinds, terminal sequences, marks that turn the direction of writing. */
  private static boolean isUnfit(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  private static void append(StringBuilder to, char c) {
    switch (c) {
      case '\n' -> to.append("\\n");
      case '\r' -> to.append("\\r");
      case '\t' -> to.append("\\t");
      default -> {
        if (isUnfit(c)) {
          to.append(String.format("\\u%04x", (int) c));
        } else {
          to.append(c);
        }
      }
    }
  }
}
