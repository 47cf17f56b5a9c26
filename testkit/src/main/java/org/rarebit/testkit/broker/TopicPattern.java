package org.rarebit.testkit.broker;

/**
 * A topic exchange's binding key: words between dots, {@code *} is one word, {@code #} any number.
 */
final class TopicPattern {
  private final String[] words;

  TopicPattern(String bindingKey) {
    this.words = split(bindingKey);
  }

  static boolean hasWildcard(String bindingKey) {
    return bindingKey.indexOf('*') >= 0 || bindingKey.indexOf('#') >= 0;
  }

  // the empty key has no word at all, so that "#" alone matches it and "*" does not
  private static String[] split(String key) {
    return key.isEmpty() ? new String[0] : key.split("\\.", -1);
  }

  boolean matches(String routingKey) {
    String[] key = split(routingKey);
    // reached[i]: the pattern up to the current word matches the first i words of the key
    boolean[] reached = new boolean[key.length + 1];
    reached[0] = true;
    for (String word : words) {
      boolean[] next = new boolean[key.length + 1];
      boolean any = word.equals("#");
      next[0] = any && reached[0];
      for (int i = 1; i <= key.length; i++) {
        next[i] =
            any
                ? reached[i] || next[i - 1]
                : reached[i - 1] && (word.equals("*") || word.equals(key[i - 1]));
      }
      reached = next;
    }
    return reached[key.length];
  }
}
