package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Takes as many bytes as a test lets it, and counts the system calls that a socket would need. */
final class FakeStream implements NetworkStream {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // guarded by this
  private final Set<Thread> writers = ConcurrentHashMap.newKeySet();
  private final CountDownLatch full = new CountDownLatch(1);
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final CountDownLatch writing = new CountDownLatch(1);
  private long window = Long.MAX_VALUE; // guarded by this; what it takes before it is full
  private int writes; // guarded by this
  private boolean closed; // guarded by this
  volatile IOException failure;
  volatile RuntimeException bug;

  /** From now on it takes so many bytes, and is full then. */
  synchronized void take(long more) {
    window = more;
    notifyAll();
  }

  /** Keeps who writes, as a real one does not: so that others come meanwhile. */
  void hold() {
    gate = new CountDownLatch(1);
  }

  void letGo() {
    gate.countDown();
  }

  void awaitWriting() throws InterruptedException {
    assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
  }

  void awaitFull() throws InterruptedException {
    assertThat(full.await(30, TimeUnit.SECONDS)).isTrue();
  }

  synchronized void awaitBytes(int count) throws InterruptedException {
    Deadline deadline = Deadline.after(java.time.Duration.ofSeconds(30));
    deadline.waitWhile(this, () -> bytes.size() < count);
    assertThat(bytes.size()).isGreaterThanOrEqualTo(count);
  }

  synchronized int size() {
    return bytes.size();
  }

  synchronized byte[] bytes() {
    return bytes.toByteArray();
  }

  synchronized int writes() {
    return writes;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  Set<Thread> writers() {
    return writers;
  }

  @Override
  public boolean write(ByteBuffer from) throws IOException {
    IOException reason = failure;
    if (reason != null) {
      throw reason;
    }
    RuntimeException unexpected = bug;
    if (unexpected != null) {
      throw unexpected;
    }
    writers.add(Thread.currentThread());
    writing.countDown();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    synchronized (this) {
      if (closed) {
        throw new IOException("closed");
      }
      int count = (int) Math.min(window, from.remaining());
      byte[] some = new byte[count];
      from.get(some);
      bytes.writeBytes(some);
      writes += count > 0 ? 1 : 0;
      window -= count;
      notifyAll();
      if (from.hasRemaining()) {
        full.countDown();
      }
      return !from.hasRemaining();
    }
  }

  @Override
  public synchronized long taken() {
    return bytes.size();
  }

  @Override
  public synchronized void awaitWritable(long millis) {
    Deadline.after(java.time.Duration.ofMillis(millis))
        .waitWhile(this, () -> window == 0 && !closed);
  }

  @Override
  public int read(ByteBuffer into) {
    return 0;
  }

  @Override
  public boolean awaitReadable(long millis) {
    return false;
  }

  @Override
  public void sayGoodbye() {}

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
