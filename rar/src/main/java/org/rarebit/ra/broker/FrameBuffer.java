package org.rarebit.ra.broker;

import com.rabbitmq.client.impl.Frame;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Encoded frames, one after the other, until they are written. Not thread-safe. */
final class FrameBuffer extends OutputStream {

  private static final int USUAL = 16 * 1024;
  private static final int KEPT = 256 * 1024; // what a burst took more is given back

  private final DataOutputStream data = new DataOutputStream(this);
  private byte[] bytes = new byte[USUAL];
  private int begin;
  private int end;

  /** Takes a frame; all of it, or nothing if that fails. */
  void add(Frame frame) throws IOException {
    int before = end;
    try {
      makeRoom(frame.size());
      frame.writeTo(data);
    } catch (IOException | RuntimeException | Error e) {
      end = before;
      throw e;
    }
  }

  int size() {
    return end - begin;
  }

  boolean isEmpty() {
    return begin == end;
  }

  /** Moves as much as fits. */
  void moveTo(ByteBuffer target) {
    int count = Math.min(target.remaining(), size());
    target.put(bytes, begin, count);
    begin += count;
    if (begin == end) {
      clear();
    }
  }

  void clear() {
    begin = 0;
    end = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[USUAL];
    }
  }

  @Override
  public void write(int one) {
    makeRoom(1);
    bytes[end++] = (byte) one;
  }

  @Override
  public void write(byte[] source, int from, int count) {
    makeRoom(count);
    System.arraycopy(source, from, bytes, end, count);
    end += count;
  }

  private void makeRoom(int count) {
    if (bytes.length - end < count) {
      long needed = (long) end + count;
      if (needed > Integer.MAX_VALUE - 8) {
        throw new OutOfMemoryError("more than 2 GB wait for a socket");
      }
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * bytes.length)));
    }
  }
}
