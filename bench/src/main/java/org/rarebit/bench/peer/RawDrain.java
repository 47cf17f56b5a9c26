package org.rarebit.bench.peer;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A consumer written by hand, which acknowledges many at once. */
public final class RawDrain implements NotificationDrain {

  private final int acknowledgedAtOnce;
  private final boolean decoding;

  /**
   * One who drains.
   *
   * @param acknowledgedAtOnce how many one acknowledgement is for
   * @param decoding whether it reads the message, or looks at no byte of it
   */
  public RawDrain(int acknowledgedAtOnce, boolean decoding) {
    this.acknowledgedAtOnce = acknowledgedAtOnce;
    this.decoding = decoding;
  }

  @Override
  public String label() {
    return "amqp-client, ack each " + acknowledgedAtOnce + (decoding ? "" : ", bodies unread");
  }

  @Override
  public Duration drain(String url, int count) throws Exception {
    try (Connection connection = Brokers.connect(url);
        Channel channel = connection.createChannel()) {
      channel.basicQos(2 * acknowledgedAtOnce);
      Counting consumer = new Counting(channel, count);
      channel.basicConsume(NotificationQueue.name(topic()), false, consumer);
      return consumer.await();
    }
  }

  private final class Counting extends DefaultConsumer {

    private final int count;
    private final CountDownLatch done = new CountDownLatch(1);
    private int heard;
    private long first;
    private volatile long last;

    Counting(Channel channel, int count) {
      super(channel);
      this.count = count;
    }

    @Override
    public void handleDelivery(
        String consumerTag, Envelope envelope, BasicProperties properties, byte[] body)
        throws IOException {
      if (heard++ == 0) {
        first = System.nanoTime();
      }
      if (decoding && OsloEnvelope.unwrap(body).path("payload").isEmpty()) {
        throw new IOException("A notification has no payload.");
      }
      if (heard % acknowledgedAtOnce == 0 || heard == count) {
        getChannel().basicAck(envelope.getDeliveryTag(), true);
      }
      if (heard == count) {
        last = System.nanoTime();
        done.countDown();
      }
    }

    Duration await() throws InterruptedException {
      done.await();
      return Duration.ofNanos(last - first);
    }
  }
}
