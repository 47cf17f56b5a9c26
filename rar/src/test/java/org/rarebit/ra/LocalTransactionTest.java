package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.LocalTransactionException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.transaction.SystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rarebit.api.ConnectionLostException;
import org.rarebit.api.EncodingException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.FakeTransactions;

/** What is sent as a local transaction of the container's (Connectors 7.4). */
class LocalTransactionTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final Target NOBODY = Target.topic("waiting");

  private AdapterFixture fixture;
  private FakeTransactions transactions;
  private RpcConnectionFactory factory;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    transactions = fixture.container().transactions();
    var spec = fixture.spec("node1");
    spec.setMaxConcurrency(1); // so that the order of arrival is the order of the sends
    fixture.activate(spec, org.rarebit.testkit.container.EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);
    factory = (RpcConnectionFactory) local().createConnectionFactory(fixture.pool());
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private RpcManagedConnectionFactory local() throws Exception {
    RpcManagedConnectionFactory managed = fixture.managedFactory();
    managed.setLocalTransaction(true);
    return managed;
  }

  private void cast(String line) throws Exception {
    try (RpcConnection connection = factory.getConnection()) {
      connection.client(CALCULATOR).request("log").arg("line", line).cast();
    }
  }

  /** What was sent before arrives before the answer: one dispatcher, one queue. */
  private List<String> heardUntilNow() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      connection.client(CALCULATOR).request("add").arg("a", 1).arg("b", 1).call();
    }
    List<String> lines = new ArrayList<>();
    fixture.desk().heard.drainTo(lines);
    return lines;
  }

  private String nextHeard() throws InterruptedException {
    return fixture.desk().heard.poll(30, TimeUnit.SECONDS);
  }

  @Test
  @Tag("point-37")
  void theCommitSendsInOrderWhatManyHandlesCast() throws Exception {
    transactions.begin();
    for (int i = 0; i < 20; i++) {
      cast("line " + i);
    }
    assertThat(heardUntilNow()).isEmpty();

    transactions.commit();

    for (int i = 0; i < 20; i++) {
      assertThat(nextHeard()).isEqualTo("line " + i);
    }
  }

  @Test
  @Tag("point-37")
  void outsideATransactionACastLeavesAtOnceBeforeAndAfterOne() throws Exception {
    cast("before");
    assertThat(nextHeard()).isEqualTo("before");

    transactions.begin();
    cast("within");
    transactions.commit();
    assertThat(nextHeard()).isEqualTo("within");

    cast("after");
    assertThat(nextHeard()).isEqualTo("after");
    assertThat(fixture.pool().created()).isEqualTo(1);
  }

  @Test
  void theCommitReturnsWhenTheBrokerHasEverything() throws Exception {
    transactions.begin();
    try (RpcConnection connection = factory.getConnection()) {
      connection.client(CALCULATOR).request("refresh").arg("what", "all").fanout();
      connection.notifier("billing").info("invoice.created", 7);
    }
    assertThat(fixture.broker().queueNames()).doesNotContain("notifications.info");

    transactions.commit();

    assertThat(fixture.broker().messageCount("notifications.info")).isEqualTo(1);
    assertThat(nextHeard()).isEqualTo("refresh all");
  }

  @Test
  void aRollbackSendsNothing() throws Exception {
    transactions.begin();
    cast("never");
    transactions.setRollbackOnly();
    cast("never either");
    transactions.rollback();

    assertThat(heardUntilNow()).isEmpty();
  }

  @Test
  void aCallIsAnsweredAtOnceAndWhatWasCastBeforeWaits() throws Exception {
    transactions.begin();
    try (RpcConnection connection = factory.getConnection()) {
      RpcClient client = connection.client(CALCULATOR);
      client.request("log").arg("line", "later").cast();
      assertThat(client.request("add").arg("a", 1).arg("b", 2).call()).isEqualTo(3L);
      assertThat(fixture.desk().heard).isEmpty();
    }
    transactions.commit();

    assertThat(nextHeard()).isEqualTo("later");
  }

  @Test
  void aCommitThatCannotSendRollsTheTransactionBack() throws Exception {
    transactions.begin();
    cast("never");
    fixture.broker().faults().dropConnections();

    assertThatThrownBy(transactions::commit)
        .isInstanceOf(SystemException.class)
        .cause()
        .isInstanceOf(LocalTransactionException.class)
        .hasMessageContaining("cannot be committed")
        .hasMessageContaining("127.0.0.1");
    fixture.awaitConsumers("calculator", 1);
    assertThat(heardUntilNow()).isEmpty();
  }

  /** As on servers that do not destroy a connection before its transaction has ended. */
  @Test
  void aCommitOnABrokenConnectionNamesWhatIsNotSent() throws Exception {
    ManagedConnection connection = local().createManagedConnection(null, null);
    RpcConnection handle = (RpcConnection) connection.getConnection(null, null);
    connection.getLocalTransaction().begin();
    handle.client(CALCULATOR).request("log").arg("line", "one").cast();
    handle.client(CALCULATOR).request("log").arg("line", "two").cast();
    fixture.broker().faults().dropConnections();

    assertThatThrownBy(() -> connection.getLocalTransaction().commit())
        .isInstanceOf(LocalTransactionException.class)
        .hasMessageContaining("its request \"log\" at calculator and 1 more could not be sent")
        .hasMessageContaining("127.0.0.1");
    connection.destroy();
    fixture.awaitConsumers("calculator", 1);
    assertThat(heardUntilNow()).isEmpty();
  }

  /** The broker has read the casts when the link breaks, and not the commit. */
  @Test
  void aLinkThatBreaksWithinTheCommitSendsNothing() throws Exception {
    try (MethodTap tap = new MethodTap(fixture.broker().port())) {
      RpcManagedConnectionFactory tapped = local();
      tapped.setConnectionURL(tap.url());
      ManagedConnection connection = tapped.createManagedConnection(null, null);
      RpcConnection handle = (RpcConnection) connection.getConnection(null, null);
      connection.getLocalTransaction().begin();
      for (int i = 0; i < 200; i++) {
        handle.client(CALCULATOR).request("log").arg("line", "line " + i).cast();
      }
      tap.cutAt(AMQP.Tx.Commit.class);

      assertThatThrownBy(() -> connection.getLocalTransaction().commit())
          .isInstanceOf(LocalTransactionException.class);

      connection.destroy();
      assertThat(heardUntilNow()).isEmpty();
      assertThat(tap.sent()).filteredOn(sent -> sent.startsWith("Basic.Publish")).hasSize(200);
    }
  }

  @Test
  void aCommitWaitsForABlockedBrokerAsLongAsItsCastsMayAndThenSendsNothing() throws Exception {
    cast("before"); // brokers tell those that have published
    assertThat(nextHeard()).isEqualTo("before");
    fixture.broker().faults().block("low on memory");
    transactions.begin();
    try (RpcConnection connection = factory.getConnection()) {
      connection
          .client(CALCULATOR)
          .request("log")
          .timeout(Duration.ofMillis(300))
          .arg("line", "never")
          .cast();
    }

    assertThatThrownBy(transactions::commit)
        .isInstanceOf(SystemException.class)
        .hasMessageContaining("low on memory");
    fixture.broker().faults().unblock();
    assertThat(heardUntilNow()).isEmpty();
  }

  @Test
  void aCommitAfterAnErrorThrowsAlsoWithNothingToSend() throws Exception {
    transactions.begin();
    try (RpcConnection connection = factory.getConnection()) {
      RpcClient client = connection.client(CALCULATOR);
      client.request("add").arg("a", 1).arg("b", 2).call();
      fixture.broker().faults().dropConnections();
      assertThatThrownBy(
              () -> {
                while (true) { // until the loss is noticed
                  client.request("add").arg("a", 1).arg("b", 2).call();
                }
              })
          .isInstanceOf(ConnectionLostException.class);
    }

    assertThatThrownBy(transactions::commit)
        .isInstanceOf(SystemException.class)
        .hasMessageContaining("cannot be committed");
  }

  @Test
  void aDestroyedConnectionCommitsNothing() throws Exception {
    ManagedConnection connection = local().createManagedConnection(null, null);
    LocalTransaction transaction = connection.getLocalTransaction();
    transaction.begin();
    connection.destroy();

    assertThatThrownBy(transaction::commit)
        .isInstanceOf(LocalTransactionException.class)
        .hasMessageContaining("destroyed");
    transaction.rollback();
    assertThatThrownBy(transaction::begin).isInstanceOf(LocalTransactionException.class);
  }

  @Test
  void transactionsFollowEachOtherAndAreNotNested() throws Exception {
    ManagedConnection connection = local().createManagedConnection(null, null);
    LocalTransaction transaction = connection.getLocalTransaction();
    transaction.begin();
    assertThatThrownBy(transaction::begin).isInstanceOf(LocalTransactionException.class);
    transaction.commit();
    assertThatThrownBy(transaction::commit).isInstanceOf(LocalTransactionException.class);
    transaction.begin();
    transaction.rollback();
    connection.destroy();
  }

  @Test
  void cleanupForgetsATransactionThatNobodyEnded() throws Exception {
    ManagedConnection connection = local().createManagedConnection(null, null);
    connection.getLocalTransaction().begin();
    RpcConnection handle = (RpcConnection) connection.getConnection(null, null);
    handle.client(CALCULATOR).request("log").arg("line", "never").cast();
    connection.cleanup();

    assertThatThrownBy(() -> connection.getLocalTransaction().commit())
        .isInstanceOf(LocalTransactionException.class);
    assertThat(heardUntilNow()).isEmpty();
    connection.destroy();
  }

  @Test
  void whatCannotBeWrittenIsSaidBeforeTheCommit() throws Exception {
    transactions.begin();
    try (RpcConnection connection = factory.getConnection()) {
      Object self = new CalculatorBean().unwritable();
      assertThatThrownBy(
              () -> connection.client(CALCULATOR).request("log").arg("line", self).cast())
          .isInstanceOf(EncodingException.class);
    }
    transactions.rollback();
  }

  @Test
  void aMandatoryCastThatNoQueueTakesFailsTheCommit() throws Exception {
    RpcManagedConnectionFactory managed = local();
    managed.setMandatoryCasts(true);
    factory = (RpcConnectionFactory) managed.createConnectionFactory(fixture.pool());
    transactions.begin();
    try (RpcConnection connection = factory.getConnection()) {
      connection.client(NOBODY).request("lost").cast();
    }

    assertThatThrownBy(transactions::commit)
        .isInstanceOf(SystemException.class)
        .hasMessageContaining("no queue takes")
        .hasMessageContaining("routing key \"" + NOBODY.topic() + "\"");
    transactions.begin();
    cast("the next transaction works");
    transactions.commit();
    assertThat(nextHeard()).isEqualTo("the next transaction works");
  }

  @Test
  void anExchangeThatWasDeletedIsDeclaredForTheNextTransaction() throws Exception {
    transactions.begin();
    cast("one");
    transactions.commit();
    assertThat(nextHeard()).isEqualTo("one");
    try (var admin = fixture.admin();
        var channel = admin.createChannel()) {
      channel.exchangeDelete("openstack");
    }

    transactions.begin();
    cast("never");
    assertThatThrownBy(transactions::commit).isInstanceOf(SystemException.class);

    transactions.begin();
    cast("two"); // nobody is bound any more, and that is no error for a cast
    transactions.commit();
    assertThat(fixture.broker().exchangeNames()).contains("openstack");
  }

  @Test
  void aConnectionThatWasTakenBeforeTheTransactionSendsAfterItsCommit() throws Exception {
    // so the container did not enlist it, as some do not either that want another setting for it
    try (RpcConnection connection = factory.getConnection();
        LoggedLines log = LoggedLines.of("org.rarebit.ra.outbound")) {
      transactions.begin();
      connection.client(CALCULATOR).request("log").arg("line", "after the commit").cast();
      assertThat(heardUntilNow()).isEmpty();
      transactions.commit();
      assertThat(nextHeard()).isEqualTo("after the commit");

      transactions.begin();
      connection.client(CALCULATOR).request("log").arg("line", "never").cast();
      transactions.rollback();
      assertThat(heardUntilNow()).isEmpty();

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("what is sent leaves after its commit and cannot undo it")
          .contains("transactionSupport=LocalTransaction");
    }
  }

  @Test
  void onlyTransactionsThatSendCostASecondChannel() throws Exception {
    transactions.begin();
    try (RpcConnection connection = factory.getConnection()) {
      connection.client(CALCULATOR).request("add").arg("a", 1).arg("b", 2).call();
    }
    transactions.commit();
    int afterACall = fixture.broker().channelCount();

    for (int i = 0; i < 3; i++) {
      transactions.begin();
      cast("line");
      transactions.commit();
    }
    assertThat(fixture.broker().channelCount()).isEqualTo(afterACall + 1);

    fixture.pool().flush();
    assertThat(
            fixture
                .broker()
                .await(AdapterFixture.PATIENCE, broker -> broker.channelCount() < afterACall))
        .isTrue();
  }

  /**
   * The pool destroys it on the thread that reads from the link, which must not wait for itself.
   */
  @Test
  void aConnectionThatHasSentInATransactionIsGivenUpAtOnceWhenItsLinkIsLost() throws Exception {
    for (int i = 0; i < 3; i++) {
      transactions.begin();
      cast("line");
      transactions.commit();
      assertThat(nextHeard()).isEqualTo("line");

      fixture.broker().faults().dropConnections();

      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8); // the answer has 10 s
      while (fixture.pool().size() > 0) {
        assertThat(System.nanoTime()).as("it waits for nobody").isLessThan(end);
        LockSupport.parkNanos(1_000_000);
      }
      fixture.awaitConsumers("calculator", 1);
    }
  }

  @Test
  void itNeedsSendOnCommit() throws Exception {
    RpcManagedConnectionFactory managed = local();
    managed.setSendOnCommit(false);

    assertThatThrownBy(() -> managed.createConnectionFactory(fixture.pool()))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("localTransaction needs sendOnCommit");
  }

  @Test
  @Tag("point-34")
  void noEventTellsOfTransactionsThatTheContainerDemarcates() throws Exception {
    ManagedConnection connection = local().createManagedConnection(null, null);
    ConnectionEvents events = new ConnectionEvents();
    connection.addConnectionEventListener(events);
    connection.getLocalTransaction().begin();
    connection.getLocalTransaction().commit();
    connection.getLocalTransaction().begin();
    connection.getLocalTransaction().rollback();

    assertThat(events.ids()).isEmpty();
    connection.destroy();
  }
}
