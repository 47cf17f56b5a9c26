package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.testkit.broker.Installation;
import org.rarebit.testkit.broker.RabbitMqNode;
import org.rarebit.testkit.container.EndpointStyle;

/**
 * A RabbitMQ that refuses queues which are neither durable nor exclusive, as newer ones can be told
 * to. Needs a newer suite: {@code -Drarebit.peers=sid}.
 */
@Tag("peers")
class RefusedTransientQueuesTest {

  private static RabbitMqNode node;

  private AdapterFixture adapter;

  @BeforeAll
  static void startBroker() throws Exception {
    assumeFalse(
        System.getProperty(Installation.SUITE, "").isEmpty(),
        "RabbitMQ 3.10 takes every queue: run with -Drarebit.peers=sid");
    node =
        new RabbitMqNode(Path.of("target", "rabbitmq-refusing-" + ProcessHandle.current().pid()))
            .configure("deprecated_features.permit.transient_nonexcl_queues = false")
            .start();
  }

  @AfterAll
  static void stopBroker() throws IOException {
    if (node != null) {
      node.close();
    }
  }

  @AfterEach
  void stopAdapter() {
    if (adapter != null) {
      adapter.close();
    }
  }

  private void start(String exchange, Consumer<RarebitResourceAdapter> settings) throws Exception {
    adapter =
        AdapterFixture.startAt(
            node.url(),
            bean -> {
              bean.setControlExchange(exchange);
              settings.accept(bean);
            });
  }

  /** A bean serves and is called. */
  private Object sum() throws Exception {
    adapter.activate(adapter.spec("node1"), EndpointStyle.STANDARD);
    long end = System.nanoTime() + AdapterFixture.PATIENCE.toNanos();
    try (RpcConnection connection = adapter.connect()) {
      while (true) {
        try {
          return connection
              .client(Target.topic("calculator"))
              .request("add")
              .arg("a", 1)
              .arg("b", 2)
              .call();
        } catch (MessageUndeliverableException e) {
          assertThat(System.nanoTime()).as("the bean serves in time").isLessThan(end);
          TimeUnit.MILLISECONDS.sleep(20); // RabbitMQ tells nobody
        }
      }
    }
  }

  @Test
  void theErrorNamesThePropertiesThatHelp() throws Exception {
    start("defaults", bean -> {});

    assertThatThrownBy(
            () -> {
              try (RpcConnection connection = adapter.connect()) {
                connection
                    .client(Target.topic("calculator"))
                    .request("add")
                    .arg("a", 1)
                    .arg("b", 2)
                    .call();
              }
            })
        .hasStackTraceContaining("transient_nonexcl_queues")
        .hasStackTraceContaining(
            "Set quorumQueues or durableQueues, and transientQuorumQueues, here and at all peers.");
  }

  @Test
  void quorumQueuesServe() throws Exception {
    start("quorum", PeerSettings.TRANSIENT_QUORUM::apply);

    assertThat(sum()).isEqualTo(3L);
  }

  @Test
  void durableQueuesServe() throws Exception {
    start(
        "durable",
        bean -> {
          bean.setDurableQueues(true);
          bean.setTransientQuorumQueues(true);
        });

    assertThat(sum()).isEqualTo(3L);
  }

  @Test
  void pythonOfTheSameSettingsIsCalledAndCalls() throws Exception {
    PythonPeer.requireOslo();
    start("python", PeerSettings.TRANSIENT_QUORUM::apply);
    assertThat(sum()).isEqualTo(3L);
    PythonPeer python =
        PythonPeer.start(
            node.url() + "?rabbit_quorum_queue=true&rabbit_transient_quorum_queue=true",
            "python",
            "py");
    try {
      Map<String, Object> target = Map.of("exchange", "python", "topic", "served", "server", "py");
      assertThat(python.run(Map.of("do", "serve", "target", target)).has("result")).isTrue();
      try (RpcConnection connection = adapter.connect()) {
        assertThat(
                connection
                    .client(Target.topic("served"))
                    .request("add")
                    .arg("a", 1)
                    .arg("b", 2)
                    .call())
            .isEqualTo(3L);
      }

      JsonNode answer =
          python.run(
              Map.of(
                  "do", "call",
                  "exchange", "python",
                  "topic", "calculator",
                  "method", "add",
                  "args", Map.of("a", 3, "b", 4)));

      assertThat(answer.path("result").asInt()).isEqualTo(7);
    } finally {
      python.close();
    }
  }
}
