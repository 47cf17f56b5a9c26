package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import jakarta.resource.spi.ManagedConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CurrentRequest;
import org.rarebit.api.InvalidTargetException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcContext;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.LinkMXBean;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.EndpointStyle;
import org.rarebit.testkit.container.FakeTransactions;

/** What was committed leaves: in its order, in time, and whatever becomes of the connections. */
class CommittedSendsTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final String LOG = "org.rarebit.ra.client";

  private AdapterFixture fixture;
  private FakeTransactions transactions;
  private RpcManagedConnectionFactory managed;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    transactions = fixture.container().transactions();
    managed = fixture.managedFactory();
    var spec = fixture.spec("node1");
    spec.setMaxConcurrency(1); // so that the order of arrival is the order of the sends
    fixture.activate(spec, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static void log(RpcConnection connection, String line) {
    connection.client(CALCULATOR).request("log").arg("line", line).cast();
  }

  private String heard() throws InterruptedException {
    return fixture.desk().heard.poll(30, TimeUnit.SECONDS);
  }

  private RpcConnectionFactory withTimeout(long millis) throws Exception {
    managed.setCallTimeoutMillis(millis);
    return (RpcConnectionFactory) managed.createConnectionFactory(fixture.pool());
  }

  @Test
  void aConnectionThatIsDestroyedBeforeTheCommitLosesNothing() throws Exception {
    ManagedConnection connection = managed.createManagedConnection(null, null);
    transactions.begin();
    try (RpcConnection handle = (RpcConnection) connection.getConnection(null, null)) {
      log(handle, "committed");
      handle.notifier("me").info("it.happened", Map.of());
    }
    connection.cleanup();
    connection.destroy();

    try (LoggedLines errors = LoggedLines.of(LOG)) {
      transactions.commit();

      assertThat(heard()).isEqualTo("committed");
      assertThat(fixture.broker().messageCount("notifications.info")).isEqualTo(1);
      assertThat(errors.errors()).isEmpty();
    }
    Beans.eventually(() -> openLinks() == 1); // that of the replies: the transaction keeps none
  }

  private static int openLinks() {
    return Beans.namesWhere(
            "Link",
            LinkMXBean.class,
            link -> link.getDirection().equals("outbound") && link.getState().equals("OPEN"))
        .size();
  }

  @Test
  void castsOfTwoConnectionsLeaveInTheOrderInWhichTheyWereMade() throws Exception {
    ManagedConnection one = managed.createManagedConnection(null, null);
    ManagedConnection other = managed.createManagedConnection(null, null);
    RpcConnection first = (RpcConnection) one.getConnection(null, null);
    RpcConnection second = (RpcConnection) other.getConnection(null, null);
    for (int round = 0; round < 20; round++) {
      transactions.begin();
      for (int i = 0; i < 10; i++) {
        log(i % 2 == 0 ? first : second, round + "." + i);
      }
      transactions.commit();
      for (int i = 0; i < 10; i++) {
        assertThat(heard()).isEqualTo(round + "." + i);
      }
    }
    one.destroy();
    other.destroy();
  }

  @Test
  void aNameThatAmqpCannotExpressIsRefusedByTheCastAndCostsNoOther() throws Exception {
    transactions.begin();
    try (RpcConnection connection = fixture.connect()) {
      log(connection, "before");
      assertThatThrownBy(
              () -> connection.client(Target.topic("t".repeat(300))).request("log").cast())
          .isInstanceOf(InvalidTargetException.class)
          .hasMessageContaining("too long");
      assertThatThrownBy(
              () -> connection.notifier("me").withTopics("t".repeat(300)).info("e", Map.of()))
          .isInstanceOf(InvalidTargetException.class);
      log(connection, "after");
    }
    transactions.commit();

    assertThat(List.of(heard(), heard())).containsExactly("before", "after");
  }

  @Test
  void whatTheBrokerRefusesForGoodCostsNoOther() throws Exception {
    transactions.begin();
    try (RpcConnection connection = fixture.connect()) {
      log(connection, "before");
      connection
          .client(Target.topic("calculator").exchange("amq.reserved"))
          .request("log")
          .arg("line", "never")
          .cast();
      log(connection, "after");
    }
    try (LoggedLines errors = LoggedLines.of(LOG)) {
      transactions.commit();

      assertThat(List.of(heard(), heard())).containsExactly("before", "after");
      assertThat(errors.errors())
          .singleElement()
          .asString()
          .contains("was committed, but its request \"log\" at calculator (unique id ")
          .contains("is lost: ")
          .contains("amq.reserved");
    }
  }

  /** The second one waits for its exchange, and the broker closes the channel meanwhile. */
  @Test
  void whatIsSentAfterItsChannelWasClosedDoesNotOvertakeWhatWasLostWithIt() throws Exception {
    Target vanished = CALCULATOR.exchange("vanished");
    try (Connection admin = fixture.admin();
        RpcConnection connection = fixture.connect()) {
      Channel channel = admin.createChannel();
      transactions.begin();
      connection.client(vanished).request("log").arg("line", "no queue").cast();
      transactions.commit(); // so the link knows that the exchange is there
      channel.exchangeDelete("vanished");

      transactions.begin();
      connection.client(vanished).request("log").arg("line", "no queue").cast();
      log(connection, "one");
      log(connection, "two");
      log(connection, "three");
      transactions.commit();
    }

    assertThat(List.of(heard(), heard(), heard())).containsExactly("one", "two", "three");
  }

  @Test
  void whatIsRefusedForAMomentLeavesLater() throws Exception {
    transactions.begin();
    try (RpcConnection connection = fixture.connect()) {
      log(connection, "one");
      log(connection, "two");
    }
    fixture.broker().faults().refusePublishes(Duration.ofMillis(300));
    try (LoggedLines errors = LoggedLines.of(LOG)) {
      transactions.commit();

      assertThat(List.of(heard(), heard())).containsExactly("one", "two");
      assertThat(errors.errors()).isEmpty();
    }
  }

  @Test
  void aBrokerThatTakesNothingCostsOneTimeoutAndEachSendIsNamed() throws Exception {
    RpcConnectionFactory quick = withTimeout(1000);
    try (LoggedLines errors = LoggedLines.of(LOG);
        RpcConnection connection = quick.getConnection()) {
      log(connection, "warm");
      transactions.begin();
      for (int i = 0; i < 8; i++) {
        log(connection, "line " + i);
      }
      fixture.broker().faults().block("low on memory");
      Beans.eventually(
          () ->
              Beans.all("Link", LinkMXBean.class).stream()
                  .anyMatch(link -> link.getState().equals("BLOCKED")));
      long begin = System.nanoTime();
      transactions.commit();

      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isLessThan(Duration.ofSeconds(7)); // not 8
      assertThat(errors.errors()).singleElement().asString().contains("connection.blocked");
      assertThat(errors.errors().get(0).split("unique id")).hasSize(1 + 8);
      assertThat(Beans.all("Link", LinkMXBean.class))
          .anyMatch(link -> link.getUndeliveredSends() == 8);
    } finally {
      fixture.broker().faults().unblock();
    }
  }

  @Test
  void anInterruptEndsNothingAndIsKept() throws Exception {
    transactions.begin();
    try (RpcConnection connection = fixture.connect()) {
      log(connection, "committed");
    }
    fixture.broker().faults().withholdConfirms();
    Thread committer = Thread.currentThread();
    CompletableFuture<Void> later =
        CompletableFuture.runAsync(
            () -> {
              Beans.eventually(() -> fixture.broker().faults().withheldConfirms() > 0);
              committer.interrupt(); // while it waits
              fixture.broker().faults().releaseConfirms();
            });
    try (LoggedLines errors = LoggedLines.of(LOG)) {
      committer.interrupt(); // before it begins
      transactions.commit();

      assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
      assertThat(errors.errors()).isEmpty();
    }
    assertThat(heard()).isEqualTo("committed");
    later.get(30, TimeUnit.SECONDS);
    Thread.interrupted(); // the second one may have come behind the commit
  }

  /** A serving method whose caller has no time left. */
  private record Late() implements RpcContext {
    @Override
    public RequestContext requestContext() {
      return RequestContext.empty();
    }

    @Override
    public String method() {
      return "late";
    }

    @Override
    public boolean isCall() {
      return true;
    }

    @Override
    public String uniqueId() {
      return "u";
    }

    @Override
    public boolean isRedelivered() {
      return false;
    }

    @Override
    public Duration remaining() {
      return Duration.ZERO;
    }
  }

  @Test
  void aCastOfAServingMethodHasItsOwnTimeout() throws Exception {
    fixture.broker().faults().delayConfirms(Duration.ofMillis(50));
    RpcContext before = CurrentRequest.set(new Late());
    try (LoggedLines errors = LoggedLines.of(LOG);
        RpcConnection connection = fixture.connect()) {
      log(connection, "now");
      transactions.begin();
      log(connection, "committed");
      transactions.commit();

      assertThat(List.of(heard(), heard())).containsExactly("now", "committed");
      assertThat(errors.errors()).isEmpty();
    } finally {
      CurrentRequest.set(before);
    }
  }

  @Test
  void aCallOfAServingMethodWhoseCallerHasGivenUpIsNotSent() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      assertThat(connection.client(CALCULATOR).request("add").arg("a", 1).arg("b", 1).call())
          .isEqualTo(2L);
      RpcContext before = CurrentRequest.set(new Late());
      try {
        for (int i = 0; i < 20; i++) {
          assertThatThrownBy(() -> connection.client(CALCULATOR).request("failOnce").call())
              .isInstanceOf(org.rarebit.api.MessagingTimeoutException.class)
              .hasMessageContaining("has not run");
        }
      } finally {
        CurrentRequest.set(before);
      }
      assertThat(connection.client(CALCULATOR).request("add").arg("a", 1).arg("b", 1).call())
          .isEqualTo(2L);
    }
    assertThat(fixture.desk().attempts).hasValue(0);
  }
}
