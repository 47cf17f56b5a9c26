package org.rarebit.testkit.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FakeTransactionsTest {

  private final FakeTransactions transactions = new FakeTransactions(Thread::new);
  private final TransactionSynchronizationRegistry registry = transactions.registry();
  private final List<String> events = new ArrayList<>();

  @Test
  void callbacksAndResourcesComeInOrder() throws Exception {
    transactions.begin();
    transactions.register(new Recorder("ordinary"));
    registry.registerInterposedSynchronization(new Recorder("interposed"));
    transactions.enlist(new Local(false));

    transactions.commit();

    assertThat(events)
        .containsExactly(
            "begin",
            "ordinary before",
            "interposed before",
            "commit",
            "interposed after " + Status.STATUS_COMMITTED,
            "ordinary after " + Status.STATUS_COMMITTED);
    assertThat(transactions.getStatus()).isEqualTo(Status.STATUS_NO_TRANSACTION);
  }

  @Test
  void rollbackSkipsTheCallbacksAheadOfIt() throws Exception {
    transactions.begin();
    registry.registerInterposedSynchronization(new Recorder("interposed"));
    transactions.enlist(new Local(false));

    transactions.rollback();

    assertThat(events)
        .containsExactly("begin", "rollback", "interposed after " + Status.STATUS_ROLLEDBACK);
  }

  @Test
  void commitOfAMarkedTransactionRollsBack() throws Exception {
    transactions.begin();
    transactions.enlist(new Local(false));
    registry.setRollbackOnly();

    assertThat(registry.getRollbackOnly()).isTrue();
    assertThatThrownBy(transactions::commit).isInstanceOf(RollbackException.class);
    assertThat(events).containsExactly("begin", "rollback");
  }

  @Test
  void transactionThatTimesOutIsRolledBackByAnotherThreadAndStaysWithItsOwn() throws Exception {
    Thread[] teller = new Thread[1];
    transactions.begin();
    transactions.enlist(new Local(false));
    registry.registerInterposedSynchronization(
        new Recorder("interposed") {
          @Override
          public void afterCompletion(int status) {
            teller[0] = Thread.currentThread();
            super.afterCompletion(status);
          }
        });

    transactions.timeOut();

    assertThat(events)
        .containsExactly("begin", "rollback", "interposed after " + Status.STATUS_ROLLEDBACK);
    assertThat(teller[0]).isNotSameAs(Thread.currentThread());
    assertThat(transactions.getStatus()).isEqualTo(Status.STATUS_ROLLEDBACK);
    assertThatThrownBy(() -> registry.registerInterposedSynchronization(new Recorder("too late")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(transactions::commit).isInstanceOf(RollbackException.class);
    assertThat(transactions.getStatus()).isEqualTo(Status.STATUS_NO_TRANSACTION);
    assertThat(events).hasSize(3);
  }

  @Test
  void callbacksOfATimedOutTransactionMayWaitForItsThread() throws Exception {
    transactions.timeouts(TransactionTimeout.ROLL_BACK_AND_TELL_LATER);
    transactions.begin();
    registry.registerInterposedSynchronization(new Recorder("interposed"));

    transactions.timeOut();

    assertThat(events).isEmpty();
    assertThat(registry.getTransactionStatus()).isEqualTo(Status.STATUS_ROLLEDBACK);
    transactions.rollback();
    assertThat(events).containsExactly("interposed after " + Status.STATUS_ROLLEDBACK);
  }

  @Test
  void transactionThatTimesOutMayBeMarkedOnly() throws Exception {
    transactions.timeouts(TransactionTimeout.MARK);
    transactions.begin();
    transactions.enlist(new Local(false));

    transactions.timeOut();

    assertThat(events).containsExactly("begin");
    assertThat(transactions.getStatus()).isEqualTo(Status.STATUS_MARKED_ROLLBACK);
    assertThatThrownBy(transactions::commit).isInstanceOf(RollbackException.class);
    assertThat(events).containsExactly("begin", "rollback");
  }

  @Test
  void timeoutStrikesWhileTheThreadWorks() throws Exception {
    transactions.setTransactionTimeout(1);
    transactions.begin();
    CountDownLatch ended = new CountDownLatch(1);
    registry.registerInterposedSynchronization(
        new Recorder("interposed") {
          @Override
          public void afterCompletion(int status) {
            ended.countDown();
          }
        });

    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();

    transactions.rollback();
    transactions.setTransactionTimeout(0);
  }

  @Test
  void callbackThatThrowsRollsBack() throws Exception {
    transactions.begin();
    transactions.enlist(new Local(false));
    registry.registerInterposedSynchronization(
        new Recorder("interposed") {
          @Override
          public void beforeCompletion() {
            throw new IllegalStateException("no");
          }
        });

    assertThatThrownBy(transactions::commit)
        .isInstanceOf(RollbackException.class)
        .hasRootCauseMessage("no");
    assertThat(events).contains("rollback");
  }

  @Test
  void localTransactionThatFailsToCommitIsASystemException() throws Exception {
    transactions.begin();
    registry.registerInterposedSynchronization(new Recorder("interposed"));
    transactions.enlist(new Local(true));

    assertThatThrownBy(transactions::commit).isInstanceOf(SystemException.class);
    assertThat(events).last().isEqualTo("interposed after " + Status.STATUS_ROLLEDBACK);
  }

  @Test
  void twoResourcesArePreparedAndTheLocalOneDecides() throws Exception {
    transactions.begin();
    transactions.enlist(new RecordingXaResource(events));
    transactions.enlist(new Local(false));

    transactions.commit();

    assertThat(events).containsExactly("start", "begin", "end", "prepare", "commit", "commit");
  }

  @Test
  void secondLocalTransactionIsRefused() throws Exception {
    transactions.begin();
    transactions.enlist(new Local(false));

    assertThatThrownBy(() -> transactions.enlist(new Local(false)))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("already has 1 non-XA Resource");
    transactions.rollback();
  }

  @Test
  void transactionsAreNotNested() throws Exception {
    transactions.begin();

    assertThatThrownBy(transactions::begin).isInstanceOf(NotSupportedException.class);
    transactions.rollback();
  }

  @Test
  void withoutATransactionTheRegistryHasNothing() {
    assertThat(registry.getTransactionKey()).isNull();
    assertThat(registry.getTransactionStatus()).isEqualTo(Status.STATUS_NO_TRANSACTION);
    assertThatThrownBy(() -> registry.registerInterposedSynchronization(new Recorder("")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> registry.putResource("a", 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(transactions::commit).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void resourcesBelongToTheTransaction() throws Exception {
    transactions.begin();
    Object key = registry.getTransactionKey();
    registry.putResource("a", 1);
    FakeTransaction suspended = transactions.suspend();

    assertThat(registry.getTransactionKey()).isNull();
    transactions.resume(suspended);
    assertThat(registry.getTransactionKey()).isSameAs(key);
    assertThat(registry.getResource("a")).isEqualTo(1);
    transactions.commit();
  }

  private class Recorder implements Synchronization {
    private final String name;

    Recorder(String name) {
      this.name = name;
    }

    @Override
    public void beforeCompletion() {
      events.add(name + " before");
    }

    @Override
    public void afterCompletion(int status) {
      events.add(name + " after " + status);
    }
  }

  private final class Local implements LocalTransaction {
    private final boolean failing;

    Local(boolean failing) {
      this.failing = failing;
    }

    @Override
    public void begin() {
      events.add("begin");
    }

    @Override
    public void commit() throws ResourceException {
      if (failing) {
        throw new ResourceException("lost");
      }
      events.add("commit");
    }

    @Override
    public void rollback() {
      events.add("rollback");
    }
  }
}
