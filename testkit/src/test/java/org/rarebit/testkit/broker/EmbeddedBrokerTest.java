package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void urlIsOneThatClientsUnderstand() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker().start()) {
      assertThat(broker.url()).isEqualTo("rabbit://guest:guest@127.0.0.1:" + broker.port() + "/");
    }
  }

  @Test
  void urlEscapesWhatWouldBreakIt() {
    EmbeddedBroker broker =
        EmbeddedBroker.builder().port(1).user("a b", "p@ss:w/rd+").vhost("v/h").build();

    assertThat(broker.url()).isEqualTo("rabbit://a%20b:p%40ss%3Aw%2Frd%2B@127.0.0.1:1/v%2Fh");
  }

  @Test
  void usersAndVirtualHostsAreThoseItWasBuiltWith() throws Exception {
    try (EmbeddedBroker broker =
        EmbeddedBroker.builder().user("app", "secret").vhost("one").vhost("two").build().start()) {
      ConnectionFactory factory = Clients.factory(broker);
      factory.setUsername("app");
      factory.setPassword("secret");
      factory.setVirtualHost("two");

      try (Connection connection = factory.newConnection()) {
        connection.createChannel().queueDeclare("q", false, false, false, null);

        assertThat(broker.vhost("one").queueNames()).isEmpty();
        assertThat(broker.vhost("two").queueNames()).containsExactly("q");
        assertThat(broker.mainVhost().name()).isEqualTo("one");
        assertThatThrownBy(() -> broker.vhost("/"))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("[one, two]");
      }
      factory.setUsername("guest");
      factory.setPassword("guest");
      assertThatThrownBy(factory::newConnection).isInstanceOf(AuthenticationFailureException.class);
    }
  }

  @Test
  void testsSeeWhatIsInside() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker().start();
        Connection connection = Clients.factory(broker).newConnection("the client");
        Channel channel = connection.createChannel()) {
      channel.exchangeDeclare("x", "topic");
      channel.queueDeclare("q", false, false, false, Map.of());
      channel.confirmSelect();
      for (int i = 0; i < 3; i++) {
        channel.basicPublish("", "q", null, new byte[0]);
      }
      channel.waitForConfirmsOrDie(20_000);
      channel.basicGet("q", false);

      assertThat(broker.queueNames()).containsExactly("q");
      assertThat(broker.exchangeNames()).contains("", "amq.topic", "x");
      assertThat(broker.messageCount("q")).isEqualTo(2);
      assertThat(broker.unackedCount("q")).isEqualTo(1);
      assertThat(broker.consumerCount("q")).isZero();
      assertThat(broker.messageCount("missing")).isZero();
      assertThat(broker.connectionCount()).isEqualTo(1);
      assertThat(broker.channelCount()).isEqualTo(1);
      assertThat(broker.connections().get(0).name()).isEqualTo("the client");
      assertThat(broker.connections().get(0).user()).isEqualTo("guest");
      assertThat(broker.connections().get(0).vhost()).isEqualTo("/");
    }
  }

  @Test
  void awaitIsWokenByTheChange() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker().start();
        Connection connection = Clients.factory(broker).newConnection();
        Channel channel = connection.createChannel()) {
      channel.queueDeclare("q", false, false, false, Map.of());
      CompletableFuture<Boolean> arrived =
          CompletableFuture.supplyAsync(() -> awaitMessages(broker, 2));

      channel.basicPublish("", "q", null, new byte[0]);
      channel.basicPublish("", "q", null, new byte[0]);

      assertThat(arrived.get()).isTrue();
    }
  }

  private static boolean awaitMessages(EmbeddedBroker broker, int count) {
    try {
      return broker.await(SOON, b -> b.messageCount("q") == count);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void awaitEndsWithItsTimeout() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker().start()) {
      assertThat(broker.await(Duration.ofMillis(20), b -> b.connectionCount() == 1)).isFalse();
    }
  }

  @Test
  void portThatIsTakenIsNamed() throws Exception {
    try (EmbeddedBroker first = new EmbeddedBroker().start()) {
      EmbeddedBroker second = EmbeddedBroker.builder().port(first.port()).build();

      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("Cannot listen on 127.0.0.1:" + first.port() + ": ");
    }
  }

  @Test
  void standAloneBrokerPrintsItsUrl() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedBroker.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String url = output.readLine();

      ConnectionFactory factory = new ConnectionFactory();
      factory.setUri(url.replaceFirst("rabbit://(.*)/", "amqp://$1/%2F"));
      try (Connection connection = factory.newConnection()) {
        assertThat(connection.isOpen()).isTrue();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void startTakesMilliseconds() throws Exception {
    long start = System.nanoTime();
    try (EmbeddedBroker broker = new EmbeddedBroker().start()) {
      long started = System.nanoTime();
      try (Connection connection = Clients.factory(broker).newConnection()) {
        long connected = System.nanoTime();
        // for people: a figure that depends on the machine proves nothing
        System.out.printf(
            "EmbeddedBroker: started in %.1f ms, a client connected after %.1f ms%n",
            (started - start) / 1e6, (connected - start) / 1e6);
        assertThat(connection.isOpen()).isTrue();
      }
    }
  }
}
