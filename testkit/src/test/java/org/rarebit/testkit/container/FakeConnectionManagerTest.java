package org.rarebit.testkit.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.transaction.SystemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rarebit.testkit.container.TestConnections.Fault;
import org.rarebit.testkit.container.TestConnections.Handle;
import org.rarebit.testkit.container.TestConnections.Request;

class FakeConnectionManagerTest {

  private static final Request REQUEST = new Request("a");

  private final FakeContainer container = new FakeContainer();
  private final TestConnections factory = new TestConnections();
  private final FakeConnectionManager manager = container.connectionManager();

  @AfterEach
  void close() {
    container.close();
  }

  @Test
  void closedConnectionIsCleanedAndUsedAgain() throws Exception {
    Handle first = allocate(REQUEST);
    first.close();
    assertThat(manager.idle()).isOne();
    Handle second = allocate(REQUEST);

    assertThat(second.connection).isSameAs(first.connection);
    assertThat(second.connection.calls).containsExactly("cleanup");
    assertThat(manager.created()).isOne();
    second.close();
  }

  @Test
  void connectionThatDoesNotMatchIsLeftInThePool() throws Exception {
    allocate(REQUEST).close();

    allocate(new Request("b")).close();

    assertThat(manager.created()).isEqualTo(2);
    assertThat(manager.idle()).isEqualTo(2);
  }

  @Test
  void connectionThatDoesNotMatchGivesWayAtTheLimit() throws Exception {
    manager.maxSize(1);
    allocate(REQUEST).close();

    allocate(new Request("b")).close();

    assertThat(factory.made.get(0).calls).containsExactly("cleanup", "cleanup", "destroy");
    assertThat(manager.size()).isOne();
  }

