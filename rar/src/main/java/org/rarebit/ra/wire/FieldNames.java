package org.rarebit.ra.wire;

import java.nio.charset.StandardCharsets;

/**
 * Names of properties that were read lately, so that the same few need not be made for each
 * message. Holds a bounded number of short ones, whatever comes. Thread-safe: a name that another
 * thread replaces at the same time is made once more.
 */
final class FieldNames {

  private static final int PLACES = 256; // a power of two
  private static final int LONGEST = 40;

  private static final String[] LATELY = new String[PLACES];

  private FieldNames() {}

  /** The name that these bytes of ASCII are. */
  static String of(byte[] ascii, int from, int to) {
    if (to - from > LONGEST) {
      return make(ascii, from, to);
    }
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + ascii[i];
    }
    int place = (hash ^ hash >>> 8) & (PLACES - 1);
    String name = LATELY[place];
    if (name == null || !isSame(name, ascii, from, to)) {
      name = make(ascii, from, to);
      LATELY[place] = name;
    }
    return name;
  }

  private static boolean isSame(String name, byte[] ascii, int from, int to) {
    if (name.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (name.charAt(i - from) != ascii[i]) {
        return false;
      }
    }
    return true;
  }

  private static String make(byte[] ascii, int from, int to) {
    return new String(ascii, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
