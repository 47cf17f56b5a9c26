package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import jakarta.transaction.SystemException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.EndpointStyle;

/**
 * What the embedded broker cannot tell: streams, quorum queues, and that RabbitMQ agrees at all.
 */
class RabbitMqTest extends RabbitMqFixture {

  private AdapterFixture start(String url, PeerSettings settings) throws Exception {
    return start(url, settings::apply);
  }

  private AdapterFixture startNamed() throws Exception {
    return start(
        node.url(),
        bean -> {
          PeerSettings.TRANSIENT_QUORUM.apply(bean);
          bean.setQueueManager(true);
          bean.setHostName("host");
          bean.setProcessName(topic);
        });
  }

  private AdapterFixture startStreaming(String url) throws Exception {
    return start(
        url,
        bean -> {
          PeerSettings.TRANSIENT_QUORUM.apply(bean);
          bean.setStreamFanout(true);
        });
  }

  /** Serves, and waits until a request for this server alone is answered. */
  private void serve(AdapterFixture adapter, RpcActivationSpec spec) throws Exception {
    spec.setTopic(topic);
    adapter.activate(spec, EndpointStyle.STANDARD);
    await(() -> consumers(topic + "." + spec.getServer()) == 1);
  }

  /** RabbitMQ does not count those of streams; a server's own queue is consumed from afterwards. */
  private void awaitConsumers(int count) throws Exception {
    await(() -> consumers(topic + ".node1") == count);
  }

  private int consumers(String queue) throws IOException {
    try (Channel own = admin.createChannel()) {
      return (int) own.consumerCount(queue);
    } catch (IOException | java.util.concurrent.TimeoutException e) {
      return -1; // there is no such queue yet
    }
  }

  private void refresh(AdapterFixture adapter, String what) throws Exception {
    try (RpcConnection connection = adapter.connect()) {
      connection.client(Target.topic(topic)).request("refresh").arg("what", what).fanout();
    }
  }

