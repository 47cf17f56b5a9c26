package org.rarebit.testkit.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.ValueWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Content headers with a table that RabbitMQ hands on, but its Java client cannot read: one with a
 * 64-bit integer of type 'L', as py-amqp writes it, or nested more than 32 deep. The broker goes on
 * with a header that has all properties but that table, and keeps the table's bytes for consumers.
 */
final class OpaqueHeader {
  private static final int FLAGS = Short.BYTES + Short.BYTES + Long.BYTES; // class, weight, size
  private static final int CONTENT_TYPE = 1 << 15;
  private static final int CONTENT_ENCODING = 1 << 14;
  private static final int HEADERS = 1 << 13;

  private OpaqueHeader() {}

  /** Whether the Java client cannot read a header frame although RabbitMQ can. */
  static boolean isOne(Frame header) {
    byte[] payload = header.getPayload();
    if (!hasTable(payload)) {
      return false;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
      if (in.readUnsignedShort() != AMQImpl.Basic.INDEX) {
        return false;
      }
      AMQP.BasicProperties read = new AMQP.BasicProperties(in);
      return read.getHeaders() == null;
    } catch (IOException unreadable) {
      return isWellFormed(ByteBuffer.wrap(payload).position(tableAt(payload)));
    }
  }

  /** Whether an encoded header has a table of headers. */
  static boolean hasTable(byte[] payload) {
    return payload.length >= FLAGS + Short.BYTES && (flags(payload) & HEADERS) != 0;
  }

  /** The frame without the table. */
  static Frame readable(Frame header) {
    byte[] payload = header.getPayload();
    int table = tableAt(payload);
    int behind = table + Integer.BYTES + length(payload, table);
    ByteBuffer shorter = ByteBuffer.allocate(payload.length - (behind - table));
    shorter.put(payload, 0, table).put(payload, behind, payload.length - behind);
    shorter.putShort(FLAGS, (short) (flags(payload) & ~HEADERS));
    return new Frame(AMQP.FRAME_HEADER, header.getChannel(), shorter.array());
  }

  /** An encoded header with these entries ahead of those in its table. */
  static byte[] with(Map<String, Object> entries, byte[] payload) {
    byte[] added = encode(entries);
    int table = tableAt(payload);
    int addedLength = added.length - Integer.BYTES;
    ByteBuffer longer = ByteBuffer.allocate(payload.length + addedLength);
    longer.put(payload, 0, table);
    longer.putInt(length(payload, table) + addedLength);
    longer.put(added, Integer.BYTES, addedLength);
    longer.put(payload, table + Integer.BYTES, payload.length - table - Integer.BYTES);
    return longer.array();
  }

  private static byte[] encode(Map<String, Object> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ValueWriter writer = new ValueWriter(new DataOutputStream(bytes));
      writer.writeTable(entries);
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Headers cannot be encoded: " + entries, e);
    }
    return bytes.toByteArray();
  }

  private static int tableAt(byte[] payload) {
    int at = FLAGS + Short.BYTES;
    for (int property : new int[] {CONTENT_TYPE, CONTENT_ENCODING}) {
      if ((flags(payload) & property) != 0 && at < payload.length) {
        at += 1 + Byte.toUnsignedInt(payload[at]);
      }
    }
    return Math.min(at, payload.length);
  }

  private static int flags(byte[] payload) {
    return Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort(FLAGS));
  }

  private static int length(byte[] payload, int at) {
    return ByteBuffer.wrap(payload).getInt(at);
  }

  /** Whether a table is one for RabbitMQ, which has no limit to its depth. */
  private static boolean isWellFormed(ByteBuffer in) {
    try {
      Deque<Nested> open = new ArrayDeque<>();
      open.push(Nested.of(in, true));
      while (!open.isEmpty()) {
        Nested inner = open.peek();
        if (in.position() > inner.end) {
          return false;
        }
        if (in.position() == inner.end) {
          open.pop();
          continue;
        }
        if (inner.named) {
          skip(in, Byte.toUnsignedInt(in.get()));
        }
        byte type = in.get();
        switch (type) {
          case 'F', 'A' -> open.push(Nested.of(in, type == 'F'));
          case 't', 'b', 'B' -> skip(in, 1);
          case 's', 'u' -> skip(in, 2);
          case 'I', 'i', 'f' -> skip(in, 4);
          case 'D' -> skip(in, 5);
          case 'l', 'L', 'd', 'T' -> skip(in, 8);
          case 'S', 'x' -> skip(in, in.getInt());
          case 'V' -> {}
          default -> {
            return false;
          }
        }
      }
      return true;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return false;
    }
  }

  private static void skip(ByteBuffer in, int bytes) {
    if (bytes < 0) {
      throw new BufferUnderflowException();
    }
    in.position(in.position() + bytes);
  }

  /** A table or an array that is being read. */
  private record Nested(int end, boolean named) {
    static Nested of(ByteBuffer in, boolean named) {
      int length = in.getInt();
      if (length < 0) {
        throw new BufferUnderflowException();
      }
      return new Nested(in.position() + length, named);
    }
  }
}
