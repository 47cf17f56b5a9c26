package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(3600)
@Tag("peers")
class RabbitMqNodeTest {
  @TempDir Path parent;

  @Test
  void nodeStartsAgainWithItsDataAndLeavesNothing() throws Exception {
    if (!Boolean.getBoolean("rarebit.ci")) {
      assumeTrue(RabbitMqNode.isAvailable(), "rabbitmq-server is not installed: nothing to start");
    }
    Path directory = parent.resolve("node");
    List<Long> before = children();
    try (RabbitMqNode node = new RabbitMqNode(directory).start()) {
      declareDurableQueue(node);
      List<ProcessHandle> family =
          ProcessHandle.of(node.pid()).orElseThrow().descendants().toList();

      node.stop();
      List<Long> stopped = children();
      node.start();

      assertThat(stopped).isEqualTo(before);
      assertThat(family).isNotEmpty().noneMatch(ProcessHandle::isAlive);
      assertThat(children()).hasSizeGreaterThan(before.size());
      assertThat(node.url()).isEqualTo("rabbit://guest:guest@127.0.0.1:" + node.port() + "/");
      assertDurableQueueIsThere(node);
    }

    assertThat(children()).isEqualTo(before);
    assertThat(directory).doesNotExist();
  }

  @Test
  void nodeThatCrashesComesBackAndNodesMakeACluster() throws Exception {
    if (!Boolean.getBoolean("rarebit.ci")) {
      assumeTrue(RabbitMqNode.isAvailable(), "rabbitmq-server is not installed: nothing to start");
    }
    List<Long> before = children();
    try (RabbitMqNode first = new RabbitMqNode(parent.resolve("first")).start();
        RabbitMqNode second = new RabbitMqNode(parent.resolve("second")).join(first).start()) {
      declareDurableQueue(first);
      assertThat(second.control("list_queues", "name")).contains("q");

      second.crash();
      second.start();

      assertDurableQueueIsThere(second);
      assertThatThrownBy(() -> first.control("change_password", "nobody", "secret"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nobody");
    }
    assertThat(children()).isEqualTo(before);
  }

  /** Without theirs: those of the other tests' node come and go. */
  private static List<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).sorted().toList();
  }

  private static ConnectionFactory factory(RabbitMqNode node) {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(node.port());
    return factory;
  }

  private static void declareDurableQueue(RabbitMqNode node) throws Exception {
    try (Connection connection = factory(node).newConnection();
        Channel channel = connection.createChannel()) {
      channel.queueDeclare("q", true, false, false, Map.of());
    }
  }

  private static void assertDurableQueueIsThere(RabbitMqNode node) throws Exception {
    try (Connection connection = factory(node).newConnection();
        Channel channel = connection.createChannel()) {
      assertThat(channel.queueDeclarePassive("q").getQueue()).isEqualTo("q");
    }
  }

  @Test
  void directoryOfSomebodyElseIsNotTouched() throws Exception {
    Path taken = Files.createDirectory(parent.resolve("taken"));

    assertThatThrownBy(() -> new RabbitMqNode(taken))
        .isInstanceOf(IOException.class)
        .hasMessage(taken + " exists already. Name a directory that is still to be made.");
  }
}
