package org.rarebit.testkit.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rarebit.testkit.container.TestConnections.Handle;
import org.rarebit.testkit.container.TestConnections.Request;

class LazyConnectionManagersTest {

  private static final Request REQUEST = new Request("a");

  private final FakeContainer container = new FakeContainer();
  private final TestConnections factory = new TestConnections();

  @AfterEach
  void close() {
    container.close();
  }

  @Test
  void connectionIsEnlistedWhenTheAdapterAsksForIt() throws Exception {
    LazyEnlistingConnectionManager manager = container.lazyEnlistingConnectionManager();
    container.transactions().begin();
    Handle handle = allocate(manager);
    assertThat(handle.connection.calls).isEmpty();

    manager.lazyEnlist(handle.connection);
    manager.lazyEnlist(handle.connection);
    handle.close();
    container.transactions().commit();

    assertThat(handle.connection.calls).containsExactly("begin", "commit", "cleanup");
  }

  @Test
  void lazyEnlistOfAnotherPoolsConnectionIsAViolation() throws Exception {
    LazyEnlistingConnectionManager manager = container.lazyEnlistingConnectionManager();
    Handle foreign = allocate(container.connectionManager());

    assertThatThrownBy(() -> manager.lazyEnlist(foreign.connection))
        .isInstanceOf(ContractViolation.class);
    container.takeViolations();
    foreign.close();
  }

  @Test
  void dissociatedHandleGetsAConnectionAgain() throws Exception {
    LazyAssociatingConnectionManager manager = container.lazyAssociatingConnectionManager();
    Handle handle = allocate(manager);

    assertThat(manager.dissociateAll()).isOne();
    assertThat(manager.idle()).isOne();
    manager.associateConnection(handle, factory, REQUEST);

    assertThat(manager.idle()).isZero();
    assertThat(handle.connection.calls).containsExactly("dissociate", "cleanup", "associate");
    handle.close();
  }

  @Test
  void connectionsAreTakenFromIdleHandlesWhenAllAreOut() throws Exception {
    LazyAssociatingConnectionManager manager = container.lazyAssociatingConnectionManager();
    manager.maxSize(1);
    Handle first = allocate(manager);

    Handle second = allocate(manager);

    assertThat(manager.created()).isOne();
    manager.inactiveConnectionClosed(first, factory);
    second.close();
  }

  @Test
  void associationOfAHandleThatHasAConnectionIsAViolation() throws Exception {
    LazyAssociatingConnectionManager manager = container.lazyAssociatingConnectionManager();
    Handle handle = allocate(manager);

    assertThatThrownBy(() -> manager.associateConnection(handle, factory, REQUEST))
        .isInstanceOf(ContractViolation.class);
    assertThatThrownBy(() -> manager.inactiveConnectionClosed(handle, factory))
        .isInstanceOf(ContractViolation.class);
    container.takeViolations();
    handle.close();
  }

  private Handle allocate(ConnectionManager manager) throws ResourceException {
    return (Handle) manager.allocateConnection(factory, REQUEST);
  }
}
