package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import jakarta.resource.spi.ManagedConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.ConnectionLostException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.LinkMXBean;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;

/** Calls of all managed connections of a link leave through a few channels, once it is safe. */
class CallChannelsTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final int FOR_REPLIES = 2 + 1; // those of the servers here, and our queue's

  private AdapterFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    fixture.serve();
  }

  @AfterEach
  void stop() {
    answerAll(); // else the fixture waits for them
    fixture.close();
  }

  @Test
  void theCallsOfManyConnectionsLeaveThroughTwoMoreChannelsAtMost() throws Exception {
    RpcManagedConnectionFactory factory = fixture.managedFactory();
    List<ManagedConnection> managed = new ArrayList<>();
    List<RpcConnection> connections = new ArrayList<>();
    ExecutorService callers = Executors.newFixedThreadPool(16);
    try {
      for (int i = 0; i < 16; i++) {
        managed.add(factory.createManagedConnection(null, null));
        connections.add((RpcConnection) managed.get(i).getConnection(null, null));
      }
      assertThat(add(connections.get(0), 1)).isEqualTo(2);
      List<Future<Long>> sums = new ArrayList<>();
      for (RpcConnection connection : connections) {
        for (int i = 0; i < 50; i++) {
          int number = i;
          sums.add(callers.submit(() -> add(connection, number)));
        }
      }
      for (int i = 0; i < sums.size(); i++) {
        assertThat(sums.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i % 50 + 1);
      }
      assertThat(shared(16)).isBetween(1, 2);
    } finally {
      callers.shutdownNow();
      for (ManagedConnection each : managed) {
        each.destroy();
      }
    }
  }

  @Test
  void aCallSharesOnlyOnceACallOfItsRouteWasAnswered() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      add(connection, 1);
      assertThat(shared(1)).as("after the first call").isZero();

      assertThatThrownBy(() -> connection.client(Target.topic("nobody")).call("add", Map.of()))
          .isInstanceOf(MessagingException.class);
      assertThat(shared(1)).as("after one of another route").isZero();

      add(connection, 2);
      assertThat(shared(1)).as("after the second call").isEqualTo(1);
    }
  }

  @Test
  void aLargeCallLeavesThroughTheChannelOfItsConnection() throws Exception {
    String large = "x".repeat(100_000);
    try (RpcConnection connection = fixture.connect()) {
      add(connection, 1);

      Object greeting = connection.client(CALCULATOR).call("greet", Map.of("name", large));

      assertThat(greeting).isEqualTo("Hello " + large);
      assertThat(shared(1)).isZero();
    }
  }

  @Test
  void nothingIsSharedWithoutConfirmsSoThatNoCallOvertakesACast() throws Exception {
    RpcManagedConnectionFactory unconfirmed = fixture.managedFactory();
    unconfirmed.setConfirmCasts(false);
    ManagedConnection managed = unconfirmed.createManagedConnection(null, null);
    RpcConnection connection = (RpcConnection) managed.getConnection(null, null);

    add(connection, 1);
    add(connection, 2);

    assertThat(shared(1)).isZero();
    managed.destroy();
  }

  @Test
  void aCallThatWaitsEndsWithItsConnectionAndNoOther() throws Exception {
    RpcManagedConnectionFactory factory = fixture.managedFactory();
    ManagedConnection first = factory.createManagedConnection(null, null);
    ManagedConnection second = factory.createManagedConnection(null, null);
    RpcConnection one = (RpcConnection) first.getConnection(null, null);
    RpcConnection other = (RpcConnection) second.getConnection(null, null);
    add(one, 1);
    CompletionStage<Object> ending = later(one, 1);
    CompletionStage<Object> staying = later(other, 2);
    assertThat(shared(2)).as("both left through it").isEqualTo(1);

    first.destroy();

    assertThatThrownBy(() -> resultOf(ending)).hasCauseInstanceOf(ConnectionLostException.class);
    answerAll();
    assertThat(resultOf(staying)).isEqualTo(2L);
    second.destroy();
  }

  @Test
  void anExchangeThatIsDeletedCostsTheCallsUnderWayAndNoneThatComesLater() throws Exception {
    try (RpcConnection connection = fixture.connect();
        Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      add(connection, 1);
      CompletionStage<Object> underWay = later(connection, 3);
      assertThat(shared(1)).isEqualTo(1);
      channel.exchangeDelete("openstack");

      assertThatThrownBy(() -> add(connection, 1)).isInstanceOf(MessagingException.class);
      assertThatThrownBy(() -> resultOf(underWay))
          .hasCauseInstanceOf(MessagingException.class)
          .hasMessageContaining("shared with other calls");

      channel.exchangeDeclare("openstack", "topic");
      channel.queueBind("calculator", "openstack", "calculator");
      assertThat(add(connection, 1)).isEqualTo(2);
      assertThat(fixture.pool().destroyed()).as("connections that broke").isZero();
    }
  }

  private static long add(RpcConnection connection, int number) throws Exception {
    return connection.client(CALCULATOR).call("add", Map.of("a", number, "b", 1), Long.class);
  }

  /** A call that has arrived, and is answered when the test says so. */
  private CompletionStage<Object> later(RpcConnection connection, int value) throws Exception {
    int before = fixture.desk().promises.size();
    CompletionStage<Object> result =
        connection.client(CALCULATOR).callAsync("later", Map.of("value", value));
    Beans.eventually(() -> fixture.desk().promises.size() == before + 1);
    return result;
  }

  private void answerAll() {
    fixture.desk().promises.forEach(promise -> promise.result().complete(promise.value()));
  }

  private static Object resultOf(CompletionStage<Object> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** The channels of the link for publishing that belong to none of its managed connections. */
  private static int shared(int managedConnections) {
    List<LinkMXBean> links =
        Beans.all("Link", LinkMXBean.class).stream()
            .filter(link -> link.getDirection().equals("outbound"))
            .toList();
    assertThat(links).hasSize(1);
    return links.get(0).getChannels() - FOR_REPLIES - managedConnections;
  }
}
