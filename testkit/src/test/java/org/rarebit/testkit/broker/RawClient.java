package org.rarebit.testkit.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQCommand;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.LongStringHelper;
import com.rabbitmq.client.impl.Method;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;

/** A client that does what no decent client does: it sends what a test wants, and keeps silent. */
final class RawClient implements AutoCloseable {
  private static final int FRAME_MAX = 131_072;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  private RawClient(int port) throws IOException {
    socket = new Socket(LocalPorts.loopback(), port);
    socket.setSoTimeout(10_000);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
  }

  /** A client that is logged in, and has been told connection.tune. */
  static RawClient greet(int port) throws IOException {
    RawClient client = new RawClient(port);
    client.out.write(Handshake.protocolHeader());
    client.out.flush();
    client.read(AMQP.Connection.Start.class);
    client.send(
        0,
        new AMQImpl.Connection.StartOk(
            Map.of("capabilities", Map.of("authentication_failure_close", true)),
            "PLAIN",
            LongStringHelper.asLongString("\0guest\0guest"),
            "en_US"));
    client.read(AMQP.Connection.Tune.class);
    return client;
  }

  /** A client that has opened "/", without heartbeats. */
  static RawClient connect(int port) throws IOException {
    return connect(port, 0);
  }

  static RawClient connect(int port, int heartbeatSeconds) throws IOException {
    RawClient client = greet(port);
    client.send(0, new AMQImpl.Connection.TuneOk(2047, FRAME_MAX, heartbeatSeconds));
    client.send(0, new AMQImpl.Connection.Open("/", "", false));
    client.read(AMQP.Connection.OpenOk.class);
    return client;
  }

  void send(int channel, Method method) throws IOException {
    method.toFrame(channel).writeTo(out);
    out.flush();
  }

  /** Sends a frame with these bytes. */
  void sendFrame(int type, int channel, byte[] payload) throws IOException {
    out.writeByte(type);
    out.writeShort(channel);
    out.writeInt(payload.length);
    out.write(payload);
    out.writeByte(AMQP.FRAME_END);
    out.flush();
  }

  /** Reads the next frame but heartbeats, of this type. */
  Frame readFrame(int type) throws IOException {
    Frame frame = Frame.readFrom(in, () -> FRAME_MAX);
    while (frame != null && frame.getType() == AMQP.FRAME_HEARTBEAT) {
      frame = Frame.readFrom(in, () -> FRAME_MAX);
    }
    if (frame == null || frame.getType() != type) {
      throw new IOException("no frame of type " + type + " came, but " + frame);
    }
    return frame;
  }

  /** Reads the next method that has no content, passing over heartbeats. */
  <T> T read(Class<T> expected) throws IOException {
    Frame frame = Frame.readFrom(in, () -> FRAME_MAX);
    while (frame != null && frame.getType() == AMQP.FRAME_HEARTBEAT) {
      frame = Frame.readFrom(in, () -> FRAME_MAX);
    }
    if (frame == null) {
      throw new IOException("no " + expected.getName() + " came");
    }
    AMQCommand command = new AMQCommand();
    command.handleFrame(frame);
    return expected.cast(command.getMethod());
  }

  /** Reads until so many messages with bodies of this size have come. */
  void readToTheMessage(int count, int bodySize) throws IOException {
    long left = (long) count * bodySize;
    while (left > 0) {
      Frame frame = Frame.readFrom(in, () -> FRAME_MAX);
      if (frame == null) {
        throw new IOException(left + " bytes did not come");
      }
      if (frame.getType() == AMQP.FRAME_BODY) {
        left -= frame.getPayload().length;
      }
    }
  }

  /** Reads until the broker closes the connection; false if it does not within ten seconds. */
  boolean readToTheEnd() {
    try {
      while (true) {
        if (Frame.readFrom(in, () -> FRAME_MAX) == null) {
          return false;
        }
      }
    } catch (IOException end) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
