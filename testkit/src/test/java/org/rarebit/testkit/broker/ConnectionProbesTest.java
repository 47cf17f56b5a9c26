package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.SaslMechanism;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.AMQChannel;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.LongStringHelper;
import com.rabbitmq.client.impl.ValueWriter;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("peers")
class ConnectionProbesTest extends Probe {
  @Test
  void brokerTellsItsCapabilities() {
    assertThat(connection.getServerProperties().get("capabilities"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsOnlyKeys(
            "publisher_confirms",
            "exchange_exchange_bindings",
            "basic.nack",
            "consumer_cancel_notify",
            "connection.blocked",
            "consumer_priorities",
            "authentication_failure_close",
            "per_consumer_qos",
            "direct_reply_to");
  }

  @Test
  void brokerProposesItsLimits() {
    assertThat(connection.getFrameMax()).isEqualTo(131_072);
    assertThat(connection.getChannelMax()).isEqualTo(2047);
    assertThat(connection.getHeartbeat()).isEqualTo(60);
  }

  @Test
  void wrongPasswordIsRefused() throws Exception {
    ConnectionFactory factory = factory();
    factory.setPassword("wrong");

    assertThatThrownBy(factory::newConnection)
        .isInstanceOf(AuthenticationFailureException.class)
        .hasMessage(
            "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details"
                + " see the broker logfile.");
  }

  @Test
  void unknownUserIsRefused() throws Exception {
    ConnectionFactory factory = factory();
    factory.setUsername("nobody");

    assertThatThrownBy(factory::newConnection).isInstanceOf(AuthenticationFailureException.class);
  }

  @Test
  void amqplainLogsIn() throws Exception {
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    new ValueWriter(new DataOutputStream(table))
        .writeTable(Map.of("LOGIN", "guest", "PASSWORD", "guest"));
    byte[] withLength = table.toByteArray();
    byte[] response = Arrays.copyOfRange(withLength, 4, withLength.length);
    ConnectionFactory factory = factory();
    factory.setSaslConfig(offered -> mechanism("AMQPLAIN", response));

    try (Connection opened = factory.newConnection()) {
      assertThat(opened.isOpen()).isTrue();
    }
  }

  @Test
  void mechanismThatIsNotOfferedIsRefused() throws Exception {
    ConnectionFactory factory = factory();
    factory.setSaslConfig(offered -> mechanism("EXTERNAL", new byte[0]));

    // RabbitMQ lets such a client wait for 3 s, and says nothing
    assertThatThrownBy(factory::newConnection)
        .isInstanceOf(PossibleAuthenticationFailureException.class);
  }

  private static SaslMechanism mechanism(String name, byte[] response) {
    return new SaslMechanism() {
      @Override
      public String getName() {
        return name;
      }

      @Override
      public LongString handleChallenge(LongString challenge, String user, String password) {
        return LongStringHelper.asLongString(response);
      }
    };
  }

  @Test
  void unknownVirtualHostIsRefused() throws Exception {
    ConnectionFactory factory = factory();
    factory.setVirtualHost("nosuch");

    assertThatThrownBy(factory::newConnection)
        .hasStackTraceContaining("reply-code=530")
        .hasStackTraceContaining("NOT_ALLOWED - vhost nosuch not found");
  }

  @Test
  void otherProtocolIsAnsweredWithTheRightOne() throws Exception {
    try (Socket socket = new Socket(LocalPorts.loopback(), broker.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes("HTTP/1.1"));

      byte[] answer = socket.getInputStream().readNBytes(8);

      if (isAtLeast(RabbitMqVersion.V4_0)) {
        assertThat(answer).containsExactly('A', 'M', 'Q', 'P', 3, 1, 0, 0);
      } else {
        assertThat(answer).containsExactly('A', 'M', 'Q', 'P', 0, 0, 9, 1);
      }
      assertThat(isAtEnd(socket)).isTrue();
    }
  }

  private static boolean isAtEnd(Socket socket) {
    try {
      return socket.getInputStream().read() == -1;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void methodOnAChannelThatIsNotOpenClosesTheConnection() throws Exception {
    try (RawClient client = RawClient.connect(broker.port())) {
      client.send(7, new AMQImpl.Tx.Select());

      AMQP.Connection.Close close = client.read(AMQP.Connection.Close.class);

      assertThat(close.getReplyCode()).isEqualTo(504);
      assertThat(close.getReplyText()).isEqualTo("CHANNEL_ERROR - expected 'channel.open'");
    }
  }

  @Test
  void secondOpenOfAChannelClosesTheConnection() throws Exception {
    assertConnectionRefuses(504, () -> ((AMQChannel) channel).rpc(new AMQImpl.Channel.Open("")))
        .hasMessageContaining("second 'channel.open' seen");
  }

  @Test
  void numberOfAClosedChannelIsFreeAgain() throws Exception {
    int number = channel.getChannelNumber();
    assertChannelRefuses(404, () -> channel.queueDeclarePassive(queueName("missing")));

    Channel again = connection.createChannel(number);
    again.queueDeclarePassive(queue(again));

    assertThat(again.getChannelNumber()).isEqualTo(number);
  }

  private String queue(Channel on) throws Exception {
    return on.queueDeclare(queueName("q"), false, false, false, Map.of()).getQueue();
  }

  @Test
  void closedChannelIgnoresWhatWasOnItsWay() throws Exception {
    String queue = queue("q");
    String missing = exchangeName("missing");

    assertChannelRefuses(
        404,
        () -> {
          publish(missing, "k", "refused");
          for (int i = 0; i < 100; i++) {
            publish("", queue, "too late");
          }
        });

    assertThat(connection.isOpen()).isTrue();
  }

  @Test
  void heartbeatsKeepAConnectionAliveThatWouldElseBeDropped() throws Exception {
    ConnectionFactory factory = factory();
    factory.setRequestedHeartbeat(1);

    try (Connection beating = factory.newConnection();
        RawClient silent = RawClient.connect(broker.port(), 1)) {
      assertThat(silent.readToTheEnd()).isTrue();

      assertThat(beating.getHeartbeat()).isEqualTo(1);
      assertThat(beating.isOpen()).isTrue();
    }
  }

  @Test
  void closedConnectionReportsTheClientsReason() throws Exception {
    connection.close(200, "enough");

    assertThatThrownBy(() -> connection.createChannel())
        .isInstanceOf(ShutdownSignalException.class);
  }

  @Test
  void frameLimitIsKept() throws Exception {
    ConnectionFactory factory = factory();
    factory.setRequestedFrameMax(8192);
    try (Connection opened = factory.newConnection();
        Channel small = opened.createChannel()) {
      String queue = queue(small);
      byte[] body = new byte[50_000];

      small.basicPublish("", queue, null, body);

      assertThat(small.basicGet(queue, true).getBody()).hasSize(50_000);
    }
  }
}
