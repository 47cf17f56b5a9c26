package org.rarebit.ra.broker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * TLS over a plain socket. What comes from the reading side and has to be answered (new keys) is
 * written by whoever writes next, who is asked to.
 */
final class TlsStream implements NetworkStream {

  /** What one record may hold, and more. */
  static final int LARGEST_RECORD = 32 * 1024;

  private static final System.Logger LOG = System.getLogger(TlsStream.class.getName());
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final NetworkStream socket;
  private final SSLEngine engine;
  private final ByteBuffer in; // encrypted, to be read; of the thread that reads
  private final ByteBuffer out; // encrypted, to be written; of the thread that writes
  private final int record;
  private final Object tasks = new Object();
  private boolean starved; // of the thread that reads: there was no whole record
  private volatile boolean answerDue;
  private volatile Runnable onAnswerDue = () -> {};

  TlsStream(NetworkStream socket, SSLEngine engine) {
    this.socket = socket;
    this.engine = engine;
    this.record = engine.getSession().getPacketBufferSize();
    this.in = ByteBuffer.allocateDirect(2 * record).limit(0);
    this.out = ByteBuffer.allocateDirect(4 * record).limit(0);
  }

  /** Asks to be told, on the thread that reads, when {@link #write} has something to do. */
  void onAnswerDue(Runnable listener) {
    onAnswerDue = listener;
    if (answerDue) {
      listener.run();
    }
  }

  /**
   * Shakes hands. Blocks until the deadline.
   *
   * @throws SocketTimeoutException if the peer was silent
   * @throws SSLException if the two cannot agree, or the certificate is not as it should be
   */
  void handshake(Deadline deadline) throws IOException {
    engine.beginHandshake();
    try {
      while (isShaking()) {
        if (deadline.isPassed()) {
          throw new SocketTimeoutException("no TLS handshake");
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("the thread was interrupted");
        }
        shake(PlainStream.millis(deadline));
      }
    } catch (SSLException e) {
      tellPeer();
      throw e;
    }
  }

  private boolean isShaking() {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING || out.hasRemaining();
  }

  private void shake(long millis) throws IOException {
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      runTasks();
    } else if (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP && !out.hasRemaining()) {
      if (read(ByteBuffer.allocate(LARGEST_RECORD)) < 0) {
        throw new EOFException("the peer ended the TLS handshake");
      }
      if (starved && engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
        var unused = socket.awaitReadable(millis);
      }
    } else {
      answerDue = engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
      if (!write(NOTHING)) {
        socket.awaitWritable(millis);
      }
    }
  }

  /** An alert tells the operator of the other side what was wrong. */
  private void tellPeer() {
    try {
      answerDue = true;
      var unused = write(NOTHING);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "no alert was sent", e);
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    starved = false;
    while (true) {
      if (in.hasRemaining()) {
        SSLEngineResult result = engine.unwrap(in, into);
        runTasks();
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
          answerDue = true;
          onAnswerDue.run();
        }
        if (result.bytesProduced() > 0) {
          return result.bytesProduced();
        }
        if (result.getStatus() == Status.CLOSED) {
          return -1;
        }
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
          throw new IOException("a TLS record of more than " + into.remaining() + " bytes");
        }
        if (result.getStatus() == Status.OK) {
          if (result.bytesConsumed() == 0) {
            return 0; // something has to be written first
          }
          if (in.hasRemaining()) {
            continue; // whoever waits for the socket now would not be told of it
          }
          if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            return 0;
          }
        }
      }
      in.compact();
      int read;
      try {
        read = socket.read(in);
      } finally {
        in.flip();
      }
      if (read <= 0) {
        starved = true;
        return read;
      }
    }
  }

  @Override
  public boolean write(ByteBuffer from) throws IOException {
    while (true) {
      if (!socket.write(out)) {
        return false;
      }
      if (!from.hasRemaining() && !answerDue) {
        return true;
      }
      out.clear();
      try {
        wrap(from);
      } finally {
        out.flip();
      }
    }
  }

  private void wrap(ByteBuffer from) throws IOException {
    do {
      answerDue = false; // first: what becomes due from now on is not lost
      SSLEngineResult result = engine.wrap(from, out);
      runTasks();
      if (result.getStatus() == Status.CLOSED) {
        if (from.hasRemaining()) {
          throw new SSLException("TLS is closed");
        }
      } else if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        answerDue = true;
      }
    } while (from.hasRemaining() && out.remaining() >= record);
  }

  /** One thread at a time: who finds a task of the other's goes on when it has been run. */
  private void runTasks() {
    if (engine.getHandshakeStatus() != HandshakeStatus.NEED_TASK) {
      return;
    }
    synchronized (tasks) {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        Runnable task = engine.getDelegatedTask();
        if (task == null) {
          return;
        }
        task.run();
      }
    }
  }

  @Override
  public long taken() {
    return socket.taken();
  }

  @Override
  public boolean awaitReadable(long millis) throws IOException {
    return socket.awaitReadable(millis);
  }

  @Override
  public void awaitWritable(long millis) throws IOException {
    socket.awaitWritable(millis);
  }

  @Override
  public void sayGoodbye() throws IOException {
    engine.closeOutbound();
    answerDue = true;
    var unused = write(NOTHING);
  }

  @Override
  public void close() {
    socket.close();
  }
}
