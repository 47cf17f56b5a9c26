package org.rarebit.testkit.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Method;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A command on its way to a client: a method, with a message if the method has content.
 *
 * @param message null if the method has no content
 */
record Outgoing(int channel, Method method, Message message) {
  /** What every command is taken to cost in memory, in bytes, besides its body. */
  private static final int OVERHEAD = 256;

  private static final int FRAME_OVERHEAD = 8;

  /** No command, but the mark behind the last one. */
  static final Outgoing END = new Outgoing(0, null, null);

  boolean isEnd() {
    return method == null;
  }

  long size() {
    return OVERHEAD + (message == null ? 0 : message.size());
  }

  /** Writes the command's frames, none of them longer than {@code frameMax} bytes. */
  void writeTo(DataOutputStream out, int frameMax) throws IOException {
    method.toFrame(channel).writeTo(out);
    if (message == null) {
      return;
    }
    byte[] header = message.encodedHeader();
    writeFrame(out, AMQP.FRAME_HEADER, header, 0, header.length);
    byte[] body = message.body();
    int most = frameMax - FRAME_OVERHEAD;
    for (int at = 0; at < body.length; at += most) {
      writeFrame(out, AMQP.FRAME_BODY, body, at, Math.min(most, body.length - at));
    }
  }

  private void writeFrame(DataOutputStream out, int type, byte[] bytes, int from, int length)
      throws IOException {
    out.writeByte(type);
    out.writeShort(channel);
    out.writeInt(length);
    out.write(bytes, from, length);
    out.write(AMQP.FRAME_END);
  }
}
