package org.rarebit.systemtest.support;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;

/** Publishes any bytes, as a broken or hostile client would. */
public final class RawPublisher implements AutoCloseable {

  private static final String CONTROL_EXCHANGE = "openstack";
  private static final long CONFIRM_MILLIS = 30_000;
  private static final int HANDSHAKE_MILLIS = 60_000;

  private final Connection connection;
  private final Channel channel;

  /**
   * Connects.
   *
   * @param brokerUrl a transport URL with one host
   */
  public RawPublisher(String brokerUrl) throws IOException, TimeoutException {
    URI url = URI.create(brokerUrl);
    String[] credentials = url.getUserInfo().split(":", 2);
    String path = url.getPath();
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(url.getHost());
    factory.setPort(url.getPort());
    factory.setHandshakeTimeout(HANDSHAKE_MILLIS);
    factory.setUsername(credentials[0]);
    factory.setPassword(credentials[1]);
    factory.setVirtualHost(path.length() <= 1 ? "/" : path.substring(1));
    connection = factory.newConnection("rarebit system test");
    channel = connection.createChannel();
    channel.confirmSelect();
  }

  /** Sends text as JSON to a topic and waits for the broker's confirmation. */
  public void publish(String topic, String body) throws Exception {
    publish(topic, body, "application/json");
  }

  /** Sends text as a content type to a topic and waits for the broker's confirmation. */
  public void publish(String topic, String body, String contentType) throws Exception {
    publish(CONTROL_EXCHANGE, topic, body, contentType);
  }

  /** Likewise, to a topic of any exchange. */
  public void publish(String exchange, String topic, String body, String contentType)
      throws Exception {
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .contentType(contentType)
            .contentEncoding("utf-8")
            .deliveryMode(2)
            .build();
    channel.basicPublish(exchange, topic, properties, body.getBytes(StandardCharsets.UTF_8));
    channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
  }

  /** How many messages wait in a queue that is there. */
  public long waiting(String queue) throws IOException {
    return channel.messageCount(queue);
  }

  /** Takes the next message of a queue, as text; null if there is none. */
  public String take(String queue) throws IOException {
    GetResponse message = takeWhole(queue);
    return message == null ? null : new String(message.getBody(), StandardCharsets.UTF_8);
  }

  /** Takes the next message of a queue; null if there is none. */
  public GetResponse takeWhole(String queue) throws IOException {
    return channel.basicGet(queue, true);
  }

  /** How many consume from a queue that is there. */
  public long consumers(String queue) throws IOException {
    return channel.consumerCount(queue);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
