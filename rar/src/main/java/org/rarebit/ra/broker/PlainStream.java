package org.rarebit.ra.broker;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A TCP socket. Not blocking, so that an interrupt of a thread that happens to write here does not
 * close it, as it would close a blocking channel.
 */
final class PlainStream implements NetworkStream {

  private static final System.Logger LOG = System.getLogger(PlainStream.class.getName());

  private final SocketChannel channel;
  private final Selector readable;
  private final Selector writable;
  private long taken; // of the thread that writes

  private PlainStream(SocketChannel channel, Selector readable, Selector writable) {
    this.channel = channel;
    this.readable = readable;
    this.writable = writable;
  }

  /**
   * Connects.
   *
   * @throws SocketTimeoutException if nobody answered in time
   */
  static PlainStream connect(InetSocketAddress address, Deadline deadline) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      if (!channel.connect(address)) {
        awaitConnected(channel, deadline);
      }
      return of(channel);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static void awaitConnected(SocketChannel channel, Deadline deadline) throws IOException {
    try (Selector connected = Selector.open()) {
      channel.register(connected, SelectionKey.OP_CONNECT);
      while (!channel.finishConnect()) {
        if (deadline.isPassed()) {
          throw new SocketTimeoutException("nobody answered");
        }
        connected.select(millis(deadline));
        connected.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("the thread was interrupted");
        }
      }
    }
  }

  /** A channel that is connected. */
  static PlainStream of(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    Selector readable = Selector.open();
    Selector writable = null;
    try {
      writable = Selector.open();
      channel.register(readable, SelectionKey.OP_READ);
      channel.register(writable, SelectionKey.OP_WRITE);
      return new PlainStream(channel, readable, writable);
    } catch (IOException | RuntimeException | Error e) {
      readable.close();
      if (writable != null) {
        writable.close();
      }
      throw e;
    }
  }

  /** At least one: 0 would be for ever. */
  static long millis(Deadline deadline) {
    return Math.max(1, deadline.remaining().toMillis());
  }

  SocketChannel channel() {
    return channel;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public boolean write(ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      int now = channel.write(from);
      if (now == 0) {
        return false;
      }
      taken += now;
    }
    return true;
  }

  @Override
  public long taken() {
    return taken;
  }

  @Override
  public boolean awaitReadable(long millis) throws IOException {
    return await(readable, millis);
  }

  @Override
  public void awaitWritable(long millis) throws IOException {
    var unused = await(writable, millis);
  }

  private boolean await(Selector selector, long millis) throws IOException {
    try {
      int ready = selector.select(millis);
      selector.selectedKeys().clear();
      if (!channel.isOpen()) {
        throw new ClosedChannelException();
      }
      if (Thread.currentThread()
          .isInterrupted()) { // select would not wait, so its caller would spin
        throw new InterruptedIOException("the thread was interrupted");
      }
      return ready > 0;
    } catch (ClosedSelectorException e) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public void sayGoodbye() {
    // the end of the stream is goodbye enough
  }

  @Override
  public void close() {
    try {
      channel.close();
      readable.close(); // only now the socket is closed, too
      writable.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a socket did not close well", e);
    }
  }
}
