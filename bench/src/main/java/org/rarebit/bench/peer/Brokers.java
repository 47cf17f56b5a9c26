package org.rarebit.bench.peer;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/** What the hand-made sides need of the broker. */
public final class Brokers {

  /** The control exchange of the benchmark; deleted at its end. */
  public static final String EXCHANGE = "rarebit_bench";

  /** The topic of casts that are only to be confirmed. */
  public static final String SINK = "rarebit_bench_sink";

  /** The servers' name. */
  public static final String SERVER_NAME = "bench";

  private Brokers() {}

  static Connection connect(String transportUrl) throws IOException, TimeoutException {
    return factory(transportUrl).newConnection("rarebit-bench");
  }

  static ConnectionFactory factory(String transportUrl) throws IOException {
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
    return factory;
  }

  /** Declares the exchange and a queue of a topic as oslo.messaging does. */
  static void declare(Channel channel, String topic) throws IOException {
    channel.exchangeDeclare(EXCHANGE, "topic", false, false, Map.of());
    channel.queueDeclare(topic, false, false, false, Map.of());
    channel.queueBind(topic, EXCHANGE, topic);
  }

  /**
   * Declares the queue that casts go to and nobody reads: it keeps the last ones only.
   *
   * @param transportUrl the broker
   * @throws IOException if the broker refuses
   * @throws TimeoutException if it does not answer
   */
  public static void declareSink(String transportUrl) throws IOException, TimeoutException {
    try (Connection connection = connect(transportUrl)) {
      Channel channel = connection.createChannel();
      channel.exchangeDeclare(EXCHANGE, "topic", false, false, Map.of());
      channel.queueDeclare(SINK, false, false, false, Map.of("x-max-length", 1000));
      channel.queueBind(SINK, EXCHANGE, SINK);
    }
  }

  /**
   * Removes what servers leave behind.
   *
   * @param transportUrl the broker
   * @param topics what was served, under the name {@link #SERVER_NAME}
   * @throws IOException if the broker refuses
   * @throws TimeoutException if it does not answer
   */
  public static void cleanUp(String transportUrl, List<String> topics)
      throws IOException, TimeoutException {
    try (Connection connection = connect(transportUrl)) {
      Channel channel = connection.createChannel();
      channel.queueDelete(SINK);
      for (String topic : topics) {
        channel.queueDelete(topic);
        channel.queueDelete(topic + "." + SERVER_NAME);
      }
      channel.exchangeDelete(EXCHANGE);
    }
  }

  /**
   * What a broker says it is.
   *
   * @param transportUrl the broker
   * @return for example RabbitMQ 4.3.6
   * @throws IOException if it cannot be reached
   */
  public static String product(String transportUrl) throws IOException {
    try (Connection connection = connect(transportUrl)) {
      Map<String, Object> told = connection.getServerProperties();
      return told.get("product") + " " + told.get("version");
    } catch (TimeoutException e) {
      throw new IOException("The broker does not answer.", e);
    }
  }

  static String newId() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
