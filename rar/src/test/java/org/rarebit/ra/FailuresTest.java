package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.chaos.RawHeaders;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.EndpointStyle;

/**
 * Bad input and failures of broker and network that no other test has; docs/failures.md has the
 * list.
 */
class FailuresTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final AMQP.BasicProperties JSON =
      new AMQP.BasicProperties.Builder().contentType("application/json").build();

  static Stream<String> unreadableBodies() {
    return Stream.of(
        "not JSON",
        "",
        "[1, 2]",
        "null",
        "{\"oslo.version\": \"9.0\", \"oslo.message\": \"{}\"}",
        "{\"oslo.version\": \"2.0\", \"oslo.message\": 17}",
        "{\"oslo.version\": \"2.0\", \"oslo.message\": \"not JSON\"}",
        "{\"method\": \"log\", \"args\": " + "[".repeat(500) + "]".repeat(500) + "}",
        "{\"method\": \"log\", \"args\": {\"line\": \"" + "x".repeat(20_000) + "\"}}");
  }

  @ParameterizedTest
  @MethodSource("unreadableBodies")
  void whatCannotBeReadIsOneWarningAndGoesToTheDeadLetterExchange(String body) throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start(adapter -> adapter.setMaxBodyBytes(10_000));
        Connection admin = fixture.admin();
        Channel channel = admin.createChannel();
        LoggedLines log = LoggedLines.of("org.rarebit.ra.server")) {
      channel.queueDeclare("dead", false, false, false, null);
      channel.queueDeclare(
          "calculator.node1",
          false,
          false,
          false,
          Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"));
      fixture.serve();

      channel.basicPublish("", "calculator.node1", JSON, body.getBytes(StandardCharsets.UTF_8));

      assertThat(fixture.broker().await(AdapterFixture.PATIENCE, b -> b.messageCount("dead") == 1))
          .isTrue();
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .startsWith("server calculator@node1: message 1 from exchange \"\"")
          .contains("routing key \"calculator.node1\" is rejected: ")
          .endsWith("(" + body.getBytes(StandardCharsets.UTF_8).length + " bytes)")
          .hasSizeLessThan(1000);
      try (RpcConnection connection = fixture.connect()) {
        assertThat(connection.proxy(Calculator.class, CALCULATOR).add(1, 2)).isEqualTo(3);
      }
    }
  }

  /** RabbitMQ takes them; its client would break the connection, again and again. */
  @Test
  void headersThatCannotBeReadAreOneWarningEachAndCostNoConnection() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        LoggedLines log = LoggedLines.of("org.rarebit.ra")) {
      fixture.serve();

      for (byte[] headers : RawHeaders.unreadable().values()) {
        RawHeaders.publish(fixture.broker().port(), "calculator.node1", headers);
      }

      Beans.eventually(() -> log.warnings().size() >= 2);
      try (RpcConnection connection = fixture.connect()) {
        assertThat(connection.proxy(Calculator.class, CALCULATOR).add(1, 2)).isEqualTo(3);
      }
      assertThat(log.warnings())
          .hasSize(2)
          .allMatch(line -> line.startsWith("server calculator@node1: message "))
          .allMatch(line -> line.contains("from exchange \"\", routing key \"calculator.node1\""))
          .allMatch(line -> line.contains("is rejected: ") && line.endsWith("(0 bytes)"));
      assertThat(log.traces()).isEmpty();
    }
  }

  /** What is under way counts: the broker, and so other servers of the topic, has the rest. */
  @Test
  void theInboxStopsAtThePrefetchAndTheBrokerKeepsTheRest() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      RpcActivationSpec spec = fixture.spec("node1");
      spec.setAcknowledgement("AFTER_COMMIT");
      spec.setPrefetch(5);
      spec.setMaxConcurrency(1);
      AdapterFixture.Serving serving = fixture.activate(spec, EndpointStyle.STANDARD);
      fixture.awaitConsumers("calculator", 1);
      RpcClient client = connection.client(CALCULATOR);
      client.request("block").cast();
      assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 50; i++) {
        client.request("log").arg("line", "line " + i).cast();
      }

      assertThat(
              fixture
                  .broker()
                  .await(
                      AdapterFixture.PATIENCE,
                      b -> b.unackedCount("calculator") == 5 && b.messageCount("calculator") == 46))
          .isTrue();

      fixture.desk().mayLeave.countDown();
      serving.endpoints().awaitDeliveries(51, AdapterFixture.PATIENCE);
      assertThat(fixture.desk().heard).hasSize(50).doesNotHaveDuplicates();
    }
  }

  /** Of two servers one has a queue that is exclusive to somebody else. */
  @Test
  void aQueueThatCannotBeUsedIsNamedAndTheOtherActivationsGoOn() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        Connection admin = fixture.admin();
        Channel channel = admin.createChannel();
        LoggedLines log = LoggedLines.of("org.rarebit.ra")) {
      channel.queueDeclare("taken", false, true, true, null);
      fixture.serve();
      RpcActivationSpec spec = fixture.spec("node1");
      spec.setTopic("taken");
      fixture.activate(spec, EndpointStyle.STANDARD);

      try (RpcConnection connection = fixture.connect()) {
        for (int i = 0; i < 5; i++) {
          assertThat(connection.proxy(Calculator.class, CALCULATOR).add(i, 2)).isEqualTo(i + 2);
        }
      }
      log.awaitLine(line -> line.contains("taken") && line.contains("RESOURCE_LOCKED"));

      channel.queueDelete("taken");
      fixture.awaitConsumers("taken", 1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withTheBrokerDownACallFailsAtOnceWithTheReason(boolean everUp) throws Exception {
    try (AdapterFixture fixture = AdapterFixture.startWithBrokerDown()) {
      if (everUp) {
        fixture.broker().start();
        fixture.connect().close();
        fixture.broker().stop();
      }
      long before = System.nanoTime();

      assertThatThrownBy(
              () -> {
                try (RpcConnection connection = fixture.connect()) {
                  connection.client(CALCULATOR).request("add").arg("a", 1).arg("b", 2).call();
                }
              })
          .hasMessageContaining("127.0.0.1:" + fixture.broker().port());

      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    }
  }
}
