package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes bytes and counts the system calls that a socket would need. */
final class FakeSocket extends Socket {

  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  final AtomicInteger writes = new AtomicInteger();
  private final CountDownLatch writing = new CountDownLatch(1);
  private volatile CountDownLatch gate = new CountDownLatch(0);
  volatile IOException failure;
  volatile RuntimeException bug;

  void block() {
    gate = new CountDownLatch(1);
  }

  void unblock() {
    gate.countDown();
  }

  void awaitWriting() throws InterruptedException {
    assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
  }

  synchronized int bytes() {
    return taken.size();
  }

  private synchronized void take(byte[] bytes, int from, int count) {
    taken.write(bytes, from, count);
  }

  @Override
  public InputStream getInputStream() {
    return new ByteArrayInputStream(new byte[0]);
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        IOException reason = failure;
        if (reason != null) {
          throw reason;
        }
        RuntimeException unexpected = bug;
        if (unexpected != null) {
          throw unexpected;
        }
        writing.countDown();
        try {
          gate.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        writes.incrementAndGet();
        take(bytes, from, count);
      }
    };
  }
}
