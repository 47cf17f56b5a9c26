package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.WriteListener;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A link's socket as the RabbitMQ client sees it: frames come and go. What goes, {@link LinkWriter}
 * writes. One thread reads; all else is thread-safe.
 */
final class LinkSocket implements FrameHandler {

  private static final int HEADER = 7; // type, channel, size
  private static final byte[] GREETING = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
  private static final int FRAME_MAX_BEFORE_IT_IS_AGREED = 128 * 1024;

  private final NetworkStream stream;
  private final Socket socket;
  private final LinkWriter writer;
  private final ByteBuffer in =
      ByteBuffer.allocateDirect(2 * TlsStream.LARGEST_RECORD).limit(0); // of the reader
  private int type; // of the reader: the frame that is being read
  private int channel;
  private byte[] payload; // null: its header has not come
  private int got; // of payload
  private boolean greeted; // of the reader: the first frame has come

  private volatile AMQConnection connection;
  private volatile int timeoutMillis;
  private volatile int largestPayload = FRAME_MAX_BEFORE_IT_IS_AGREED;
  private volatile Deadline login; // null once logged in

  /**
   * A socket that is connected.
   *
   * @param login when the broker must have let us in; after that reading fails
   */
  LinkSocket(NetworkStream stream, Socket socket, Deadline login) {
    this.stream = stream;
    this.socket = socket;
    this.login = login;
    this.writer = new LinkWriter(stream);
    if (stream instanceof TlsStream tls) {
      tls.onAnswerDue(writer::answer);
    }
  }

  LinkWriter writer() {
    return writer;
  }

  /** The broker has let us in, so that there is no limit any more but the heartbeats'. */
  void loggedIn() {
    login = null;
  }

  @Override
  public Frame readFrame() throws IOException {
    try {
      return read();
    } catch (IOException e) {
      IOException why = writer.ended();
      throw why == null ? e : why; // it knows better than who finds the socket closed
    }
  }

  /** The next frame; null if none came in time, which is told from the last byte on. */
  private Frame read() throws IOException {
    if (payload == null) {
      if (!awaitBytes(HEADER)) {
        return null;
      }
      readHeader();
    }
    while (got < payload.length) {
      if (!awaitBytes(1)) {
        return null;
      }
      int count = Math.min(in.remaining(), payload.length - got);
      in.get(payload, got, count);
      got += count;
    }
    if (!awaitBytes(1)) {
      return null;
    }
    int end = in.get() & 0xff;
    if (end != AMQP.FRAME_END) {
      throw new MalformedFrameException("a frame ends with " + end + ", which is no end of frames");
    }
    Frame frame = new Frame(type, channel, payload);
    payload = null;
    greeted = true;
    return type == AMQP.FRAME_HEADER ? ContentHeaders.readable(frame) : frame;
  }

  private void readHeader() throws IOException {
    int start = in.position();
    type = in.get() & 0xff;
    channel = in.getShort() & 0xffff;
    int size = in.getInt();
    if (!greeted && type != AMQP.FRAME_METHOD) {
      in.position(start);
      throw new MalformedFrameException(
          "it does not speak AMQP 0-9-1: its first words are \"" + firstWords() + "\"");
    }
    if (size < 0 || size > largestPayload) {
      throw new MalformedFrameException(
          "a frame of " + (size & 0xffffffffL) + " bytes, more than was agreed");
    }
    payload = new byte[size];
    got = 0;
  }

  private String firstWords() {
    byte[] words = new byte[Math.min(40, in.remaining())];
    in.get(words);
    return LogText.of(new String(words, StandardCharsets.ISO_8859_1));
  }

  /** Whether so many bytes are there, or came in time. */
  private boolean awaitBytes(int count) throws IOException {
    while (in.remaining() < count) {
      in.compact();
      int read;
      try {
        read = stream.read(in);
      } finally {
        in.flip();
      }
      if (read < 0) {
        throw new EOFException("the broker closed the connection without a word");
      }
      Deadline until = login;
      if (until != null && until.isPassed()) { // also if it trickles
        throw new SocketTimeoutException("the broker did not answer in time");
      }
      if (read == 0 && !stream.awaitReadable(patience(until)) && login == null) {
        return false;
      }
    }
    return true;
  }

  /** The client's timeout; before the login is over, what is left of its limit. */
  private long patience(Deadline until) {
    return until == null ? timeoutMillis : PlainStream.millis(until);
  }

  @Override
  public void writeFrame(Frame frame) throws IOException {
    writer.add(frame);
    if (frame.getType() == AMQP.FRAME_HEARTBEAT) {
      writer.flushNow(); // whoever else is expected to flush: he must not keep it back for ever
    }
  }

  @Override
  public void flush(WriteListener listener) throws IOException {
    try {
      writer.flushUnlessHeld();
    } catch (IOException e) {
      if (listener != null) {
        listener.done(false, e);
      }
      throw e;
    }
    if (listener != null) {
      listener.done(true, null);
    }
  }

  @Override
  public void sendHeader() throws IOException {
    writer.add(GREETING);
    writer.flushNow();
  }

  @Override
  public void initialize(AMQConnection ofThis) {
    connection = ofThis;
  }

  @Override
  public void startProcessing() {
    connection.startMainLoop();
  }

  @Override
  public void finishConnectionNegotiation() {
    // the connector says when the login is over
  }

  @Override
  public void setFrameMax(int frameMax) {
    largestPayload = frameMax == 0 ? Integer.MAX_VALUE - 8 : Math.max(8192, frameMax);
  }

  @Override
  public void setTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public int getTimeout() {
    return timeoutMillis;
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return socket.getLocalPort();
  }

  @Override
  public InetAddress getAddress() {
    return socket.getInetAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public void close() {
    writer.close();
  }
}
