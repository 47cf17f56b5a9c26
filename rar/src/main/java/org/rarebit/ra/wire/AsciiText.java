package org.rarebit.ra.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** JSON text of ASCII within JSON text, eight bytes at a time. Stateless. */
final class AsciiText {

  /** Of one character in JSON text within JSON text. */
  static final int LONGEST_ESCAPE = "\\\\uXXXX".length();

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long EACH = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LOW_BITS = 0x7f * EACH;
  private static final long SPACES = ' ' * EACH;
  private static final long QUOTES = '"' * EACH;
  private static final long BACKSLASHES = '\\' * EACH;

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private AsciiText() {}

  /**
   * Where bytes that stand in JSON text as they are end: at a quote, a backslash, a control
   * character, or what is not ASCII.
   *
   * @return {@code to} if there is nothing else
   */
  static int endOfPlain(byte[] bytes, int from, int to) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long others = others((long) EIGHT.get(bytes, i));
      if (others != 0) {
        return i + first(others);
      }
    }
    while (i < to && isPlain(bytes[i])) {
      i++;
    }
    return i;
  }

  /** How many bytes {@link #escape} adds. */
  static int backslashes(byte[] json, int from, int to) {
    int count = 0;
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long eight = (long) EIGHT.get(json, i);
      count += Long.bitCount(zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES));
    }
    for (; i < to; i++) {
      if (json[i] == '"' || json[i] == '\\') {
        count++;
      }
    }
    return count;
  }

  /**
   * Writes JSON text as the content of a JSON text. Its control characters become spaces: it has
   * them between its tokens only.
   *
   * @return where it ends
   */
  static int escape(byte[] json, int from, int to, byte[] target, int start) {
    int end = start;
    int i = from;
    while (i <= to - Long.BYTES) {
      long eight = (long) EIGHT.get(json, i);
      EIGHT.set(target, end, eight); // all eight, since there is room for what is not written yet
      long others = others(eight);
      int plain = others == 0 ? Long.BYTES : first(others);
      i += plain;
      end += plain;
      if (others != 0) {
        end = escape(json[i++], target, end);
      }
    }
    while (i < to) {
      end = escape(json[i++], target, end);
    }
    return end;
  }

  private static int escape(byte b, byte[] target, int start) {
    int end = start;
    if (b == '"' || b == '\\') {
      target[end++] = '\\';
    }
    target[end++] = b >= 0 && b < ' ' ? (byte) ' ' : b;
    return end;
  }

  /**
   * Writes text as the content of a JSON text in ASCII, as Jackson does.
   *
   * @param within whether that JSON text is the content of another one
   * @return where it ends
   */
  static int escape(char[] text, int from, int to, boolean within, byte[] target, int start) {
    int end = start;
    for (int i = from; i < to; i++) {
      end = escape(text[i], within, target, end);
    }
    return end;
  }

  /** The same for text of Latin-1, eight characters at a time. */
  static int escapeLatin(byte[] text, int to, boolean within, byte[] target, int start) {
    int end = start;
    int i = 0;
    while (i <= to - Long.BYTES) {
      long eight = (long) EIGHT.get(text, i);
      EIGHT.set(target, end, eight);
      long others = others(eight);
      int plain = others == 0 ? Long.BYTES : first(others);
      i += plain;
      end += plain;
      if (others != 0) {
        end = escape((char) (text[i++] & 0xff), within, target, end);
      }
    }
    while (i < to) {
      end = escape((char) (text[i++] & 0xff), within, target, end);
    }
    return end;
  }

  private static int escape(char c, boolean within, byte[] target, int start) {
    int end = start;
    if (c >= ' ' && c < 0x80 && c != '"' && c != '\\') {
      target[end++] = (byte) c;
      return end;
    }
    target[end++] = '\\';
    if (within) {
      target[end++] = '\\';
    }
    switch (c) {
      case '"', '\\' -> {
        if (within) {
          target[end++] = '\\';
        }
        target[end++] = (byte) c;
      }
      case '\n' -> target[end++] = 'n';
      case '\r' -> target[end++] = 'r';
      case '\t' -> target[end++] = 't';
      case '\b' -> target[end++] = 'b';
      case '\f' -> target[end++] = 'f';
      default -> {
        target[end++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
          target[end++] = HEX[c >> shift & 0xf];
        }
      }
    }
    return end;
  }

  /** The lowest bit that is set is of the first byte that is not plain. */
  private static long others(long eight) {
    // without its high bit a byte gets one by the subtraction if it is less; those above it may,
    // too
    return (eight | (eight - SPACES) | ((eight ^ QUOTES) - EACH) | ((eight ^ BACKSLASHES) - EACH))
        & HIGH_BITS;
  }

  private static int first(long others) {
    return Long.numberOfTrailingZeros(others) / Byte.SIZE;
  }

  /** The high bit of each byte that is 0, and no other. */
  private static long zeros(long eight) {
    return ~((eight & LOW_BITS) + LOW_BITS | eight | LOW_BITS);
  }

  private static boolean isPlain(byte b) {
    return b >= ' ' && b != '"' && b != '\\';
  }
}
