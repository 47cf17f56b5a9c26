package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.NotSupportedException;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.FakeContainer;

/** Transactions (Connectors 7), point by point; docs/conformance.md has the list. */
class TransactionConformanceTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final Map<String, ?> ONE_AND_TWO = Map.of("a", 1, "b", 2);

  @Test
  @Tag("point-33")
  void withoutTransactionsNeitherResourceIsGiven() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      ManagedConnection connection = fixture.managedFactory().createManagedConnection(null, null);

      assertThatThrownBy(connection::getXAResource).isInstanceOf(NotSupportedException.class);
      assertThatThrownBy(connection::getLocalTransaction).isInstanceOf(NotSupportedException.class);
      connection.destroy();
    }
  }

  @Test
  @Tag("point-35")
  void aHandleMovesToAnotherConnectionAndLeavesItsOwn() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      var factory = fixture.managedFactory();
      ManagedConnection from = factory.createManagedConnection(null, null);
      ManagedConnection to = factory.createManagedConnection(null, null);
      RpcConnection handle = (RpcConnection) from.getConnection(null, null);
      ConnectionEvents fromEvents = new ConnectionEvents();
      ConnectionEvents toEvents = new ConnectionEvents();
      from.addConnectionEventListener(fromEvents);
      to.addConnectionEventListener(toEvents);

      to.associateConnection(handle);
      from.cleanup();
      from.destroy();

      assertThat(handle.client(CALCULATOR).request("add").args(ONE_AND_TWO).call()).isEqualTo(3L);
      handle.close();
      assertThat(fromEvents.ids()).isEmpty();
      assertThat(toEvents.ids()).hasSize(1);
      assertThatThrownBy(() -> from.associateConnection(handle))
          .as("a destroyed connection takes none")
          .isInstanceOf(jakarta.resource.spi.IllegalStateException.class);
      to.destroy();
    }
  }

  @Test
  @Tag("point-35")
  void handlesOfOneTransactionShareAConnectionInPayarasWay() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      fixture.pool().shareByAssociation();
      fixture.container().transactions().begin();
      try (RpcConnection first = fixture.connect();
          RpcConnection second = fixture.connect()) {
        assertThat(first.client(CALCULATOR).request("add").args(ONE_AND_TWO).call()).isEqualTo(3L);
        assertThat(second.client(CALCULATOR).request("add").args(ONE_AND_TWO).call()).isEqualTo(3L);
      }
      fixture.container().transactions().commit();

      assertThat(fixture.pool().idle()).isEqualTo(fixture.pool().size());
    }
  }

  @Test
  @Tag("point-33")
  void aFactoryOfLocalTransactionsGivesThemAndNoXaResource() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      RpcManagedConnectionFactory local = fixture.managedFactory();
      local.setLocalTransaction(true);
      ManagedConnection connection = local.createManagedConnection(null, null);

      assertThatThrownBy(connection::getXAResource).isInstanceOf(NotSupportedException.class);
      assertThat(connection.getLocalTransaction()).isNotNull();
      connection.destroy();
    }
  }

  @Test
  @Tag("point-36")
  void theLevelIsThePropertysAndNeverAboveTheDescriptors() throws Exception {
    assertThat(RarebitResourceAdapter.class.getAnnotation(Connector.class).transactionSupport())
        .isEqualTo(TransactionSupportLevel.LocalTransaction);
    try (AdapterFixture fixture = AdapterFixture.start()) {
      RpcManagedConnectionFactory managed = fixture.managedFactory();
      assertThat(managed.getTransactionSupport()).isEqualTo(TransactionSupportLevel.NoTransaction);

      managed.setLocalTransaction(true);
      assertThat(managed.getTransactionSupport())
          .isEqualTo(TransactionSupportLevel.LocalTransaction);
    }
  }

  /** Transactions that have one local resource already, such as a non-XA data source. */
  @Test
  @Tag("point-36")
  void byDefaultThereIsRoomForAnotherLocalTransaction() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      var transactions = fixture.container().transactions();
      transactions.begin();
      transactions.enlist(new OtherLocalTransaction());
      try (RpcConnection connection = fixture.connect()) {
        assertThat(connection.client(CALCULATOR).request("add").args(ONE_AND_TWO).call())
            .isEqualTo(3L);
        connection.client(CALCULATOR).request("log").arg("line", "beside a database").cast();
      }
      transactions.commit();

      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("beside a database");
    }
  }

  @Test
  @Tag("point-39")
  void aPoolThatEnlistsLazilyIsNotAskedToAsThereIsNothingToEnlist() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      var pool = fixture.container().lazyEnlistingConnectionManager();
      RpcConnectionFactory factory =
          (RpcConnectionFactory) fixture.managedFactory().createConnectionFactory(pool);
      fixture.container().transactions().begin();
      try (RpcConnection connection = factory.getConnection()) {
        assertThat(connection.client(CALCULATOR).request("add").args(ONE_AND_TWO).call())
            .isEqualTo(3L);
      }
      fixture.container().transactions().commit();

      assertThat(pool.idle()).isEqualTo(1);
    }
  }

  @Test
  @Tag("point-39")
  void aPoolThatEnlistsLazilyIsAskedToAtTheFirstSendOfALocalTransaction() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      var transactions = fixture.container().transactions();
      var pool = fixture.container().lazyEnlistingConnectionManager();
      RpcManagedConnectionFactory local = fixture.managedFactory();
      local.setLocalTransaction(true);
      RpcConnectionFactory factory = (RpcConnectionFactory) local.createConnectionFactory(pool);

      try (RpcConnection connection = factory.getConnection()) { // before the transaction
        transactions.begin();
        connection.client(CALCULATOR).request("log").arg("line", "one").cast();
        connection.client(CALCULATOR).request("log").arg("line", "two").cast();
        fixture.broker().faults().dropConnections();
        assertThatThrownBy(transactions::commit)
            .as("it is part of the transaction")
            .hasMessageContaining("could not be sent");
      }
      fixture.awaitConsumers("calculator", 1);

      transactions.begin();
      transactions.enlist(new OtherLocalTransaction());
      try (RpcConnection connection = factory.getConnection()) {
        assertThat(connection.client(CALCULATOR).request("add").args(ONE_AND_TWO).call())
            .as("a call is no part of it")
            .isEqualTo(3L);
        assertThatThrownBy(
                () -> connection.client(CALCULATOR).request("log").arg("line", "three").cast())
            .isInstanceOf(MessagingException.class)
            .hasMessageContaining("nothing was sent")
            .hasMessageContaining("already has 1 non-XA Resource");
      }
      transactions.rollback();
      assertThat(fixture.desk().heard).isEmpty();
    }
  }

  @Test
  @Tag("point-40")
  void withoutATransactionRegistryCastsAreSentAtOnce() throws Exception {
    try (AdapterFixture server = AdapterFixture.start();
        FakeContainer container = new FakeContainer().withoutTransactionRegistry()) {
      server.serve();
      RarebitResourceAdapter adapter = new RarebitResourceAdapter();
      adapter.setConnectionURL(server.broker().url());
      container.start(adapter);
      var managed = new RpcManagedConnectionFactory();
      container.associate(managed);
      RpcConnectionFactory factory =
          (RpcConnectionFactory) managed.createConnectionFactory(container.connectionManager());

      try (RpcConnection connection = factory.getConnection()) {
        connection.client(CALCULATOR).request("log").arg("line", "at once").cast();
      }

      assertThat(server.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("at once");
    }
  }

  /** Another resource's, such as a database's. */
  private static final class OtherLocalTransaction implements LocalTransaction {
    @Override
    public void begin() {}

    @Override
    public void commit() {}

    @Override
    public void rollback() {}
  }
}
