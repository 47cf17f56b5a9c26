package org.rarebit.ra.wire;

import java.io.Serializable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for a whole text, as Python's {@code fnmatch}: {@code *} is any text, {@code ?} one
 * character, {@code [abc]}, {@code [a-z]} and {@code [!abc]} one of a set. Immutable; case counts.
 *
 * @see <a href="https://docs.python.org/3/library/fnmatch.html">fnmatch.fnmatchcase</a>
 */
public final class Glob implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String text;
  private final Pattern pattern; // null: nothing but itself

  private Glob(String text, Pattern pattern) {
    this.text = text;
    this.pattern = pattern;
  }

  /**
   * Reads a pattern.
   *
   * @param text any; a bracket that is not closed stands for itself
   * @return the pattern
   * @throws IllegalArgumentException if a set is none, such as {@code [z-a]}
   */
  public static Glob of(String text) {
    if (text.chars().noneMatch(c -> c == '*' || c == '?' || c == '[')) {
      return new Glob(text, null);
    }
    try {
      return new Glob(text, Pattern.compile(regexOf(text), Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no pattern: " + e.getDescription() + ".", e);
    }
  }

  private static String regexOf(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int close = c == '[' ? endOfSet(glob, i) : -1;
      if (close > 0) {
        regex.append(setOf(glob.substring(i + 1, close)));
        i = close;
      } else if (c == '*') {
        regex.append(".*");
      } else {
        regex.append(c == '?' ? "." : Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }

  /** A bracket right at the beginning of the set belongs to it. */
  private static int endOfSet(String glob, int open) {
    int first = open + 1 < glob.length() && glob.charAt(open + 1) == '!' ? open + 2 : open + 1;
    return glob.indexOf(']', first + 1);
  }

  private static String setOf(String members) {
    boolean negated = members.startsWith("!");
    String literal =
        (negated ? members.substring(1) : members).replaceAll("([\\\\\\[\\]^&])", "\\\\$1");
    return "[" + (negated ? "^" : "") + literal + "]";
  }

  /**
   * Tells whether a text matches, all of it.
   *
   * @param candidate null matches nothing
   * @return true if it does
   */
  public boolean matches(String candidate) {
    return candidate != null
        && (pattern == null ? text.equals(candidate) : pattern.matcher(candidate).matches());
  }

  /**
   * Tells whether it matches nothing but its own text.
   *
   * @return false if it has a wildcard
   */
  public boolean isExact() {
    return pattern == null;
  }

  /** The pattern as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
