package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What all probes have in common. A probe is a question to a broker; RabbitMQ's answer is the right
 * one, and the embedded broker has to give the same. Each has a connection and a channel of its
 * own, and leaves nothing behind.
 */
@Timeout(900)
@ParameterizedClass(name = "{0}")
@EnumSource
@ExtendWith(ProbedBroker.Running.class)
abstract class Probe {
  /** For what has to happen. */
  static final long SECONDS = 20;

  private static int counter;

  @Parameter ProbedBroker broker;

  Connection connection;
  Channel channel;

  private final String prefix = "probe-" + ++counter + "-";
  private final List<Connection> connections = new ArrayList<>();
  private final List<String> queues = new ArrayList<>();
  private final List<String> exchanges = new ArrayList<>();

  /** An action that a broker refuses. */
  interface Action {
    void run() throws Exception;
  }

  @BeforeEach
  void open() throws Exception {
    connection = connect();
    channel = connection.createChannel();
  }

  @AfterEach
  void leaveNothingBehind() throws Exception {
    try (Connection last = factory().newConnection()) {
      for (Connection each : connections) {
        each.abort(1000);
      }
      for (String queue : queues) {
        await("end of " + queue, () -> delete(last, queue));
      }
      try (Channel cleaner = last.createChannel()) {
        for (String exchange : exchanges) {
          cleaner.exchangeDelete(exchange);
        }
      }
    }
  }

  /** Null while the queue is still that of a connection that has ended. */
  private static Boolean delete(Connection last, String queue) throws Exception {
    Channel cleaner = last.createChannel();
    try {
      cleaner.queueDelete(queue);
      cleaner.close();
      return true;
    } catch (IOException locked) {
      return null;
    }
  }

  ConnectionFactory factory() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(broker.port());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setHandshakeTimeout((int) TimeUnit.MINUTES.toMillis(1));
    factory.setChannelRpcTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
    return factory;
  }

  Connection connect() throws Exception {
    Connection opened = factory().newConnection();
    connections.add(opened);
    return opened;
  }

  /** A queue's name that no other probe has. */
  String queueName(String name) {
    String unique = prefix + name;
    queues.add(unique);
    return unique;
  }

  /** An exchange's name that no other probe has. */
  String exchangeName(String name) {
    String unique = prefix + name;
    exchanges.add(unique);
    return unique;
  }

  /** A new queue that is neither durable nor exclusive nor auto-delete. */
  String queue(String name) throws IOException {
    return queue(name, Map.of());
  }

  String queue(String name, Map<String, Object> arguments) throws IOException {
    String unique = queueName(name);
    channel.queueDeclare(unique, false, false, false, arguments);
    return unique;
  }

  /** A new exchange that is neither durable nor auto-delete. */
  String exchange(String name, String type) throws IOException {
    String unique = exchangeName(name);
    channel.exchangeDeclare(unique, type);
    return unique;
  }

  /** Whether the broker answers as this RabbitMQ does, or as a later one. */
  boolean isAtLeast(RabbitMqVersion version) {
    Object told = connection.getServerProperties().get("version");
    return RabbitMqVersion.of(told.toString()).isAtLeast(version);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  void publish(String exchange, String key, String body) throws IOException {
    channel.basicPublish(exchange, key, null, bytes(body));
  }

  void publish(String exchange, String key, AMQP.BasicProperties properties, String body)
      throws IOException {
    channel.basicPublish(exchange, key, properties, bytes(body));
  }

  static AMQP.BasicProperties expiration(String millis) {
    return new AMQP.BasicProperties.Builder().expiration(millis).build();
  }

  static AMQP.BasicProperties headers(Map<String, Object> headers) {
    return new AMQP.BasicProperties.Builder().headers(headers).build();
  }

  /** All messages of a queue, once everything published on the channel has been routed. */
  List<String> drain(String queue) throws IOException {
    List<String> bodies = new ArrayList<>();
    for (GetResponse response = channel.basicGet(queue, true);
        response != null;
        response = channel.basicGet(queue, true)) {
      bodies.add(text(response.getBody()));
    }
    return bodies;
  }

  /**
   * The next message of a queue, waiting for it: for those that another thread of the broker moves.
   */
  GetResponse await(String queue) throws Exception {
    return await("a message in " + queue, () -> channel.basicGet(queue, true));
  }

  /** Asks until the answer is not null. There is no other way to be told by a real broker. */
  static <T> T await(String what, Callable<T> question) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (System.nanoTime() < deadline) {
      T answer = question.call();
      if (answer != null) {
        return answer;
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return fail("no " + what + " within " + SECONDS + " s");
  }

  /** Waits until so many messages are ready: a queue of RabbitMQ tells its length out of turn. */
  void awaitReady(String queue, int count) throws Exception {
    await(
        count + " ready messages in " + queue,
        () -> channel.queueDeclarePassive(queue).getMessageCount() == count ? true : null);
  }

  boolean queueExists(String queue) throws Exception {
    Channel asking = connection.createChannel();
    try {
      asking.queueDeclarePassive(queue);
      asking.close();
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  boolean exchangeExists(String exchange) throws Exception {
    Channel asking = connection.createChannel();
    try {
      asking.exchangeDeclarePassive(exchange);
      asking.close();
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  /**
   * Expects that the broker closes the probe's channel, and only that, for a synchronous action.
   */
  AbstractThrowableAssert<?, ?> assertChannelRefuses(int code, Action action) throws Exception {
    return assertChannelRefuses(channel, code, action);
  }

  AbstractThrowableAssert<?, ?> assertChannelRefuses(Channel on, int code, Action action)
      throws Exception {
    CompletableFuture<ShutdownSignalException> closed = new CompletableFuture<>();
    on.addShutdownListener(closed::complete);
    try {
      action.run();
    } catch (IOException | ShutdownSignalException expected) {
      assertThat(on.isOpen()).as("channel is open after " + expected).isFalse();
    }
    ShutdownSignalException reason = closed.get(SECONDS, TimeUnit.SECONDS);
    assertThat(reason.isHardError()).as("connection error: " + reason.getMessage()).isFalse();
    AMQP.Channel.Close close = (AMQP.Channel.Close) reason.getReason();
    assertThat(close.getReplyCode()).as(close.getReplyText()).isEqualTo(code);
    return assertThat(new IOException(close.getReplyText()));
  }

  /** Expects that the broker closes the connection. */
  AbstractThrowableAssert<?, ?> assertConnectionRefuses(int code, Action action) throws Exception {
    CompletableFuture<ShutdownSignalException> closed = new CompletableFuture<>();
    connection.addShutdownListener(closed::complete);
    try {
      action.run();
    } catch (IOException | ShutdownSignalException expected) {
      assertThat(expected).isNotNull();
    }
    ShutdownSignalException reason = closed.get(SECONDS, TimeUnit.SECONDS);
    AMQP.Connection.Close close = (AMQP.Connection.Close) reason.getReason();
    assertThat(close.getReplyCode()).as(close.getReplyText()).isEqualTo(code);
    return assertThat(new IOException(close.getReplyText()));
  }
}
