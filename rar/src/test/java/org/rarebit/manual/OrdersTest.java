package org.rarebit.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.ResourceException;
import jakarta.transaction.SystemException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.container.FakeContainer;

/** The manual's test of a bean that sends in a transaction. */
class OrdersTest {

  /** The bean. */
  static class Orders {

    private final RpcConnectionFactory rpc; // @Resource in the server

    Orders(RpcConnectionFactory rpc) {
      this.rpc = rpc;
    }

    void place(long id) {
      try (RpcConnection connection = rpc.getConnection()) {
        connection.notifier("shop").info("order.placed", Map.of("id", id));
      }
    }
  }

  private final EmbeddedBroker broker = new EmbeddedBroker();
  private final FakeContainer container = new FakeContainer();
  private RpcManagedConnectionFactory factory;

  @BeforeEach
  void deploy() throws Exception {
    broker.start();
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    adapter.setConnectionURL(broker.url());
    container.start(adapter);
    factory = new RpcManagedConnectionFactory();
    container.associate(factory);
  }

  @AfterEach
  void undeploy() {
    container.close();
    broker.close();
  }

  private Orders orders() throws ResourceException {
    return new Orders(
        (RpcConnectionFactory) factory.createConnectionFactory(container.connectionManager()));
  }

  @Test
  void anOrderIsToldAfterItsCommitOnly() throws Exception {
    Orders orders = orders();
    container.transactions().begin();
    orders.place(1);
    assertThat(broker.queueNames()).doesNotContain("notifications.info");
    container.transactions().commit();
    assertThat(broker.messageCount("notifications.info")).isEqualTo(1);

    container.transactions().begin();
    orders.place(2);
    container.transactions().rollback();
    assertThat(broker.messageCount("notifications.info")).isEqualTo(1);
  }

  @Test
  void anOrderThatCannotBeToldIsNotPlaced() throws Exception {
    factory.setLocalTransaction(true);
    Orders orders = orders();
    container.transactions().begin();
    orders.place(3);
    broker.faults().dropConnections();

    assertThatThrownBy(container.transactions()::commit).isInstanceOf(SystemException.class);
  }
}
