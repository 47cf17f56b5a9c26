package org.rarebit.bench.peer;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes with a window of confirms that are still to come. Used by one thread, which waits, when
 * the window is full, until half of it is free: it is not woken for each confirm.
 */
final class WindowedCasts implements AutoCloseable {

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Channel channel;
  private final int window;
  private final NavigableSet<Long> outstanding = new ConcurrentSkipListSet<>();
  private final AtomicInteger unconfirmed = new AtomicInteger();
  private volatile int wanted = -1; // no more unconfirmed than this; negative while nobody waits

  WindowedCasts(Channel channel, int window) throws IOException {
    this.channel = channel;
    this.window = window;
    channel.confirmSelect();
    channel.addConfirmListener(
        this::confirmed,
        (tag, multiple) -> {
          throw new IllegalStateException("The broker refused a cast.");
        });
  }

  private void confirmed(long tag, boolean multiple) {
    int count = 0;
    if (multiple) {
      while (!outstanding.isEmpty() && outstanding.first() <= tag) {
        outstanding.pollFirst();
        count++;
      }
    } else if (outstanding.remove(tag)) {
      count = 1;
    }
    if (unconfirmed.addAndGet(-count) <= wanted) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  void publish(String topic, BasicProperties properties, byte[] body)
      throws IOException, InterruptedException, TimeoutException {
    if (unconfirmed.get() >= window) {
      awaitUnconfirmed(window / 2);
    }
    outstanding.add(channel.getNextPublishSeqNo());
    unconfirmed.incrementAndGet();
    channel.basicPublish(Brokers.EXCHANGE, topic, properties, body);
  }

  private synchronized void awaitUnconfirmed(int most)
      throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + LIMIT_NANOS;
    wanted = most;
    while (unconfirmed.get() > most) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new TimeoutException("The broker does not confirm.");
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, left));
    }
    wanted = -1;
  }

  @Override
  public void close() {
    try {
      awaitUnconfirmed(0);
      channel.close();
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
