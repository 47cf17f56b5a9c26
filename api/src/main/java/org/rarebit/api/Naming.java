package org.rarebit.api;

/**
 * How names in Java become names on the wire, where no annotation gives one. Thread-safe.
 *
 * @see RpcContract#names()
 */
public enum Naming {

  /** As they are written in Java. */
  AS_WRITTEN {
    @Override
    public String of(String javaName) {
      return javaName;
    }
  },

  /**
   * Words in lower case with underscores between them, as Python writes names: {@code showStack}
   * becomes {@code show_stack}, {@code ramMB} becomes {@code ram_mb}, {@code HTTPServer} becomes
   * {@code http_server}, and {@code ram_mb} stays what it is.
   */
  SNAKE_CASE {
    @Override
    public String of(String javaName) {
      StringBuilder name = new StringBuilder(javaName.length() + 4);
      for (int i = 0; i < javaName.length(); i++) {
        char c = javaName.charAt(i);
        if (Character.isUpperCase(c) && beginsWord(javaName, i)) {
          name.append('_');
        }
        name.append(Character.toLowerCase(c));
      }
      return name.toString();
    }
  };

  /**
   * The name on the wire.
   *
   * @param javaName a Java identifier
   * @return its name there
   */
  public abstract String of(String javaName);

  /** The first capital after something else, and the last of several if a small letter follows. */
  private static boolean beginsWord(String name, int i) {
    if (i == 0 || name.charAt(i - 1) == '_') {
      return false;
    }
    return !Character.isUpperCase(name.charAt(i - 1))
        || (i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1)));
  }
}
