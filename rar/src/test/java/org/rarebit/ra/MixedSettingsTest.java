package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.Declarations;
import org.rarebit.testkit.container.EndpointStyle;

/**
 * Who comes second uses what is there. The first one here is an adapter as well, which declares
 * what a Python peer of these settings declares: the golden files say so.
 */
class MixedSettingsTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  static Stream<Arguments> pairs() {
    return Stream.of(PeerSettings.values())
        .flatMap(
            first -> Stream.of(PeerSettings.values()).map(second -> Arguments.of(first, second)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aClientCallsAServerThatWasThereFirst(PeerSettings first, PeerSettings second)
      throws Exception {
    try (AdapterFixture server = AdapterFixture.start(first::apply);
        AdapterFixture client = server.startBeside(second::apply)) {
      server.serve();

      useEverything(client, server);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aServerServesAClientThatWasThereFirst(PeerSettings first, PeerSettings second)
      throws Exception {
    try (AdapterFixture client = AdapterFixture.start(first::apply);
        AdapterFixture server = client.startBeside(second::apply)) {
      declareByUse(client);
      server.serve();

      useEverything(client, server);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void serversShareATopicWithOneThatWasThereFirst(PeerSettings first, PeerSettings second)
      throws Exception {
    try (AdapterFixture one = AdapterFixture.start(first::apply);
        AdapterFixture other = one.startBeside(second::apply)) {
      one.serve();
      other.activate(other.spec("node2"), EndpointStyle.STANDARD);
      other.awaitConsumers("calculator", 2);
      other.awaitConsumers("calculator.node2", 1);

      try (RpcConnection connection = other.connect()) {
        RpcClient client = connection.client(CALCULATOR);
        for (String server : new String[] {"node1", "node2"}) {
          assertThat(client.request("add").server(server).arg("a", 1).arg("b", 2).call())
              .isEqualTo(3L);
        }
        client.request("refresh").arg("what", "both").fanout();
      }

      assertThat(one.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("refresh both");
      assertThat(other.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("refresh both");
    }
  }

  @Test
  void oneWarningNamesTheQueueBothValuesAndTheRemedy() throws Exception {
    List<String> warnings = new CopyOnWriteArrayList<>();
    Handler handler = new Recorder(warnings);
    Logger logger = Logger.getLogger(Declarations.class.getName());
    logger.addHandler(handler);
    try (AdapterFixture fixture = AdapterFixture.start();
        Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.queueDeclare("calculator", true, false, false, Map.of());

      fixture.serve();

      assertThat(warnings).hasSize(1);
      assertThat(warnings.get(0))
          .startsWith("Queue \"calculator\" exists with other settings and is used as it is: ")
          .contains("inequivalent arg 'durable'")
          .contains("received 'false' but current is 'true'")
          .endsWith("Delete it, or set the adapter's queue properties to match.");
    } finally {
      logger.removeHandler(handler);
    }
  }

  private static final class Recorder extends Handler {

    private final List<String> texts;

    Recorder(List<String> texts) {
      this.texts = texts;
    }

    @Override
    public void publish(LogRecord entry) {
      texts.add(new SimpleFormatter().formatMessage(entry));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** A client declares the exchanges that it publishes to, and its reply queue. */
  private static void declareByUse(AdapterFixture client) throws Exception {
    try (RpcConnection connection = client.connect()) {
      RpcClient calculator = connection.client(CALCULATOR);
      assertThatThrownBy(() -> calculator.request("add").arg("a", 1).arg("b", 2).call())
          .isInstanceOf(MessageUndeliverableException.class);
      calculator.request("refresh").arg("what", "nobody").fanout();
    }
  }

  private static void useEverything(AdapterFixture client, AdapterFixture server) throws Exception {
    try (RpcConnection connection = client.connect()) {
      RpcClient calculator = connection.client(CALCULATOR);
      assertThat(calculator.request("add").arg("a", 1).arg("b", 2).call()).isEqualTo(3L);
      assertThat(calculator.request("add").server("node1").arg("a", 1).arg("b", 2).call())
          .isEqualTo(3L);
      calculator.request("refresh").arg("what", "all").fanout();
    }
    assertThat(server.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("refresh all");
  }
}
