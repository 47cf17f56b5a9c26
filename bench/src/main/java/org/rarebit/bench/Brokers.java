package org.rarebit.bench;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/** What the hand-made sides need of the broker. */
final class Brokers {

  /** The control exchange of the benchmark; deleted at its end. */
  static final String EXCHANGE = "rarebit_bench";

  private Brokers() {}

  static Connection connect(String transportUrl) throws IOException, TimeoutException {
    ConnectionFactory factory = new ConnectionFactory();
    try {
      factory.setUri(transportUrl.replaceFirst("^rabbit:", "amqp:"));
    } catch (Exception e) {
      throw new IOException("The URL is none of RabbitMQ's: " + e.getMessage(), e);
    }
    if (factory.getVirtualHost().isEmpty()) {
      factory.setVirtualHost("/"); // oslo's default; an AMQP URI with a slash names the empty one
    }
    factory.setAutomaticRecoveryEnabled(false);
    return factory.newConnection("rarebit-bench");
  }

  /** Declares the exchange and a queue of a topic as oslo.messaging does. */
  static void declare(Channel channel, String topic) throws IOException {
    channel.exchangeDeclare(EXCHANGE, "topic", false, false, Map.of());
    channel.queueDeclare(topic, false, false, false, Map.of());
    channel.queueBind(topic, EXCHANGE, topic);
  }

  /** Removes what the servers left behind. */
  static void cleanUp(String transportUrl) throws IOException, TimeoutException {
    try (Connection connection = connect(transportUrl)) {
      Channel channel = connection.createChannel();
      for (String queue : Servers.QUEUES) {
        channel.queueDelete(queue);
      }
      channel.exchangeDelete(EXCHANGE);
    }
  }

  static String newId() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
