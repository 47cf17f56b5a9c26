package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.client.SendCounters.Failure;
import org.rarebit.ra.outbound.ClientMXBean;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.FakeTransactions;

/** What the calling side counts, as JMX shows it. */
class ClientMonitoringTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final Target REFUSED = Target.topic("calculator").exchange("amq.reserved");

  private AdapterFixture fixture;
  private RpcClient client;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    fixture.serve();
    client = fixture.factory().client(CALCULATOR);
  }

  @AfterEach
  void stop() {
    fixture.close();
    assertThat(Beans.names("Client")).isEmpty();
  }

  private static ClientMXBean shown() {
    return Beans.all("Client", ClientMXBean.class).get(0);
  }

  private void add() {
    client.request("add").arg("a", 1).arg("b", 2).call();
  }

  @Test
  void aCallThatIsAnsweredCountsWithItsDuration() {
    add();
    add();

    ClientMXBean shown = shown();
    assertThat(shown.getCalls()).isEqualTo(2);
    assertThat(shown.getCallsAnswered()).isEqualTo(2);
    assertThat(shown.getCallsInFlight()).isZero();
    assertThat(shown.getCallFailures()).hasSize(Failure.values().length).containsValue(0L);
    assertThat(shown.getCallMillisMax()).isPositive().isLessThan(30_000);
    assertThat(shown.getCallMillisTotal()).isGreaterThanOrEqualTo(shown.getCallMillisMax());
    assertThat(shown.getCallMillis50()).isBetween(0.001, shown.getCallMillisMax());
    assertThat(shown.getCallMillis99()).isGreaterThanOrEqualTo(shown.getCallMillis50());
    assertThat(shown.getCallSeconds()).containsEntry("+Inf", 2L);
    assertThat(shown.getHosts()).isEqualTo("127.0.0.1:" + fixture.broker().port());
    assertThat(shown.getVirtualHost()).isEqualTo("/");
    assertThat(shown.getControlExchange()).isEqualTo("openstack");
  }

  @Test
  void eachKindOfFailureCountsByItself() {
    RpcClient nobody = fixture.factory().client(Target.topic("nobody"));
    assertThatThrownBy(() -> client.request("fail").arg("text", "why").call())
        .isInstanceOf(RemoteErrorException.class);
    assertThatThrownBy(() -> nobody.request("add").call())
        .isInstanceOf(MessageUndeliverableException.class);
    assertThatThrownBy(() -> client.request("block").timeout(Duration.ofMillis(300)).call())
        .isInstanceOf(MessagingTimeoutException.class);

    assertThat(shown().getCallFailures())
        .containsEntry(Failure.REMOTE_ERROR, 1L)
        .containsEntry(Failure.UNDELIVERABLE, 1L)
        .containsEntry(Failure.TIMED_OUT, 1L)
        .containsEntry(Failure.OTHER, 0L);
    assertThat(shown().getCalls()).isEqualTo(3);
    assertThat(shown().getCallsAnswered()).as("an error is an answer").isEqualTo(1);
    assertThat(shown().getCallsInFlight()).isZero();
  }

  @Test
  void aCallThatNobodyWaitsForIsInFlightUntilItEnds() throws Exception {
    CompletableFuture<?> waiting = client.request("block").callAsync().toCompletableFuture();
    CompletableFuture<?> other = client.request("block").callAsync().toCompletableFuture();
    assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(shown().getCallsInFlight()).isEqualTo(2);

    assertThat(other.cancel(true)).isTrue();
    assertThat(shown().getCallsInFlight()).isEqualTo(1);
    assertThat(shown().getCallFailures()).containsEntry(Failure.CANCELLED, 1L);

    fixture.desk().mayLeave.countDown();
    waiting.get(30, TimeUnit.SECONDS);
    Beans.eventually(() -> shown().getCallsInFlight() == 0);
    assertThat(shown().getCallsAnswered()).isEqualTo(1);
  }

  @Test
  void aCallWhoseLinkIsLostSaysSoAndTheConnectionCounts() throws Exception {
    CompletableFuture<?> waiting = client.request("block").callAsync().toCompletableFuture();
    assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();

    fixture.dropConnections();

    assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS)).isNotNull();
    Beans.eventually(() -> shown().getCallFailures().get(Failure.LINK_LOST) == 1);
    Beans.eventually(() -> shown().getConnectionsLost() == 1);
    assertThat(shown().getConnectionsOpened()).isEqualTo(1);
  }

  @Test
  void whatIsSentCountsByItsKind() {
    client.request("log").arg("line", "a").cast();
    client.request("refresh").arg("what", "b").fanout();
    fixture.factory().notifier("billing").withTopics("x", "y").info("it.happened", Map.of());

    ClientMXBean shown = shown();
    assertThat(shown.getCastsSent()).isEqualTo(1);
    assertThat(shown.getCastsConfirmed()).isEqualTo(1);
    assertThat(shown.getFanoutsSent()).isEqualTo(1);
    assertThat(shown.getFanoutsConfirmed()).isEqualTo(1);
    assertThat(shown.getNotificationsSent()).as("one for each topic").isEqualTo(2);
    assertThat(shown.getNotificationsConfirmed()).isEqualTo(2);
    assertThat(shown.getConfirmMillisMax()).isPositive();
    assertThat(shown.getConfirmMillis50()).isLessThanOrEqualTo(shown.getConfirmMillis99());
    assertThat(shown.getCalls()).isZero();
  }

  @Test
  void whatIsNotTakenCountsByItsReasonAndWhetherItsSenderLearnsThat() throws Exception {
    assertThatThrownBy(() -> fixture.factory().client(REFUSED).request("log").cast()).isNotNull();
    assertThat(shown().getSendFailures().values().stream().mapToLong(each -> each).sum())
        .isEqualTo(1);
    assertThat(shown().getCastsUndelivered()).isZero();

    FakeTransactions transactions = fixture.container().transactions();
    transactions.begin();
    fixture.factory().client(REFUSED).request("log").cast();
    client.request("log").arg("line", "fine").cast();
    assertThat(shown().getCastsSent()).as("nothing before the commit").isEqualTo(1);
    transactions.commit();

    assertThat(shown().getCastsSent()).isEqualTo(3);
    assertThat(shown().getCastsConfirmed()).isEqualTo(1);
    assertThat(shown().getCastsUndelivered()).isEqualTo(1);
  }

  @Test
  void whatIsTriedAgainCounts() throws Exception {
    RpcManagedConnectionFactory managed = fixture.managedFactory();
    managed.setRetry(-1);
    RpcConnectionFactory stubborn =
        (RpcConnectionFactory) managed.createConnectionFactory(fixture.pool());
    try (RpcConnection connection = stubborn.getConnection()) {
      fixture.dropConnections();

      connection.client(CALCULATOR).request("log").arg("line", "a").cast();
    }

    assertThat(shown().getRetried()).isPositive();
    assertThat(shown().getCastsConfirmed()).isEqualTo(1);
  }

  @Test
  void anApplicationThatGetsNoConnectionCounts() {
    add();
    fixture.stopBroker();

    assertThatThrownBy(this::add).isInstanceOf(NoConnectionException.class);

    assertThat(shown().getConnectionsRefused()).isEqualTo(1);
    assertThat(shown().getCalls()).as("it never came to be one").isEqualTo(1);
  }

  @Test
  void equalFactoriesCountTogetherAndOthersByThemselves() throws Exception {
    add();
    RpcManagedConnectionFactory equal = fixture.managedFactory();
    RpcManagedConnectionFactory other = fixture.managedFactory();
    other.setCallTimeoutMillis(5000);
    for (RpcManagedConnectionFactory each : new RpcManagedConnectionFactory[] {equal, other}) {
      RpcConnectionFactory factory =
          (RpcConnectionFactory) each.createConnectionFactory(fixture.pool());
      factory.client(CALCULATOR).request("add").arg("a", 1).arg("b", 2).call();
    }

    assertThat(Beans.all("Client", ClientMXBean.class))
        .extracting(ClientMXBean::getCalls)
        .containsExactlyInAnyOrder(2L, 1L);
  }
}
