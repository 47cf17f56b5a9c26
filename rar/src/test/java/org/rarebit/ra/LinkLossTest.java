package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ManagedConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;

/**
 * The container learns of a loss from a thread that may wait, once, and not of what it destroyed.
 */
class LinkLossTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  private final List<String> told = new CopyOnWriteArrayList<>();
  private AdapterFixture fixture;
  private RpcManagedConnectionFactory factory;
  private ManagedConnection connection;

  /** Destroys within the event, as IronJacamar does. */
  private final ConnectionEventListener container =
      new ConnectionEventListener() {
        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
          told.add(Thread.currentThread().getName());
          try {
            connection.destroy();
          } catch (Exception e) {
            told.add(e.toString());
          }
        }

        @Override
        public void connectionClosed(ConnectionEvent event) {}

        @Override
        public void localTransactionStarted(ConnectionEvent event) {}

        @Override
        public void localTransactionCommitted(ConnectionEvent event) {}

        @Override
        public void localTransactionRolledback(ConnectionEvent event) {}
      };

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    fixture.serve();
    factory = fixture.managedFactory();
    factory.setConfirmCasts(false);
    connection = factory.createManagedConnection(null, null);
    connection.addConnectionEventListener(container);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void aChannelThatEndsInThePoolIsToldByNoThreadOfTheLink() throws Exception {
    Target gone = Target.topic("calculator").exchange("to-be-deleted");
    try (RpcConnection other = fixture.connect()) { // on the same link
      other.client(CALCULATOR).request("add").arg("a", 1).arg("b", 1).call();
      RpcConnection handle = (RpcConnection) connection.getConnection(null, null);
      handle.client(gone).request("log").arg("line", "x").cast();
      try (Connection admin = fixture.admin();
          Channel channel = admin.createChannel()) {
        channel.exchangeDelete("to-be-deleted");
      }
      handle.client(gone).request("log").arg("line", "x").cast(); // the 404 comes later
      connection.cleanup();

      Beans.eventually(() -> !told.isEmpty());
      long begin = System.nanoTime();
      assertThat(other.client(CALCULATOR).request("add").arg("a", 1).arg("b", 1).call())
          .isEqualTo(2L);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    }
    assertThat(told).singleElement().asString().doesNotContain("rarebit out");
  }

  @Test
  void aChannelThatEndsUnderAHandleThatIsNeitherUsedNorClosedIsToldAfterTheCleanup()
      throws Exception {
    Target gone = Target.topic("calculator").exchange("to-be-deleted");
    RpcConnection handle = (RpcConnection) connection.getConnection(null, null);
    handle.client(gone).request("log").arg("line", "x").cast();
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.exchangeDelete("to-be-deleted");
    }
    handle.client(gone).request("log").arg("line", "x").cast();
    Beans.eventually(() -> isBroken(connection));
    // so that it is known to the Work that would have told it, had there been no handle
    fixture.container().workManager().statistics().awaitIdle(AdapterFixture.PATIENCE);

    connection.cleanup();

    Beans.eventually(() -> !told.isEmpty());
    assertThat(told).singleElement().asString().doesNotContain("rarebit out");
  }

  private boolean isBroken(ManagedConnection one) {
    return !factory.getInvalidConnections(Set.of(one)).isEmpty();
  }

  @Test
  void aLinkThatIsLostInThePoolIsToldOnce() throws Exception {
    fixture.dropConnections();

    Beans.eventually(() -> !told.isEmpty());
    connection.destroy();
    assertThat(told).singleElement().asString().doesNotContain("rarebit out");
  }

  @Test
  void nothingIsToldOfWhatTheContainerHasDestroyed() throws Exception {
    connection.destroy();
    fixture.dropConnections();
    try (RpcConnection other = fixture.connect()) {
      other.client(CALCULATOR).request("add").arg("a", 1).arg("b", 1).call();
    }

    assertThat(told).isEmpty();
  }

  @Test
  void aCommitAndACallLearnOfTheLossAtOnce() throws Exception {
    factory = fixture.managedFactory();
    factory.setLocalTransaction(true);
    ManagedConnection committing = factory.createManagedConnection(null, null);
    CompletableFuture<Void> waiting;
    try (RpcConnection other = fixture.connect()) {
      waiting =
          CompletableFuture.runAsync(
              () ->
                  assertThatThrownBy(() -> other.client(CALCULATOR).request("block").call())
                      .isInstanceOf(org.rarebit.api.ConnectionLostException.class));
      assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
      RpcConnection handle = (RpcConnection) committing.getConnection(null, null);
      committing.getLocalTransaction().begin();
      handle.client(CALCULATOR).request("log").arg("line", "x").cast();
      fixture.broker().faults().withholdConfirms(); // and with them, the answer to the commit
      Thread cut =
          new Thread(
              () -> {
                Beans.eventually(() -> fixture.broker().faults().withheldConfirms() == 1);
                fixture.broker().faults().dropConnections();
              });
      cut.start();
      long begin = System.nanoTime();
      try {
        committing.getLocalTransaction().commit();
      } catch (jakarta.resource.ResourceException lost) {
        assertThat(lost).hasMessageContaining("cannot be committed");
      }
      cut.join();
      waiting.get(30, TimeUnit.SECONDS);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    } finally {
      committing.destroy();
    }
  }
}
