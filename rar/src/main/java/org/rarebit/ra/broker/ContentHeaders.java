package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Looks at the content headers that come before the RabbitMQ client does. One that the client
 * cannot read would end the connection, and come again on the next one, for ever: headers of a type
 * that it does not know, or nested too deeply. Such a one is replaced by one that says so, so that
 * only this message is unreadable.
 */
final class ContentHeaders {

  /** The header of a message whose own headers cannot be read; its value says why. */
  static final String UNREADABLE = "x-rarebit-unreadable";

  private static final int LONGEST_REASON = 200;

  /** Class, weight, size of the body; then the flags of the properties. */
  private static final int FLAGS_AT = 12;

  private static final int BASIC = 60;
  private static final int FLAG_HEADERS = 1 << 13;

  /** Which of the 14 properties, from the highest bit on, are what: see {@link #skipProperty}. */
  private static final String PROPERTIES = "ssTbbssssLssss";

  private ContentHeaders() {}

  /** The frame, or one in its place that the client can read. */
  static Frame readable(Frame frame) {
    byte[] payload = frame.getPayload();
    if (isPlain(payload)) {
      return frame;
    }
    try {
      AMQImpl.readContentHeaderFrom(new DataInputStream(new ByteArrayInputStream(payload)));
      return frame;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return payload.length < FLAGS_AT ? frame : unreadable(frame, payload, e);
    }
  }

  /** Whether it has nothing but what every client can read. Else it may be good nevertheless. */
  private static boolean isPlain(byte[] payload) {
    if (payload.length < FLAGS_AT + 2) {
      return false;
    }
    ByteBuffer in = ByteBuffer.wrap(payload);
    if (in.getShort() != BASIC) {
      return false;
    }
    in.position(FLAGS_AT);
    int flags = in.getShort();
    if ((flags & 3) != 0) {
      return false; // two bits that have no property: more flags follow, or nonsense
    }
    for (int i = 0; i < PROPERTIES.length(); i++) {
      int flag = 1 << (15 - i);
      if ((flags & flag) != 0
          && !(flag == FLAG_HEADERS ? skipTable(in) : skipProperty(in, PROPERTIES.charAt(i)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean skipProperty(ByteBuffer in, char type) {
    return switch (type) {
      case 's' -> skipShortString(in);
      case 'b' -> skip(in, 1);
      default -> skip(in, 8);
    };
  }

  private static boolean skipTable(ByteBuffer in) {
    if (in.remaining() < 4) {
      return false;
    }
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      return false;
    }
    int end = in.position() + length;
    while (in.position() < end) {
      if (!skipShortString(in) || !in.hasRemaining() || !skipValue(in) || in.position() > end) {
        return false;
      }
    }
    return true;
  }

  private static boolean skipValue(ByteBuffer in) {
    return switch (in.get()) {
      case 'S', 'x' -> skipLongString(in);
      case 't', 'b', 'B' -> skip(in, 1);
      case 's', 'u' -> skip(in, 2);
      case 'I', 'i', 'f' -> skip(in, 4);
      case 'l', 'd', 'T' -> skip(in, 8);
      case 'V' -> true;
      default -> false; // tables and lists, and what the client may not know
    };
  }

  private static boolean skipShortString(ByteBuffer in) {
    return in.hasRemaining() && skip(in, in.get() & 0xff);
  }

  private static boolean skipLongString(ByteBuffer in) {
    return in.remaining() >= 4 && skip(in, in.getInt());
  }

  private static boolean skip(ByteBuffer in, int count) {
    if (count < 0 || count > in.remaining()) {
      return false;
    }
    in.position(in.position() + count);
    return true;
  }

  private static Frame unreadable(Frame frame, byte[] payload, Throwable why) {
    String text = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
    byte[] reason =
        text.substring(0, Math.min(LONGEST_REASON, text.length())).getBytes(StandardCharsets.UTF_8);
    byte[] name = UNREADABLE.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(payload, 0, FLAGS_AT); // the size of the body is what it was
      out.writeShort(FLAG_HEADERS);
      out.writeInt(1 + name.length + 1 + 4 + reason.length);
      out.writeByte(name.length);
      out.write(name);
      out.writeByte('S');
      out.writeInt(reason.length);
      out.write(reason);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not in memory
    }
    return new Frame(frame.getType(), frame.getChannel(), bytes.toByteArray());
  }

  /** Why the headers of a message could not be read; null if they could. */
  static String unreadableReason(AMQP.BasicProperties properties) {
    if (properties.getHeaders() == null) {
      return null;
    }
    Object reason = properties.getHeaders().get(UNREADABLE);
    return reason instanceof LongString || reason instanceof String ? reason.toString() : null;
  }
}
