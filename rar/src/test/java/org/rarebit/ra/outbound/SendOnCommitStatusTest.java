package org.rarebit.ra.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.MessagingException;

/** What is sent on a thread is a matter of its transaction's status. */
class SendOnCommitStatusTest {

  private int status = Status.STATUS_ACTIVE;
  private Synchronization registered;
  private Object resource;
  private final List<String> done = new ArrayList<>();

  private final TransactionSynchronizationRegistry registry =
      (TransactionSynchronizationRegistry)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {TransactionSynchronizationRegistry.class},
              (proxy, method, args) -> {
                switch (method.getName()) {
                  case "registerInterposedSynchronization" ->
                      registered = (Synchronization) args[0];
                  case "putResource" -> resource = args[1];
                  case "getTransactionStatus" -> {
                    return status;
                  }
                  case "getResource" -> {
                    return resource;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                }
                return null;
              });

  private boolean defer(String what) {
    return SendOnCommit.defer(registry, () -> done.add(what));
  }

  @Test
  void withoutATransactionItIsSentNow() throws Exception {
    status = Status.STATUS_NO_TRANSACTION;

    assertThat(defer("now")).isFalse();
    assertThat(SendOnCommit.defer(null, () -> {})).isFalse();
  }

  /** For example an observer of its success. */
  @Test
  void afterTheCommitItIsSentNow() throws Exception {
    status = Status.STATUS_COMMITTED;

    assertThat(defer("now")).isFalse();
  }

  @Test
  void inATransactionItWaitsForTheCommit() throws Exception {
    assertThat(defer("one")).isTrue();
    assertThat(defer("two")).isTrue();
    assertThat(done).isEmpty();

    registered.afterCompletion(Status.STATUS_COMMITTED);
    registered.afterCompletion(Status.STATUS_COMMITTED);

    assertThat(done).containsExactly("one", "two");
  }

  @Test
  void ofOneThatIsMarkedForRollbackNothingLeaves() throws Exception {
    status = Status.STATUS_MARKED_ROLLBACK;

    assertThat(defer("never")).isTrue();
    assertThat(registered).isNull();
  }

  /** A transaction whose time is over is rolled back by another thread; this one goes on. */
  @ParameterizedTest
  @ValueSource(ints = {Status.STATUS_ROLLEDBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_UNKNOWN})
  void ofOneThatHasEndedOtherwiseNothingLeavesAndItIsSaid(int ended) {
    status = ended;

    assertThatThrownBy(() -> defer("never"))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("Nothing was sent");
    assertThat(done).isEmpty();
  }

  @Test
  void whatComesWhileItEndsOnAnotherThreadIsRefused() throws Exception {
    defer("never");
    registered.afterCompletion(Status.STATUS_ROLLEDBACK);

    assertThatThrownBy(() -> defer("never either")).isInstanceOf(MessagingException.class);
    assertThat(done).isEmpty();
  }
}
