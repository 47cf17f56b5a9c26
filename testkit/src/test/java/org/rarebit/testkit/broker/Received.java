package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a consumer got. */
final class Received extends DefaultConsumer {
  private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> cancelled = new CompletableFuture<>();

  private String tag; // set before anybody but the constructing thread sees this

  private Received(Channel channel) {
    super(channel);
  }

  static Received from(Channel channel, String queue, boolean autoAck) throws IOException {
    return from(channel, queue, autoAck, Map.of());
  }

  static Received from(
      Channel channel, String queue, boolean autoAck, Map<String, Object> arguments)
      throws IOException {
    Received received = new Received(channel);
    received.tag = channel.basicConsume(queue, autoAck, arguments, received);
    return received;
  }

  @Override
  public void handleDelivery(
      String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
    deliveries.add(new Delivery(envelope, properties, body));
  }

  @Override
  public void handleCancel(String consumerTag) {
    cancelled.complete(consumerTag);
  }

  // the client tells a consumer its tag only by and by
  @Override
  public String getConsumerTag() {
    return tag;
  }

  /** Waits for the next delivery. */
  Delivery next() throws InterruptedException {
    Delivery next = deliveries.poll(Probe.SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("a delivery").isNotNull();
    return next;
  }

  String nextText() throws InterruptedException {
    return text(next());
  }

  List<String> nextTexts(int count) throws InterruptedException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(nextText());
    }
    return texts;
  }

  static String text(Delivery delivery) {
    return new String(delivery.getBody(), StandardCharsets.UTF_8);
  }

  /** How many deliveries are there that nobody has asked for yet. */
  int waiting() {
    return deliveries.size();
  }

  boolean wasCancelled() {
    return cancelled.isDone();
  }

  String awaitCancelled() throws Exception {
    return cancelled.get(Probe.SECONDS, TimeUnit.SECONDS);
  }
}
