package org.rarebit.ra.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.BufferRecycler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;

/**
 * Writes a message as Jackson would, and in an envelope its text once more as JSON text, in the
 * same pass. What ids, names and most arguments are, it writes by itself; for all else it has
 * Jackson write into it. Not thread-safe.
 */
final class MessageWriter implements AutoCloseable {

  private static final byte[] HEAD = ascii("{\"oslo.version\":\"2.0\",\"oslo.message\":\"");
  private static final byte[] TAIL = ascii("\"}");
  private static final byte[] NULL = ascii("null");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");

  /** How many characters of a text are looked at at once. */
  private static final int PART = 512;

  private static final int QUOTES = "\\\"\\\"".length();

  /** For what follows a long text: most often ids, and the end. */
  private static final int ROOM = 512 + PART * AsciiText.LONGEST_ESCAPE;

  /** Deeper ones are Jackson's, as are those that contain themselves. */
  private static final int MOST_LEVELS = 8;

  private final Dialect dialect;
  private final boolean isEnveloped;
  private final BufferRecycler buffers;
  private final byte[] lent;
  private final char[] part;
  private byte[] buffer; // the one that is lent until it is too small
  private int size;
  private boolean hasFields;

  /**
   * A message without fields.
   *
   * @param isEnveloped whether it is in an envelope, as all peers have it but the oldest ones
   */
  MessageWriter(Dialect dialect, boolean isEnveloped) {
    this.dialect = dialect;
    this.isEnveloped = isEnveloped;
    buffers = Dialect.buffers();
    lent = buffers.allocByteBuffer(BufferRecycler.BYTE_WRITE_ENCODING_BUFFER, ROOM);
    part = buffers.allocCharBuffer(BufferRecycler.CHAR_CONCAT_BUFFER, PART);
    buffer = lent;
    if (isEnveloped) {
      put(HEAD);
    }
    put('{');
  }

  /** Adds text, or null. */
  void field(String name, String text) {
    name(name);
    simple(text);
  }

  /** Adds true or false. */
  void field(String name, boolean value) {
    name(name);
    simple(value);
  }

  /**
   * Adds anything that has a form in JSON.
   *
   * @throws IOException if it has none, from Jackson
   */
  void field(String name, Object value) throws IOException {
    name(name);
    if (isSimple(value, MOST_LEVELS)) {
      simple(value);
    } else {
      try (JsonGenerator json = dialect.generator(new Inner())) {
        dialect.write(json, value);
      }
    }
  }

  /** The body; nothing may be added afterwards. */
  byte[] toBody() {
    put('}');
    if (isEnveloped) {
      put(TAIL);
    }
    return Arrays.copyOf(buffer, size);
  }

  /** Gives back what it was lent. */
  @Override
  public void close() {
    buffers.releaseByteBuffer(BufferRecycler.BYTE_WRITE_ENCODING_BUFFER, lent);
    buffers.releaseCharBuffer(BufferRecycler.CHAR_CONCAT_BUFFER, part);
    buffers.releaseToPool();
  }

  private void name(String name) {
    if (hasFields) {
      put(',');
    }
    hasFields = true;
    text(name);
    put(':');
  }

  /** Whether it is what most arguments are. Collections of applications may be more than that. */
  private static boolean isSimple(Object value, int levels) {
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long) {
      return true;
    }
    if (levels == 0 || value.getClass().getClassLoader() != null) {
      return false;
    }
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String) || !isSimple(entry.getValue(), levels - 1)) {
          return false;
        }
      }
      return true;
    }
    if (value instanceof List<?> list) {
      for (Object element : list) {
        if (!isSimple(element, levels - 1)) {
          return false;
        }
      }
      return true;
    }
    return false;
  }

  private void simple(Object value) {
    if (value == null) {
      put(NULL);
    } else if (value instanceof String text) {
      text(text);
    } else if (value instanceof Boolean bool) {
      put(bool ? TRUE : FALSE);
    } else if (value instanceof Map<?, ?> map) {
      char before = '{';
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        put(before);
        text((String) entry.getKey());
        put(':');
        simple(entry.getValue());
        before = ',';
      }
      end(before, '{', '}');
    } else if (value instanceof List<?> list) {
      char before = '[';
      for (Object element : list) {
        put(before);
        simple(element);
        before = ',';
      }
      end(before, '[', ']');
    } else if (value instanceof Integer || value instanceof Long) {
      put(ascii(value.toString()));
    } else { // since it was looked at
      throw new ConcurrentModificationException("It was changed while it was written.");
    }
  }

  private void end(char before, char opening, char closing) {
    if (before == opening) { // it is empty
      put(opening);
    }
    put(closing);
  }

  private void text(String text) {
    int length = text.length();
    quote();
    if (length <= PART) {
      text.getChars(0, length, part, 0);
      reserve((long) length * AsciiText.LONGEST_ESCAPE + QUOTES);
      size = AsciiText.escape(part, 0, length, isEnveloped, buffer, size);
    } else {
      longText(text);
    }
    quote();
  }

  /** Most of it is ASCII, as a rule, and the JDK makes bytes of that faster than a loop does. */
  private void longText(String text) {
    int length = text.length();
    reserve((long) length + ROOM);
    CharsetEncoder encoder = StandardCharsets.ISO_8859_1.newEncoder();
    CharBuffer chars = CharBuffer.wrap(part);
    ByteBuffer latin = ByteBuffer.allocate(PART);
    for (int from = 0; from < length; from += PART) {
      int some = Math.min(PART, length - from);
      text.getChars(from, from + some, part, 0);
      reserve((long) some * AsciiText.LONGEST_ESCAPE + QUOTES);
      encoder.reset().encode(chars.position(0).limit(some), latin.clear(), true);
      int encoded = latin.position(); // up to the first that is not of Latin-1
      size = AsciiText.escapeLatin(latin.array(), encoded, isEnveloped, buffer, size);
      size = AsciiText.escape(part, encoded, some, isEnveloped, buffer, size);
    }
  }

  private void quote() {
    if (isEnveloped) {
      put('\\');
    }
    put('"');
  }

  private void put(char ascii) {
    reserve(1);
    buffer[size++] = (byte) ascii;
  }

  private void put(byte[] ascii) {
    put(ascii, 0, ascii.length);
  }

  private void put(byte[] ascii, int offset, int length) {
    reserve(length);
    System.arraycopy(ascii, offset, buffer, size, length);
    size += length;
  }

  private void reserve(long more) {
    long needed = size + more;
    if (needed > buffer.length) {
      // exactly for the first time, which is usually the only one
      long larger = buffer == lent ? needed : Math.max(needed, 2L * buffer.length);
      // an array cannot be larger; if even that is too small, the copying fails, which is right
      buffer = Arrays.copyOf(buffer, (int) Math.min(larger, Integer.MAX_VALUE - 8));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Takes JSON text from Jackson. */
  final class Inner extends OutputStream {

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] json, int offset, int length) {
      if (isEnveloped) {
        int to = offset + length;
        reserve((long) length + AsciiText.backslashes(json, offset, to) + ROOM);
        size = AsciiText.escape(json, offset, to, buffer, size);
      } else {
        put(json, offset, length);
      }
    }

    /** A long text of what Jackson writes, without a copy in Jackson's buffers. */
    void writeText(String text) {
      text(text);
    }
  }
}