  @Test
  void requestWaitsForAConnectionUpToTheTimeout() throws Exception {
    manager.maxSize(1).blockingTimeout(Duration.ofMillis(20));
    Handle handle = allocate(REQUEST);

    assertThatThrownBy(() -> allocate(REQUEST)).isInstanceOf(ResourceAllocationException.class);
    manager.blockingTimeout(Duration.ofSeconds(30));
    CompletableFuture<Handle> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return allocate(REQUEST);
              } catch (ResourceException e) {
                throw new IllegalStateException(e);
              }
            });
    handle.close();
    waiting.get(30, TimeUnit.SECONDS).close();
    assertThat(manager.created()).isOne();
  }

  @Test
  void invalidConnectionIsDestroyedBeforeItIsHandedOut() throws Exception {
    Handle handle = allocate(REQUEST);
    handle.close();
    handle.connection.broken = true;

    allocate(REQUEST).close();

    assertThat(handle.connection.calls).endsWith("destroy");
    assertThat(manager.created()).isEqualTo(2);
    assertThat(manager.destroyed()).isOne();
  }

  @Test
  void withoutValidationTheBrokenOneIsHandedOut() throws Exception {
    manager.withoutValidation();
    Handle handle = allocate(REQUEST);
    handle.close();
    handle.connection.broken = true;

    Handle again = allocate(REQUEST);

    assertThat(again.connection).isSameAs(handle.connection);
    again.close();
  }

  @Test
  void failedConnectionIsDestroyedAtOnce() throws Exception {
    Handle handle = allocate(REQUEST);

    handle.connection.fireError();

    assertThat(handle.connection.calls).containsExactly("cleanup", "destroy");
    assertThat(manager.size()).isZero();
    assertThat(manager.openHandles()).isZero();
  }

  @Test
  void errorPurgesThePoolOnDemand() throws Exception {
    manager.purgeOnError();
    Handle other = allocate(new Request("b"));
    Handle handle = allocate(REQUEST);
    other.close();

    handle.connection.fireError();

    assertThat(manager.size()).isZero();
  }

  @Test
  void flushDestroysWhatIsIdle() throws Exception {
    Handle open = allocate(REQUEST);
    allocate(new Request("b")).close();

    manager.flush();

    assertThat(manager.size()).isOne();
    open.close();
  }

  @Test
  void signOnBringsTheCredentialOfThisFactoryBehindAForeignOne() throws Exception {
    manager.signOn("scott", "tiger");

    Handle handle = allocate(REQUEST);

    assertThat(handle.connection.user).isEqualTo("scott");
    handle.close();
  }

  @Test
  void handlesOfATransactionShareAConnectionThatIsEnlistedOnce() throws Exception {
    container.transactions().begin();
    Handle first = allocate(REQUEST);
    Handle second = allocate(REQUEST);
    first.close();
    second.close();

    assertThat(second.connection).isSameAs(first.connection);
    assertThat(manager.idle()).isZero();
    container.transactions().commit();
    assertThat(first.connection.calls).containsExactly("begin", "commit", "cleanup");
    assertThat(manager.idle()).isOne();
  }

  @Test
  void sharingByAssociationMovesTheHandle() throws Exception {
    manager.shareByAssociation();
    container.transactions().begin();
    Handle first = allocate(REQUEST);
    Handle second = allocate(REQUEST);

    assertThat(second.connection).isSameAs(first.connection);
    assertThat(first.connection.calls).containsExactly("begin", "associate");
    assertThat(manager.idle()).isOne();
    first.close();
    second.close();
    container.transactions().rollback();
  }

  @Test
  void unshareableHandlesHaveTheirOwnConnectionsAndTheSecondCannotBeEnlisted() throws Exception {
    manager.unshareable();
    container.transactions().begin();
    Handle first = allocate(REQUEST);

    assertThatThrownBy(() -> allocate(REQUEST)).hasMessageContaining("non-XA");
    assertThat(manager.size()).isOne();
    first.close();
    container.transactions().rollback();
  }

  @Test
  void xaConnectionsAreEnlistedAsSuch() throws Exception {
    factory.level = TransactionSupportLevel.XATransaction;
    container.transactions().begin();
    Handle handle = allocate(REQUEST);
    handle.close();
    container.transactions().commit();

    assertThat(handle.connection.calls)
        .containsExactly("start", "end", "commit onePhase", "cleanup");
  }

  @Test
  void connectionWithoutTransactionsGoesBackAtItsCloseWithinATransaction() throws Exception {
    factory.level = TransactionSupportLevel.NoTransaction;
    container.transactions().begin();
    Handle first = allocate(REQUEST);
    Handle second = allocate(REQUEST);
    assertThat(second.connection).isNotSameAs(first.connection);

    first.close();
    second.close();

    assertThat(first.connection.calls).containsExactly("cleanup");
    assertThat(manager.idle()).isEqualTo(2);
    manager.flush();
    assertThat(manager.size()).isZero();
    container.transactions().commit();
  }

  @Test
  void connectionWithoutTransactionsMayBeKeptUntilTheCompletion() throws Exception {
    manager.keepUntilCompletion();
    factory.level = TransactionSupportLevel.NoTransaction;
    container.transactions().begin();
    Handle handle = allocate(REQUEST);
    handle.close();
    assertThat(manager.idle()).isZero();

    container.transactions().commit();

    assertThat(handle.connection.calls).containsExactly("cleanup");
    assertThat(manager.idle()).isOne();
  }

  @Test
  void poolThatKeepsNoneDestroysWhatComesBack() throws Exception {
    manager.keepNone();

    allocate(REQUEST).close();

    assertThat(manager.size()).isZero();
    assertThat(manager.destroyed()).isOne();
  }

  @Test
  void eventOnAThreadThatMustNotWaitIsAViolation() throws Exception {
    Handle handle = allocate(REQUEST);
    container.keepOff(thread -> thread == Thread.currentThread());

    assertViolation(handle.connection::fireError, "which must not wait");

    container.keepOff(thread -> false);
    handle.close();
  }

  @Test
  void commitOfAConnectionThatFailedFails() throws Exception {
    container.transactions().begin();
    Handle handle = allocate(REQUEST);
    handle.connection.fireError();

    assertThatThrownBy(container.transactions()::commit).isInstanceOf(SystemException.class);
  }

  @Test
  void serializedManagerIsTheSamePoolWhileItIsOpen() throws Exception {
    byte[] bytes = serialized(manager);

    assertThat(deserialized(bytes)).isSameAs(manager);
    container.close();
    assertThatThrownBy(() -> deserialized(bytes)).isInstanceOf(InvalidObjectException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "NULL_CONNECTION, createManagedConnection returned null",
    "NULL_HANDLE, getConnection returned null",
    "NULL_META_DATA, getMetaData() returned null",
  })
  void nullAnswersAreViolations(Fault fault, String text) {
    factory.faults.add(fault);

    assertViolation(() -> allocate(REQUEST), text);
  }

  @ParameterizedTest
  @CsvSource({
    "FOREIGN_MATCH, not offered",
    "FOREIGN_INVALID, must not judge",
    "TOUCH_FOREIGN, another adapter's ManagedConnection",
    "EVENT_IN_MATCH, within matchManagedConnections",
    "FICKLE_LEVEL, getTransactionSupport()",
  })
  void wrongAnswersForAPooledConnectionAreViolations(Fault fault, String text) throws Exception {
    allocate(REQUEST).close();
    factory.faults.add(fault);

    // not the one in the pool, so that all candidates are looked at
    assertViolation(() -> allocate(new Request("b")), text);
  }

  @ParameterizedTest
  @CsvSource({
    "CLOSED_WITHOUT_HANDLE, without its handle",
    "CLOSED_TWICE, not open",
  })
  void wrongCloseEventsAreViolations(Fault fault, String text) throws Exception {
    Handle handle = allocate(REQUEST);
    factory.faults.add(fault);

    assertViolation(handle::close, text);
    container.stop(); // of the two, the one without a handle leaves it open
    container.takeViolations();
  }

  @Test
  void handleGivenTwiceIsAViolation() throws Exception {
    factory.faults.add(Fault.SAME_HANDLE);
    container.transactions().begin();
    Handle handle = allocate(REQUEST);

    assertViolation(() -> allocate(REQUEST), "same handle");
    handle.close();
    container.transactions().rollback();
  }

  @Test
  void foreignCredentialThatIsTouchedIsAViolation() {
    factory.faults.add(Fault.TOUCH_FOREIGN);
    manager.signOn("scott", "tiger");

    assertViolation(() -> allocate(REQUEST), "another adapter's ManagedConnectionFactory");
  }

  @Test
  void transactionsThatTheLevelDeniesAreAViolation() {
    factory.level = TransactionSupportLevel.NoTransaction;
    factory.faults.add(Fault.TRANSACTIONS_UNDECLARED);

    assertViolation(() -> allocate(REQUEST), "getLocalTransaction");
  }

  @Test
  void errorThatIsReportedTwiceIsAViolation() throws Exception {
    Handle handle = allocate(REQUEST);
    handle.connection.fireError();

    assertViolation(handle.connection::fireError, "after destroy()");
  }

  @Test
  void closeAfterAnErrorIsAViolation() throws Exception {
    Handle handle = allocate(REQUEST);
    handle.connection.fireError();

    assertViolation(handle::close, "after destroy()");
  }

  @Test
  void transactionEventInAContainersTransactionIsAViolation() throws Exception {
    factory.faults.add(Fault.TRANSACTION_EVENTS);
    container.transactions().begin();

    assertViolation(() -> allocate(REQUEST), "LOCAL_TRANSACTION_COMMITTED");
    container.transactions().rollback();
  }

  @Test
  void commitThatSucceedsOnABrokenConnectionIsAViolation() throws Exception {
    factory.faults.add(Fault.COMMIT_OF_BROKEN);
    container.transactions().begin();
    Handle handle = allocate(REQUEST);
    handle.connection.fireError();

    assertViolation(container.transactions()::commit, "succeeded on a broken connection");
  }

  @Test
  void connectionThatCannotBeCleanedIsDestroyed() throws Exception {
    Handle handle = allocate(REQUEST);
    factory.faults.add(Fault.CLEANUP_FAILS);

    handle.close();

    assertThat(manager.size()).isZero();
  }

  @Test
  void handleThatIsNeverClosedIsAViolation() throws Exception {
    allocate(REQUEST);

    container.stop();

    assertThat(container.takeViolations()).singleElement().asString().contains("never closed");
  }

  private Handle allocate(Request request) throws ResourceException {
    return (Handle) manager.allocateConnection(factory, request);
  }

  private void assertViolation(Step step, String text) {
    assertThatThrownBy(step::run).isInstanceOf(ContractViolation.class).hasMessageContaining(text);
    container.takeViolations();
  }

  private interface Step {
    void run() throws Exception;
  }

  private static byte[] serialized(Object object) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  private static Object deserialized(byte[] bytes) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }
}