  private static String next(AdapterFixture adapter) throws InterruptedException {
    return adapter.desk().heard.poll(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void rabbitMqAcceptsEachSetting(PeerSettings settings) throws Exception {
    AdapterFixture adapter = start(node.url(), settings);
    serve(adapter, adapter.spec("node1"));

    try (RpcConnection connection = adapter.connect()) {
      RpcClient client = connection.client(Target.topic(topic));
      assertThat(client.request("add").arg("a", 1).arg("b", 2).call()).isEqualTo(3L);
      assertThat(client.request("add").server("node1").arg("a", 1).arg("b", 2).call())
          .isEqualTo(3L);
      client.request("refresh").arg("what", "all").fanout();
    }

    assertThat(next(adapter)).isEqualTo("refresh all");
  }

  @Test
  void differentSettingsWorkTogether() throws Exception {
    AdapterFixture first = start(node.url(), PeerSettings.QUORUM);
    AdapterFixture second = start(node.url(), PeerSettings.AUTO_DELETE);
    serve(first, first.spec("node1"));
    serve(second, second.spec("node2"));

    try (RpcConnection connection = second.connect()) {
      RpcClient client = connection.client(Target.topic(topic));
      assertThat(client.request("add").server("node1").arg("a", 1).arg("b", 2).call())
          .isEqualTo(3L);
      assertThat(client.request("add").server("node2").arg("a", 1).arg("b", 2).call())
          .isEqualTo(3L);
    }
  }

  @Test
  void namedQuorumQueuesOfTwoAdaptersAreNotShared() throws Exception {
    AdapterFixture first = startNamed();
    AdapterFixture second = startNamed();
    serve(first, first.spec("node1"));
    serve(second, second.spec("node2"));

    for (int i = 0; i < 10; i++) {
      for (AdapterFixture adapter : List.of(first, second)) {
        try (RpcConnection connection = adapter.connect()) {
          RpcClient client = connection.client(Target.topic(topic));
          assertThat(client.request("add").arg("a", i).arg("b", 2).call()).isEqualTo(i + 2L);
        }
      }
    }
    refresh(first, "both");

    assertThat(next(first)).isEqualTo("refresh both");
    assertThat(next(second)).isEqualTo("refresh both");
    assertThat(consumers(topic + "_fanout_host:" + topic + ":1")).isEqualTo(1);
    assertThat(consumers(topic + "_fanout_host:" + topic + ":2")).isEqualTo(1);
  }

  @Test
  void everyServerHearsWhatIsInTheStreamOnce() throws Exception {
    AdapterFixture first = startStreaming(node.url());
    AdapterFixture second = startStreaming(node.url());
    serve(first, first.spec("node1"));
    serve(second, second.spec("node2"));

    for (int i = 0; i < 200; i++) { // more than the prefetch
      refresh(first, "no. " + i);
    }

    for (int i = 0; i < 200; i++) {
      assertThat(next(first)).isNotNull();
      assertThat(next(second)).isNotNull();
    }
    assertThat(first.desk().heard).isEmpty();
    assertThat(second.desk().heard).isEmpty();
  }

  @Test
  void afterALostConnectionAServerGoesOnWhereItWas() throws Exception {
    try (MethodTap tap = new MethodTap(node.port())) {
      AdapterFixture server = startStreaming(tap.url());
      AdapterFixture client = startStreaming(node.url());
      RpcActivationSpec spec = server.spec("node1");
      spec.setMaxConcurrency(1);
      spec.setDuplicateWindow(0); // what comes twice is found out by its place in the stream
      serve(server, spec);
      refresh(client, "one");
      refresh(client, "two");
      assertThat(next(server)).isEqualTo("refresh one");
      assertThat(next(server)).isEqualTo("refresh two");

      tap.cut();
      awaitConsumers(0);
      refresh(client, "three");
      refresh(client, "four");
      tap.mend();
      awaitConsumers(1);
      refresh(client, "five");

      assertThat(next(server)).isEqualTo("refresh three");
      assertThat(next(server)).isEqualTo("refresh four");
      assertThat(next(server)).isEqualTo("refresh five");
      assertThat(server.desk().heard).isEmpty();
    }
  }

  @Test
  void aStreamThatWasMadeAnewMeanwhileIsHeardAfterSomeSeconds() throws Exception {
    try (MethodTap tap = new MethodTap(node.port())) {
      AdapterFixture server = startStreaming(tap.url());
      AdapterFixture client = startStreaming(node.url());
      serve(server, server.spec("node1"));
      for (int i = 0; i < 5; i++) {
        refresh(client, "old");
        assertThat(next(server)).isEqualTo("refresh old");
      }

      tap.cut();
      awaitConsumers(0);
      channel.queueDelete(topic + "_fanout");
      tap.mend();
      awaitConsumers(1);
      refresh(client, "new");

      assertThat(next(server)).isEqualTo("refresh new");
    }
  }

  @Test
  void aStreamThatIsDeletedIsDeclaredAgain() throws Exception {
    AdapterFixture server = startStreaming(node.url());
    serve(server, server.spec("node1"));
    refresh(server, "old");
    assertThat(next(server)).isEqualTo("refresh old");

    channel.queueDelete(topic + "_fanout");
    await(
        () -> { // there again, bound, and consumed from
          refresh(server, "new");
          return "refresh new".equals(server.desk().heard.poll(1, TimeUnit.SECONDS));
        });
  }

  @Test
  void aFanoutThatFailsIsNotTriedAgainFromAStream() throws Exception {
    AdapterFixture server = startStreaming(node.url());
    RpcActivationSpec spec = server.spec("node1");
    spec.setAcknowledgement("AFTER_COMMIT");
    spec.setMaxConcurrency(1); // so that what is heard later has come later
    serve(server, spec);

    try (RpcConnection connection = server.connect()) {
      RpcClient servers = connection.client(Target.topic(topic));
      servers.request("failOnce").fanout();
      servers.request("refresh").arg("what", "later").fanout();
    }

    assertThat(next(server)).as("the consumer lives on").isEqualTo("refresh later");
    assertThat(server.desk().attempts).hasValue(1);
  }

  private static RpcConnectionFactory localTransactions(AdapterFixture adapter) throws Exception {
    RpcManagedConnectionFactory managed = adapter.managedFactory();
    managed.setLocalTransaction(true);
    return (RpcConnectionFactory) managed.createConnectionFactory(adapter.pool());
  }

  @ParameterizedTest
  @EnumSource(names = {"DEFAULT", "QUORUM", "TRANSIENT_QUORUM"})
  void aLocalTransactionReachesEachKindOfQueue(PeerSettings settings) throws Exception {
    AdapterFixture adapter = start(node.url(), settings);
    RpcActivationSpec spec = adapter.spec("node1");
    spec.setMaxConcurrency(1);
    serve(adapter, spec);
    adapter.container().transactions().begin();
    try (RpcConnection connection = localTransactions(adapter).getConnection()) {
      RpcClient client = connection.client(Target.topic(topic));
      for (int i = 0; i < 10; i++) {
        client.request("log").arg("line", "line " + i).cast();
      }
      assertThat(client.request("add").arg("a", 1).arg("b", 2).call()).isEqualTo(3L);
      assertThat(adapter.desk().heard).isEmpty();
    }

    adapter.container().transactions().commit();

    for (int i = 0; i < 10; i++) {
      assertThat(next(adapter)).isEqualTo("line " + i);
    }
  }

  /** A queue at its limit, where the broker closes the channel with "partial tx completion". */
  @Test
  void aQueueThatRefusesFailsTheCommitAndTheNextOneWorks() throws Exception {
    AdapterFixture adapter = start(node.url(), PeerSettings.DEFAULT);
    RpcConnectionFactory factory = localTransactions(adapter);
    channel.exchangeDeclare(topic, "direct", false, false, null);
    channel.queueDeclare(
        "full", false, true, true, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
    channel.queueBind("full", topic, "full");
    for (int i = 0; i < 2; i++) {
      adapter.container().transactions().begin();
      try (RpcConnection connection = factory.getConnection()) {
        connection.client(Target.topic("full")).request("first").cast();
      }
      if (i == 0) {
        adapter.container().transactions().commit();
      } else {
        assertThatThrownBy(adapter.container().transactions()::commit)
            .isInstanceOf(SystemException.class)
            .hasMessageContaining("partial tx completion");
      }
    }
    channel.queuePurge("full");

    adapter.container().transactions().begin();
    try (RpcConnection connection = factory.getConnection()) {
      connection.client(Target.topic("full")).request("second").cast();
    }
    adapter.container().transactions().commit();

    assertThat(channel.messageCount("full")).isEqualTo(1);
  }

  @Test
  void nothingIsLostAndNothingRunsTwiceWhileAServerComesAndGoes() throws Exception {
    AdapterFixture moving = start(node.url(), PeerSettings.DEFAULT);
    AdapterFixture steady = start(node.url(), PeerSettings.DEFAULT);

    new RedeploymentLoad(topic, "BEFORE_DISPATCH").run(moving, steady);

    assertThat(channel.messageCount(topic)).isZero();
  }
}
