package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.ShutdownSignalException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RestartTest {
  private final EmbeddedBroker broker = new EmbeddedBroker();

  @BeforeEach
  void start() throws Exception {
    broker.start();
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private void declareAndPublish() throws Exception {
    try (Connection connection = Clients.factory(broker).newConnection();
        Channel channel = connection.createChannel()) {
      channel.exchangeDeclare("durable", "direct", true);
      channel.exchangeDeclare("transient", "direct", false);
      channel.queueDeclare("durable", true, false, false, Map.of());
      channel.queueDeclare("transient", false, false, false, Map.of());
      channel.queueBind("durable", "durable", "k");
      channel.confirmSelect();
      channel.basicPublish("durable", "k", MessageProperties.PERSISTENT_BASIC, new byte[] {1});
      channel.basicPublish("durable", "k", MessageProperties.BASIC, new byte[] {2});
      channel.waitForConfirmsOrDie(20_000);
    }
  }

  @Test
  void restartKeepsWhatIsDurable() throws Exception {
    declareAndPublish();
    int port = broker.port();

    broker.stop();
    broker.start();

    assertThat(broker.port()).isEqualTo(port);
    assertThat(broker.queueNames()).containsExactly("durable");
    assertThat(broker.exchangeNames()).contains("durable").doesNotContain("transient");
    try (Connection connection = Clients.factory(broker).newConnection();
        Channel channel = connection.createChannel()) {
      channel.basicPublish("durable", "k", null, new byte[] {3});
      GetResponse persistent = channel.basicGet("durable", true);
      GetResponse published = channel.basicGet("durable", true);
      assertThat(persistent.getBody()).containsExactly(1);
      assertThat(published.getBody()).containsExactly(3);
    }
  }

  @Test
  void restartAfterForgettingIsANewBeginning() throws Exception {
    declareAndPublish();

    broker.stopAndForget();
    broker.start();

    assertThat(broker.queueNames()).isEmpty();
    assertThat(broker.exchangeNames()).doesNotContain("durable").contains("amq.topic");
  }

  @Test
  void clientsAreToldOfAStop() throws Exception {
    CompletableFuture<ShutdownSignalException> lost = new CompletableFuture<>();
    Connection connection = Clients.factory(broker).newConnection();
    connection.addShutdownListener(lost::complete);

    broker.stop();

    AMQP.Connection.Close close = (AMQP.Connection.Close) lost.get().getReason();
    assertThat(close.getReplyCode()).isEqualTo(320);
    assertThat(close.getReplyText())
        .isEqualTo("CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'");
    assertThatThrownBy(() -> Clients.factory(broker).newConnection())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void messagesThatExpireGoOnExpiringAfterARestart() throws Exception {
    try (Connection connection = Clients.factory(broker).newConnection();
        Channel channel = connection.createChannel()) {
      channel.queueDeclare("q", true, false, false, Map.of("x-message-ttl", 300));
      channel.queueDeclare("unused", true, false, false, Map.of("x-expires", 300));
      channel.confirmSelect();
      channel.basicPublish("", "q", MessageProperties.PERSISTENT_BASIC, new byte[0]);
      channel.waitForConfirmsOrDie(20_000);
    }

    broker.stop();
    broker.start();

    assertThat(broker.await(Duration.ofSeconds(20), b -> b.messageCount("q") == 0)).isTrue();
    assertThat(broker.await(Duration.ofSeconds(20), b -> !b.queueNames().contains("unused")))
        .isTrue();
  }

  @Test
  void clientThatRecoversFindsItsWayBack() throws Exception {
    ConnectionFactory factory = Clients.factory(broker);
    factory.setAutomaticRecoveryEnabled(true);
    factory.setNetworkRecoveryInterval(50);
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      channel.exchangeDeclare("x", "fanout");
      String queue = channel.queueDeclare().getQueue();
      channel.queueBind(queue, "x", "");
      Received received = Received.from(channel, queue, true);

      broker.stop();
      broker.start();
      assertThat(broker.await(Duration.ofSeconds(30), RestartTest::hasOneConsumer)).isTrue();
      try (Connection other = Clients.factory(broker).newConnection()) {
        other.createChannel().basicPublish("x", "", null, new byte[] {1});

        assertThat(received.next().getBody()).containsExactly(1);
      }
    }
  }

  private static boolean hasOneConsumer(EmbeddedBroker broker) {
    return broker.queueNames().stream().anyMatch(queue -> broker.consumerCount(queue) == 1);
  }
}
