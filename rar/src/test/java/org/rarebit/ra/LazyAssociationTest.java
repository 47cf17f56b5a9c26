package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LazyAssociatableConnectionManager;
import jakarta.resource.spi.LazyEnlistableConnectionManager;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rarebit.api.ConnectionClosedException;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.LazyAssociatingConnectionManager;

/** Handles whose connection the container takes away while they rest (Connectors 7.16.1). */
class LazyAssociationTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final Map<String, ?> ONE_AND_TWO = Map.of("a", 1, "b", 2);

  private AdapterFixture fixture;
  private LazyAssociatingConnectionManager pool;
  private RpcConnectionFactory factory;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    fixture.serve();
    pool = fixture.container().lazyAssociatingConnectionManager();
    factory = (RpcConnectionFactory) fixture.managedFactory().createConnectionFactory(pool);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  @Tag("point-38")
  void aRestingHandleGetsAConnectionAtItsNextUse() throws Exception {
    try (RpcConnection connection = factory.getConnection()) {
      RpcClient client = connection.client(CALCULATOR);
      client.request("add").args(ONE_AND_TWO).call();

      assertThat(pool.dissociateAll()).isEqualTo(1);
      assertThat(pool.idle()).isEqualTo(1);

      assertThat(client.request("add").args(ONE_AND_TWO).call()).isEqualTo(3L);
      assertThat(pool.idle()).isZero();
    }
    assertThat(pool.created()).isEqualTo(1);
    assertThat(pool.idle()).isEqualTo(1);
  }

  @Test
  @Tag("point-38")
  void fiveHandlesWorkOnAPoolOfTwo() throws Exception {
    pool.maxSize(2);
    List<RpcConnection> connections = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      connections.add(factory.getConnection());
    }

    for (RpcConnection connection : connections) {
      assertThat(connection.client(CALCULATOR).request("add").args(ONE_AND_TWO).call())
          .isEqualTo(3L);
    }

    connections.forEach(RpcConnection::close);
    assertThat(pool.created()).isEqualTo(2);
    assertThat(pool.idle()).isEqualTo(2);
  }

  @Test
  @Tag("point-38")
  void theContainerLearnsThatARestingHandleWasClosed() throws Exception {
    RpcConnection connection = factory.getConnection();
    pool.dissociateAll();

    connection.close();
    connection.close();

    assertThat(fixture.container().violations()).isEmpty();
    assertThatThrownBy(() -> connection.client(CALCULATOR).request("add").args(ONE_AND_TWO).call())
        .isInstanceOf(ConnectionClosedException.class);
  }

  @Test
  @Tag("point-38")
  void aHandleThatGetsNoConnectionSaysWhy() throws Exception {
    try (RpcConnection resting = factory.getConnection()) {
      pool.dissociateAll();
      pool.flush();
      fixture.broker().stop();

      assertThatThrownBy(() -> resting.client(CALCULATOR).request("add").args(ONE_AND_TWO).call())
          .isInstanceOf(NoConnectionException.class) // not lost: it was not begun
          .hasMessageContaining("gave this handle no connection")
          .hasMessageContaining("nothing was sent")
          .hasMessageContaining("127.0.0.1");
    }
  }

  @Test
  @Tag("point-38")
  void aConnectionThatIsTakenAwayAgainAtOnceIsAskedForOnceMore() throws Exception {
    Taking taking = new Taking(pool);
    RpcConnectionFactory other =
        (RpcConnectionFactory) fixture.managedFactory().createConnectionFactory(taking);
    try (RpcConnection connection = other.getConnection()) {
      pool.dissociateAll();
      taking.times.set(3);

      assertThat(connection.client(CALCULATOR).request("add").args(ONE_AND_TWO).call())
          .isEqualTo(3L);
    }
    assertThat(taking.times).hasValue(0);
    assertThat(pool.idle()).isEqualTo(1);
  }

  @Test
  @Tag("point-38")
  void aConnectionThatIsTakenAwayAtTheEnlistmentIsNotSentThrough() throws Exception {
    RpcManagedConnectionFactory managed = fixture.managedFactory();
    managed.setLocalTransaction(true);
    RpcConnectionFactory other =
        (RpcConnectionFactory) managed.createConnectionFactory(new Taking(pool));
    try (RpcConnection connection = other.getConnection()) {
      connection.client(CALCULATOR).request("log").arg("line", "x").cast();

      assertThat(pool.idle()).as("it has asked for another one").isZero();
    }
    assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("x");
  }

  /** Takes away what it just gave, as a full pool may; and at an enlistment, as one that shares. */
  private static final class Taking
      implements ConnectionManager,
          LazyAssociatableConnectionManager,
          LazyEnlistableConnectionManager {

    private static final long serialVersionUID = 1L;

    private final LazyAssociatingConnectionManager pool;
    private final AtomicInteger times = new AtomicInteger();

    Taking(LazyAssociatingConnectionManager pool) {
      this.pool = pool;
    }

    @Override
    public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo info)
        throws ResourceException {
      return pool.allocateConnection(factory, info);
    }

    @Override
    public void associateConnection(
        Object connection, ManagedConnectionFactory factory, ConnectionRequestInfo info)
        throws ResourceException {
      pool.associateConnection(connection, factory, info);
      if (times.get() > 0) {
        times.decrementAndGet();
        pool.dissociateAll();
      }
    }

    @Override
    public void inactiveConnectionClosed(Object connection, ManagedConnectionFactory factory) {
      pool.inactiveConnectionClosed(connection, factory);
    }

    @Override
    public void lazyEnlist(ManagedConnection connection) throws ResourceException {
      pool.dissociateAll();
    }
  }
}
