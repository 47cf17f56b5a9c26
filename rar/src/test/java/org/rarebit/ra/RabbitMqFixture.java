package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;
import org.rarebit.testkit.broker.RabbitMqNode;

/**
 * A RabbitMQ node for a class of tests; adapters, and a channel to look with, for each test. What a
 * test makes is kept apart from the others' by its topic, which names its exchange as well.
 */
@Tag("peers")
abstract class RabbitMqFixture {

  static RabbitMqNode node; // of the class that runs

  private final List<AdapterFixture> adapters = new ArrayList<>();
  String topic;
  Connection admin;
  Channel channel;

  @BeforeAll
  static void startBroker() throws Exception {
    if (!Boolean.getBoolean("rarebit.ci")) {
      assumeTrue(
          RabbitMqNode.isAvailable(),
          "rabbitmq-server is not installed: streams and quorum queues are not tested");
    }
    Path directory =
        Path.of("target", "rabbitmq-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    node = new RabbitMqNode(directory).start();
  }

  @AfterAll
  static void stopBroker() throws IOException {
    if (node != null) {
      node.close();
      node = null;
    }
  }

  @BeforeEach
  void connect(TestInfo test) throws Exception {
    topic = test.getTestMethod().orElseThrow().getName() + test.getDisplayName().hashCode();
    ConnectionFactory plain = new ConnectionFactory();
    plain.setHost("127.0.0.1");
    plain.setPort(node.port());
    plain.setHandshakeTimeout((int) TimeUnit.MINUTES.toMillis(1));
    admin = plain.newConnection("test");
    channel = admin.createChannel();
  }

  @AfterEach
  void stopAdapters() throws IOException {
    adapters.forEach(AdapterFixture::close);
    admin.close();
  }

  /** Starts an adapter, which the end of the test stops. */
  final AdapterFixture start(String url, Consumer<RarebitResourceAdapter> properties)
      throws Exception {
    AdapterFixture adapter =
        AdapterFixture.startAt(
            url,
            bean -> {
              bean.setControlExchange(topic);
              properties.accept(bean);
            });
    adapters.add(adapter);
    return adapter;
  }

  /** Newer releases keep what they have read of their configuration elsewhere. */
  static void setMaxMessageSize(int bytes) throws Exception {
    node.control(
        "eval",
        "application:set_env(rabbit, max_message_size, "
            + bytes
            + "), persistent_term:put(max_message_size, "
            + bytes
            + ").");
  }

  /** In a queue, with those that are not acknowledged. */
  static int messages(String queue) throws Exception {
    return node.control("list_queues", "name", "messages")
        .lines()
        .filter(line -> line.startsWith(queue + "\t"))
        .mapToInt(line -> Integer.parseInt(line.substring(queue.length() + 1).trim()))
        .findFirst()
        .orElseThrow();
  }

  static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + AdapterFixture.PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(20); // RabbitMQ tells nobody
    }
  }
}
