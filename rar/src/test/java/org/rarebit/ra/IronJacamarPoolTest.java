package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.DissociatableManagedConnection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.jca.PretendedConnectionManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.FakeTransactions;
import org.rarebit.testkit.container.LazyEnlistingConnectionManager;

/**
 * In WildFly and wherever else IronJacamar has the pool: it gets no connections that it could take
 * away from handles, as it does that while others give them back. What it would have shared by that
 * in a transaction, the adapter shares.
 */
class IronJacamarPoolTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  private AdapterFixture fixture;
  private LazyEnlistingConnectionManager pool;
  private RpcManagedConnectionFactory managed;
  private FakeTransactions transactions;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    fixture.serve();
    pool = fixture.container().lazyEnlistingConnectionManager();
    managed = fixture.managedFactory();
    managed.setLocalTransaction(true);
    transactions = fixture.container().transactions();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private RpcConnectionFactory factory() throws Exception {
    return (RpcConnectionFactory)
        managed.createConnectionFactory(new PretendedConnectionManager(pool));
  }

  private static void log(RpcConnection connection, String line) {
    connection.client(CALCULATOR).request("log").arg("line", line).cast();
  }

  private List<String> heard(int count) throws Exception {
    String[] lines = new String[count];
    for (int i = 0; i < count; i++) {
      lines[i] = fixture.desk().heard.poll(30, TimeUnit.SECONDS);
    }
    return List.of(lines);
  }

  @Test
  void onlyOtherPoolsMayTakeConnectionsAwayFromHandles() throws Exception {
    Object unused = managed.createConnectionFactory(pool);
    var reclaimable = managed.createManagedConnection(null, null);
    unused = factory();
    var kept = managed.createManagedConnection(null, null);

    assertThat(reclaimable).isInstanceOf(DissociatableManagedConnection.class);
    assertThat(kept).isNotInstanceOf(DissociatableManagedConnection.class);
    reclaimable.destroy();
    kept.destroy();
  }

  @Test
  void twoHandlesThatAreTakenBeforeTheFirstSendLeaveTogetherWithTheCommit() throws Exception {
    RpcConnectionFactory factory = factory();
    transactions.begin();
    try (RpcConnection one = factory.getConnection();
        RpcConnection two = factory.getConnection()) {
      log(one, "first");
      log(two, "second");
      log(one, "third");
    }
    assertThat(fixture.desk().heard).isEmpty();

    transactions.commit();

    assertThat(heard(3)).containsExactlyInAnyOrder("first", "second", "third");
    assertThat(pool.idle()).isEqualTo(2);
  }

  @Test
  void whatTheSecondHandleSendsIsPartOfTheTransaction() throws Exception {
    RpcConnectionFactory factory = factory();
    transactions.begin();
    try (RpcConnection one = factory.getConnection();
        RpcConnection two = factory.getConnection()) {
      log(one, "first");
      log(two, "second");
      fixture.broker().faults().dropConnections();

      assertThatThrownBy(transactions::commit).hasMessageContaining("and 1 more could not be sent");
    }
    fixture.awaitConsumers("calculator", 1);
    assertThat(fixture.desk().heard).isEmpty();
  }

  @Test
  void theNextTransactionHasNothingOfTheLast() throws Exception {
    RpcConnectionFactory factory = factory();
    try (RpcConnection one = factory.getConnection();
        RpcConnection two = factory.getConnection()) {
      transactions.begin();
      log(one, "dropped");
      log(two, "dropped as well");
      transactions.rollback();
      transactions.begin();
      log(two, "kept");
      log(one, "kept as well");
      transactions.commit();
    }

    assertThat(heard(2)).containsExactlyInAnyOrder("kept", "kept as well");
    assertThat(fixture.desk().heard).isEmpty();
  }
}
