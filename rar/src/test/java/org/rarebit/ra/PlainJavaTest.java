package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.broker.ConnectionInfo;
import org.rarebit.testkit.broker.EmbeddedBroker;

/** The connection factory outside a container keeps a few connections for reuse. */
class PlainJavaTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  private AdapterFixture server;
  private Relay relay; // between the factory and the broker
  private RpcConnectionFactory factory;

  @BeforeEach
  void start() throws Exception {
    server = AdapterFixture.start();
    server.serve();
    relay = new Relay(ServerSocketFactory.getDefault(), server.broker().port());
    RpcManagedConnectionFactory managed = new RpcManagedConnectionFactory();
    managed.setConnectionURL("rabbit://127.0.0.1:" + relay.port() + "/");
    factory = (RpcConnectionFactory) managed.createConnectionFactory();
  }

  @AfterEach
  void stop() throws Exception {
    ((AutoCloseable) factory).close();
    server.close();
    relay.close();
  }

  @Test
  void oneUnitOfWorkAfterTheOtherUsesTheSameSocketAndReplyQueue() throws Exception {
    callOnce(factory);
    callOnce(factory); // with it the channel that calls share
    List<ConnectionInfo> before = relay.connections(server.broker());
    List<String> queues = List.copyOf(server.broker().queueNames());

    for (int i = 0; i < 20; i++) {
      callOnce(factory);
    }

    assertThat(relay.connections(server.broker())).isEqualTo(before).hasSize(1);
    assertThat(server.broker().queueNames()).containsExactlyInAnyOrderElementsOf(queues);
  }

  @Test
  void onlyAFewConnectionsAreKept() throws Exception {
    List<RpcConnection> handles = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      handles.add(factory.getConnection());
    }
    assertThat(relay.connections(server.broker()))
        .singleElement()
        .returns(20, ConnectionInfo::channels);

    handles.forEach(RpcConnection::close);

    assertThat(server.broker().await(AdapterFixture.PATIENCE, broker -> channels(broker) == 8))
        .isTrue();
  }

  private int channels(EmbeddedBroker broker) {
    return relay.connections(broker).stream().mapToInt(ConnectionInfo::channels).sum();
  }

  @Test
  void aLostIdleConnectionIsReplaced() throws Exception {
    callOnce(factory);
    server.dropConnections();
    server.awaitConsumers("calculator", 1);

    callOnce(factory);
  }

  @Test
  void usersAreNotMixed() throws Exception {
    factory.getConnection().close();

    factory.getConnection("guest", "guest").close();
    factory.getConnection().close();

    assertThat(relay.connections(server.broker()))
        .as("one link serves both, being the same user")
        .hasSize(1);
    assertThat(relay.connections(server.broker()))
        .singleElement()
        .returns(2, ConnectionInfo::channels);
  }

  @Test
  void closingTheFactoryLeavesNothing() throws Exception {
    callOnce(factory);
    RpcConnection open = factory.getConnection();

    ((AutoCloseable) factory).close();
    open.close();

    assertThat(
            server
                .broker()
                .await(AdapterFixture.PATIENCE, broker -> relay.connections(broker).isEmpty()))
        .isTrue();
    assertThat(server.broker().queueNames()).noneMatch(name -> name.startsWith("reply_"));
  }

  @Test
  void stoppingTheAdapterClosesWhatAFactoryOfItKeeps() throws Exception {
    RpcManagedConnectionFactory ofTheServersAdapter = server.managedFactory();
    ofTheServersAdapter.setConnectionURL("rabbit://127.0.0.1:" + relay.port() + "/");
    RpcConnectionFactory ofTheAdapter =
        (RpcConnectionFactory) ofTheServersAdapter.createConnectionFactory();
    callOnce(ofTheAdapter);
    assertThat(relay.connections(server.broker())).hasSize(1);

    server.container().stop();

    assertThat(
            server
                .broker()
                .await(AdapterFixture.PATIENCE, broker -> relay.connections(broker).isEmpty()))
        .isTrue();
  }

  private static void callOnce(RpcConnectionFactory factory) throws Exception {
    try (RpcConnection connection = factory.getConnection()) {
      assertThat(connection.client(CALCULATOR).request("add").arg("a", 1).arg("b", 2).call())
          .isEqualTo(3L);
    }
  }
}
