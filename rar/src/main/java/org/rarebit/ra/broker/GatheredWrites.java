package org.rarebit.ra.broker;

import com.rabbitmq.client.WriteListener;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets frames of several publishers leave with one write to the socket. The client flushes after
 * each message: a system call here, and a wake-up and a read of the broker. Here a frame may stay
 * in the client's buffer
 *
 * <ul>
 *   <li>if its thread says that it will flush itself soon ({@link #hold}),
 *   <li>if another thread is flushing: that one flushes once more,
 *   <li>if threads were woken that are about to publish: the last one flushes.
 * </ul>
 *
 * <p>Thread-safe; no lock is held while the socket is written to but the client's own.
 */
final class GatheredWrites implements FrameHandler {

  private static final System.Logger LOG = System.getLogger(GatheredWrites.class.getName());

  private static final ThreadLocal<boolean[]> HOLDING =
      ThreadLocal.withInitial(() -> new boolean[1]);

  /** What writes frames. */
  interface Writing {
    void put() throws IOException;
  }

  private final FrameHandler socket;
  private final AtomicInteger asked = new AtomicInteger(); // flushes; who finds none does them all
  private final AtomicInteger coming = new AtomicInteger(); // publishers that were woken

  GatheredWrites(FrameHandler socket) {
    this.socket = socket;
  }

  /** Writes frames that need not be flushed: the caller flushes soon. */
  void hold(Writing writing) throws IOException {
    boolean[] holding = HOLDING.get();
    holding[0] = true;
    try {
      writing.put();
    } finally {
      holding[0] = false;
    }
  }

  @Override
  public void flush(WriteListener listener) throws IOException {
    try {
      if (!HOLDING.get()[0]) {
        flush();
      }
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

  /** Flushes what all threads have written, unless another does. */
  void flush() throws IOException {
    if (coming.get() == 0) {
      flushNow();
    }
  }

  private void flushNow() throws IOException {
    if (asked.getAndIncrement() > 0) {
      return; // who flushes sees it
    }
    int done;
    do {
      done = asked.get();
      try {
        socket.flush(null);
      } catch (IOException | RuntimeException | Error e) {
        asked.set(0); // else nobody would flush any more
        throw e;
      }
    } while (asked.addAndGet(-done) > 0);
  }

  /** A thread is woken that is likely to publish; it is to say when it has come. */
  void expectPublisher() {
    coming.incrementAndGet();
  }

  /** A thread that was expected has come, and may publish or not. */
  void publisherCame() {
    if (coming.decrementAndGet() == 0) {
      try {
        flushNow();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "the thread that reads from the socket learns it, too", e);
      }
    }
  }

  @Override
  public void writeFrame(Frame frame) throws IOException {
    socket.writeFrame(frame);
  }

  @Override
  public Frame readFrame() throws IOException {
    return socket.readFrame();
  }

  @Override
  public boolean internalHearbeat() {
    return socket.internalHearbeat();
  }

  @Override
  public void setTimeout(int timeoutMs) throws SocketException {
    socket.setTimeout(timeoutMs);
  }

  @Override
  public int getTimeout() throws SocketException {
    return socket.getTimeout();
  }

  @Override
  public void sendHeader() throws IOException {
    socket.sendHeader();
  }

  @Override
  public void initialize(AMQConnection connection) {
    socket.initialize(connection);
  }

  @Override
  public void startProcessing() {
    socket.startProcessing();
  }

  @Override
  public void finishConnectionNegotiation() {
    socket.finishConnectionNegotiation();
  }

  @Override
  public void setFrameMax(int frameMax) {
    socket.setFrameMax(frameMax);
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
    return socket.getAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public void close() {
    socket.close();
  }
}
