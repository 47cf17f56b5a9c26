package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.transaction.Synchronization;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.EncodingException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.FakeTransactions;

class SendOnCommitTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  private AdapterFixture fixture;
  private FakeTransactions transactions;
  private BlockingQueue<String> heard;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    transactions = fixture.container().transactions();
    heard = fixture.desk().heard;
    var spec = fixture.spec("node1");
    spec.setMaxConcurrency(1); // so that the order of arrival is the order of the sends
    fixture.activate(spec, org.rarebit.testkit.container.EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  /** What was cast before arrives before the answer: one dispatcher, one queue. */
  private List<String> heardUntilNow() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      connection.client(CALCULATOR).request("add").arg("a", 1).arg("b", 1).call();
    }
    List<String> lines = new java.util.ArrayList<>();
    heard.drainTo(lines);
    return lines;
  }

  @Test
  void castsLeaveAfterTheCommitInTheirOrder() throws Exception {
    transactions.begin();
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      for (int i = 0; i < 20; i++) {
        client.request("log").arg("line", "line " + i).cast();
      }
    }
    assertThat(heardUntilNow()).isEmpty();

    transactions.commit();

    for (int i = 0; i < 20; i++) {
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("line " + i);
    }
  }

  @Test
  void fanoutsWaitForTheCommitAsWell() throws Exception {
    transactions.begin();
    try (RpcConnection connection = fixture.connect()) {
      connection.proxy(Calculator.class, CALCULATOR).refresh("all");
    }
    assertThat(heardUntilNow()).isEmpty();

    transactions.commit();

    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("refresh all");
  }

  @Test
  void aRollbackSendsNothing() throws Exception {
    transactions.begin();
    try (RpcConnection connection = fixture.connect()) {
      connection.client(CALCULATOR).request("log").arg("line", "never").cast();
      transactions.setRollbackOnly();
      connection.client(CALCULATOR).request("log").arg("line", "never either").cast();
    }
    transactions.rollback();

    assertThat(heardUntilNow()).isEmpty();
  }

  @Test
  void aCallInATransactionIsAnsweredAtOnce() throws Exception {
    transactions.begin();
    try (RpcConnection connection = fixture.connect()) {
      assertThat(connection.proxy(Calculator.class, CALCULATOR).add(1, 2)).isEqualTo(3);
    }
    transactions.rollback();
  }

  @Test
  void withoutATransactionACastLeavesAtOnce() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      connection.client(CALCULATOR).request("log").arg("line", "now").cast();
    }
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("now");
  }

  @Test
  void thePropertySendsAtOnceInATransactionToo() throws Exception {
    RpcManagedConnectionFactory managed = fixture.managedFactory();
    managed.setSendOnCommit(false);
    RpcConnectionFactory atOnce =
        (RpcConnectionFactory)
            managed.createConnectionFactory(fixture.container().connectionManager());

    transactions.begin();
    try (RpcConnection connection = atOnce.getConnection()) {
      connection.client(CALCULATOR).request("log").arg("line", "at once").cast();
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("at once");
    }
    transactions.rollback();
  }

  @Test
  void whatCannotBeWrittenIsSaidBeforeTheCommit() throws Exception {
    transactions.begin();
    try (RpcConnection connection = fixture.connect()) {
      Object self = new CalculatorBean().unwritable();
      assertThatThrownBy(
              () -> connection.client(CALCULATOR).request("log").arg("line", self).cast())
          .isInstanceOf(EncodingException.class);
    }
    transactions.rollback();
  }

  /** As an observer of the transaction's success or failure does, which has no other. */
  private AtomicReference<Exception> castAfterCompletion(String line) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    transactions
        .registry()
        .registerInterposedSynchronization(
            new Synchronization() {
              @Override
              public void beforeCompletion() {}

              @Override
              public void afterCompletion(int status) {
                try (RpcConnection connection = fixture.connect()) {
                  connection.client(CALCULATOR).request("log").arg("line", line).cast();
                } catch (Exception e) {
                  failure.set(e);
                }
              }
            });
    return failure;
  }

  @Test
  void whatIsSentInAnObserverOfTheCommitLeavesAfterWhatTheTransactionHasLeft() throws Exception {
    transactions.begin();
    try (RpcConnection connection = fixture.connect()) {
      connection.client(CALCULATOR).request("log").arg("line", "of the transaction").cast();
    }
    AtomicReference<Exception> failure = castAfterCompletion("of its observer");

    transactions.commit();

    assertThat(failure).hasNullValue();
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("of the transaction");
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("of its observer");
  }

  @Test
  void whatIsSentInAnObserverOfTheRollbackIsRefused() throws Exception {
    transactions.begin();
    AtomicReference<Exception> failure = castAfterCompletion("never");

    transactions.rollback();

    assertThat(failure.get()).hasMessageContaining("Nothing was sent");
    assertThat(heardUntilNow()).isEmpty();
  }

  @Test
  void aLinkThatIsLostBeforeTheCommitIsReplaced() throws Exception {
    transactions.begin();
    try (RpcConnection connection = fixture.connect()) {
      connection.client(CALCULATOR).request("log").arg("line", "committed all the same").cast();
    }
    fixture.dropConnections();
    fixture.awaitConsumers("calculator", 1);

    transactions.commit();

    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("committed all the same");
  }

  @Test
  void aFactoryThatRetriesSendsOverANewLink() throws Exception {
    RpcManagedConnectionFactory managed = fixture.managedFactory();
    managed.setRetry(-1);
    RpcConnectionFactory stubborn =
        (RpcConnectionFactory)
            managed.createConnectionFactory(fixture.container().connectionManager());

    try (RpcConnection connection = stubborn.getConnection()) {
      RpcClient client = connection.client(CALCULATOR);
      client.request("add").arg("a", 1).arg("b", 1).call();
      fixture.broker().stop();
      Thread restart =
          new Thread(
              () -> {
                try {
                  fixture.broker().start();
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      restart.start();
      client.request("log").arg("line", "after the restart").cast();
      restart.join();
    }
    fixture.awaitConsumers("calculator", 1);
    try (RpcConnection connection = stubborn.getConnection()) {
      assertThat(connection.client(CALCULATOR).request("add").arg("a", 1).arg("b", 1).call())
          .isEqualTo(2L);
    }
  }
}
