package org.rarebit.ra.wire;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes the JSON text of an inner message and makes the body of it, escaping it on the way into the
 * envelope: {@code {"oslo.version":"2.0","oslo.message":"…"}}. Not thread-safe.
 */
final class EnvelopeStream extends OutputStream {

  private static final byte[] HEAD =
      "{\"oslo.version\":\"2.0\",\"oslo.message\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TAIL = "\"}".getBytes(StandardCharsets.US_ASCII);

  /** Made as large as a message that comes at once needs, so most bodies are never copied. */
  private byte[] buffer = HEAD;

  private int size = HEAD.length;

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    reserve((long) length + backslashes(bytes, offset, length) + TAIL.length);
    byte[] to = buffer;
    int end = size;
    for (int i = offset; i < offset + length; i++) {
      byte b = bytes[i];
      if (b == '"' || b == '\\') {
        to[end++] = '\\';
      } else if (b >= 0 && b < ' ') {
        b = ' '; // JSON text has control characters between its tokens only, as white space
      }
      to[end++] = b;
    }
    size = end;
  }

  private static int backslashes(byte[] bytes, int offset, int length) {
    int count = 0;
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '"' || bytes[i] == '\\') {
        count++;
      }
    }
    return count;
  }

  /** The body; nothing may be written afterwards. */
  byte[] toBody() {
    reserve(TAIL.length);
    System.arraycopy(TAIL, 0, buffer, size, TAIL.length);
    size += TAIL.length;
    return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
  }

  private void reserve(long more) {
    long needed = size + more;
    if (needed > buffer.length) {
      // exactly for the first part, which is usually the only one
      long larger = buffer == HEAD ? needed : Math.max(needed, 2L * buffer.length);
      // an array cannot be larger; if even that is too small, the copying fails, which is right
      buffer = Arrays.copyOf(buffer, (int) Math.min(larger, Integer.MAX_VALUE - 8));
    }
  }
}
