package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.ContentHeaderPropertyWriter;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.MethodArgumentWriter;
import com.rabbitmq.client.impl.ValueWriter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * Frames whose content the RabbitMQ client reads and writes, but through streams that take no lock
 * for each byte: its own are those of {@code java.io}, and are half of what a small frame costs.
 */
final class Frames {

  private Frames() {}

  /**
   * Makes the frames that come, of which the client reads one after the other: the streams are made
   * once, since one of {@code java.io} is larger than most frames. Of one thread.
   */
  static final class Reader {

    private final Source source = new Source();
    private final DataInputStream in = new DataInputStream(source);

    /** A frame whose content is read before that of the next one, or not at all. */
    Frame received(int type, int channel, byte[] payload) {
      return new Received(this, type, channel, payload);
    }

    private DataInputStream streamOf(byte[] payload) {
      source.bytes = payload;
      source.next = 0;
      return in;
    }
  }

  private static final class Received extends Frame {

    private final Reader reader;

    Received(Reader reader, int type, int channel, byte[] payload) {
      super(type, channel, payload);
      this.reader = reader;
    }

    @Override
    public DataInputStream getInputStream() {
      return reader.streamOf(getPayload());
    }
  }

  /** The properties of a message of ours: those of the client that oslo.messaging sends. */
  static final class Properties extends AMQP.BasicProperties {

    Properties(
        String contentType,
        String contentEncoding,
        Map<String, Object> headers,
        int deliveryMode,
        int priority,
        String expiration) {
      super(
          contentType,
          contentEncoding,
          headers,
          deliveryMode,
          priority,
          null,
          null,
          expiration,
          null,
          null,
          null,
          null,
          null,
          null);
    }

    @Override
    public Frame toFrame(int channel, long bodySize) throws IOException {
      Sink sink = new Sink(getHeaders().isEmpty() ? 64 : 160);
      DataOutputStream out = new DataOutputStream(sink);
      out.writeShort(getClassId());
      out.writeShort(0); // weight
      out.writeLong(bodySize);
      writePropertiesTo(new ContentHeaderPropertyWriter(out));
      return new Frame(AMQP.FRAME_HEADER, channel, sink.taken());
    }
  }

  /** Says where to the message goes that follows. */
  static final class Publish extends AMQImpl.Basic.Publish {

    Publish(String exchange, String routingKey, boolean mandatory) {
      super(0, exchange, routingKey, mandatory, false);
    }

    @Override
    public Frame toFrame(int channel) throws IOException {
      Sink sink = new Sink(64);
      DataOutputStream out = new DataOutputStream(sink);
      out.writeShort(protocolClassId());
      out.writeShort(protocolMethodId());
      MethodArgumentWriter arguments = new MethodArgumentWriter(new ValueWriter(out));
      writeArgumentsTo(arguments);
      arguments.flush();
      return new Frame(AMQP.FRAME_METHOD, channel, sink.taken());
    }
  }

  /** Bytes that are there. */
  private static final class Source extends InputStream {

    private byte[] bytes = {};
    private int next;

    @Override
    public int read() {
      return next == bytes.length ? -1 : bytes[next++] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int most) {
      int count = Math.min(most, available());
      if (count == 0) {
        return most == 0 ? 0 : -1;
      }
      System.arraycopy(bytes, next, target, from, count);
      next += count;
      return count;
    }

    @Override
    public long skip(long most) {
      int count = (int) Math.max(0, Math.min(most, available()));
      next += count;
      return count;
    }

    @Override
    public int available() {
      return bytes.length - next;
    }
  }

  /** Bytes that are gathered. */
  private static final class Sink extends OutputStream {

    private byte[] bytes;
    private int end;

    Sink(int usual) {
      bytes = new byte[usual];
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
        bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(end, count), 2 * bytes.length));
      }
    }

    ByteBuffer taken() {
      return ByteBuffer.wrap(bytes, 0, end);
    }
  }
}
