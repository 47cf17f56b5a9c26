package org.rarebit.bench.peer;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Publishes with a window of confirms that are still to come. Used by one thread. */
final class WindowedCasts implements AutoCloseable {

  private static final long LIMIT_SECONDS = 20;

  private final Channel channel;
  private final int window;
  private final Semaphore free;
  private final NavigableSet<Long> outstanding = new ConcurrentSkipListSet<>();

  private int taken; // of what is free, for the next publishes

  WindowedCasts(Channel channel, int window) throws IOException {
    this.channel = channel;
    this.window = window;
    this.free = new Semaphore(window);
    channel.confirmSelect();
    channel.addConfirmListener(
        (tag, multiple) -> confirmed(tag, multiple),
        (tag, multiple) -> {
          throw new IllegalStateException("The broker refused a cast.");
        });
  }

  private void confirmed(long tag, boolean multiple) {
    if (!multiple) {
      outstanding.remove(tag);
      free.release();
      return;
    }
    for (Long number : outstanding.headSet(tag, true)) {
      outstanding.remove(number);
      free.release();
    }
  }

  void publish(String topic, BasicProperties properties, byte[] body)
      throws IOException, InterruptedException, TimeoutException {
    if (taken == 0) { // half of the window at once: else each confirm would wake us for one publish
      taken = Math.max(1, window / 2);
      acquire(taken);
    }
    taken--;
    outstanding.add(channel.getNextPublishSeqNo());
    channel.basicPublish(Brokers.EXCHANGE, topic, properties, body);
  }

  private void acquire(int permits) throws InterruptedException, TimeoutException {
    if (!free.tryAcquire(permits, LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException("The broker does not confirm.");
    }
  }

  @Override
  public void close() {
    try {
      acquire(window - taken);
      channel.close();
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
