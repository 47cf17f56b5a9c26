package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import jakarta.resource.spi.ManagedConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.LinkMXBean;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;

/** Calls of all managed connections of a link leave through a few channels, once it is safe. */
class CallChannelsTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final int FOR_REPLIES = 3 + 1; // those of the servers here, and our queue's

  private final List<ManagedConnection> managed = new ArrayList<>();
  private final ExecutorService callers = Executors.newFixedThreadPool(16);
  private AdapterFixture fixture;
  private RpcManagedConnectionFactory factory;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    fixture.serve();
    factory = fixture.managedFactory();
  }

  @AfterEach
  void stop() throws Exception {
    callers.shutdownNow();
    answerAll(); // else the fixture waits for them
    for (ManagedConnection each : managed) {
      each.destroy();
    }
    fixture.close();
  }

  @Test
  void theCallsOfManyConnectionsLeaveThroughTwoMoreChannelsAtMost() throws Exception {
    List<RpcConnection> connections = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      connections.add(connect());
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
    assertThat(shared()).isBetween(1, 2);
  }

  @Test
  void aCallSharesOnlyOnceACallOfItsRouteWasAnswered() throws Exception {
    RpcConnection connection = connect();
    add(connection, 1);
    assertThat(shared()).as("after the first call").isZero();

    assertThatThrownBy(() -> connection.client(Target.topic("nobody")).request("add").call())
        .isInstanceOf(MessagingException.class);
    assertThat(shared()).as("after one of another route").isZero();

    Beans.eventually(() -> sharesAfterCalling(connection));
  }

  @Test
  void aLargeCallLeavesThroughTheChannelOfItsConnection() throws Exception {
    String large = "x".repeat(100_000);
    RpcConnection connection = connect();
    add(connection, 1);

    Object greeting = connection.client(CALCULATOR).request("greet").arg("name", large).call();

    assertThat(greeting).isEqualTo("Hello " + large);
    assertThat(shared()).isZero();
  }

  @Test
  void nothingIsSharedWithoutConfirmsSoThatNoCallOvertakesACast() throws Exception {
    factory.setConfirmCasts(false);
    RpcConnection connection = connect();

    add(connection, 1);
    add(connection, 2);

    assertThat(shared()).isZero();
  }

  @Test
  void aCallDoesNotOvertakeOneOfItsConnectionThatHasNoAnswer() throws Exception {
    RpcConnection connection = connect();
    CompletionStage<Object> waiting =
        connection.client(CALCULATOR).request("later").arg("value", 1).callAsync();
    Beans.eventually(() -> fixture.desk().promises.size() == 1);
    add(connection, 1);
    add(connection, 2);
    assertThat(shared()).isZero();

    answerAll();
    waiting.toCompletableFuture().get(30, TimeUnit.SECONDS);

    Beans.eventually(() -> sharesAfterCalling(connection));
  }

  @Test
  void aCallThatNoQueueTakesFailsAtOnceThroughASharedChannelToo() throws Exception {
    RpcConnection connection = connect();
    Beans.eventually(() -> sharesAfterCalling(connection));
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.queueUnbind("calculator", "openstack", "calculator");

      assertThatThrownBy(() -> add(connection, 3))
          .isInstanceOf(MessageUndeliverableException.class);
    }
  }

  @Test
  void aBlockedLinkIsAskedForNoChannelSinceItWouldNotAnswer() throws Exception {
    RpcConnection connection = connect();
    add(connection, 1);
    fixture.broker().faults().block("low on memory");
    Beans.eventually(() -> link().getState().equals("BLOCKED"));

    assertThatThrownBy(
            () ->
                connection
                    .client(CALCULATOR)
                    .request("add")
                    .timeout(Duration.ofMillis(100))
                    .arg("a", 1)
                    .arg("b", 1)
                    .call())
        .isInstanceOf(MessagingTimeoutException.class);
    assertThat(shared()).isZero();

    fixture.broker().faults().unblock();
    Beans.eventually(() -> sharesAfterCalling(connection));
  }

  @Test
  void afterACallHadNoAnswerInTimeTheSharedChannelIsReplacedAndCallsAreConfirmed()
      throws Exception {
    RpcConnection connection = connect();
    Beans.eventually(() -> sharesAfterCalling(connection));

    Beans.eventually(
        () -> {
          sharesAfterCalling(connection); // so that the next one leaves unconfirmed
          assertThatThrownBy(
                  () ->
                      connection
                          .client(CALCULATOR)
                          .request("later")
                          .timeout(Duration.ofMillis(100))
                          .arg("value", 1)
                          .call())
              .isInstanceOf(MessagingTimeoutException.class);
          return shared() == 0;
        });

    add(connection, 1);
    add(connection, 2);
    assertThat(shared()).isZero();
  }

  @Test
  void aCallThatWaitsDoesNotEndWithItsConnection() throws Exception {
    RpcConnection one = connect();
    add(one, 1);
    Future<Object> staying = later(one, 1);

    managed.remove(0).destroy();

    answerAll();
    assertThat(resultOf(staying)).isEqualTo(1L);
  }

  @Test
  void anExchangeThatIsDeletedCostsNoCallThatTheBrokerHas() throws Exception {
    RpcConnection connection = connect();
    Beans.eventually(() -> sharesAfterCalling(connection));
    Future<Object> underWay = later(connection, 3);
    // it surely has arrived: a second after it left, and it counts from before
    Beans.eventually(() -> link().getOldestCallMillis() > 2_000);
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      Beans.eventually(() -> sharesAfterCalling(connection));
      channel.exchangeDelete("openstack");

      assertThatThrownBy(() -> add(connection, 1)) // through the shared channel, if it comes soon
          .isInstanceOf(MessagingException.class)
          .hasMessageContaining("no exchange 'openstack'");

      channel.exchangeDeclare("openstack", "topic");
      channel.queueBind("calculator", "openstack", "calculator");
      assertThat(add(connect(), 1)).isEqualTo(2);
      answerAll();
      assertThat(resultOf(underWay)).isEqualTo(3L);
    }
  }

  private RpcConnection connect() throws Exception {
    ManagedConnection fresh = factory.createManagedConnection(null, null);
    managed.add(fresh);
    return (RpcConnection) fresh.getConnection(null, null);
  }

  private static long add(RpcConnection connection, int number) throws Exception {
    return connection
        .client(CALCULATOR)
        .request("add")
        .arg("a", number)
        .arg("b", 1)
        .call(Long.class);
  }

  private boolean sharesAfterCalling(RpcConnection connection) {
    try {
      add(connection, 3);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return shared() == 1;
  }

  /**
   * A call that has arrived, and is answered when the test says so; on a thread that uses the same
   * shared channel as this one, which its id decides.
   */
  private Future<Object> later(RpcConnection connection, int value) {
    int before = fixture.desk().promises.size();
    FutureTask<Object> call =
        new FutureTask<>(
            () -> connection.client(CALCULATOR).request("later").arg("value", value).call());
    Thread thread = new Thread(call);
    while ((thread.getId() - Thread.currentThread().getId()) % 2 != 0) {
      thread = new Thread(call);
    }
    thread.start();
    Beans.eventually(() -> fixture.desk().promises.size() == before + 1);
    return call;
  }

  private void answerAll() {
    fixture.desk().promises.forEach(promise -> promise.result().complete(promise.value()));
  }

  private static Object resultOf(Future<Object> call) throws Exception {
    return call.get(30, TimeUnit.SECONDS);
  }

  /** The channels of the link for publishing that belong to none of its managed connections. */
  private int shared() {
    return link().getChannels() - FOR_REPLIES - managed.size();
  }

  private static LinkMXBean link() {
    List<LinkMXBean> links =
        Beans.all("Link", LinkMXBean.class).stream()
            .filter(link -> link.getDirection().equals("outbound"))
            .toList();
    assertThat(links).hasSize(1);
    return links.get(0);
  }
}
