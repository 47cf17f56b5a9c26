package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ManagedConnectionMetaData;
import jakarta.resource.spi.ResourceAllocationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rarebit.api.ConnectionClosedException;
import org.rarebit.api.ConnectionLostException;
import org.rarebit.api.CurrentRequest;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcContext;
import org.rarebit.api.Target;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.broker.ConnectionInfo;

/** Connection management (Connectors 6), point by point; docs/conformance.md has the list. */
class ConnectionManagementConformanceTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final Map<String, ?> ONE_AND_TWO = Map.of("a", 1, "b", 2);

  private AdapterFixture fixture;
  private Relay relay; // between the managed connections of the test and the broker
  private RpcManagedConnectionFactory managedFactory;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    fixture.serve();
    relay = new Relay(ServerSocketFactory.getDefault(), fixture.broker().port());
    managedFactory = fixture.managedFactory();
    managedFactory.setConnectionURL("rabbit://127.0.0.1:" + relay.port() + "/");
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    relay.close();
  }

  @Test
  @Tag("point-13")
  void takingAndClosingAPooledHandleSendsNothing() throws Exception {
    RpcConnectionFactory factory = factoryOver(fixture.pool());
    try (RpcConnection connection = factory.getConnection()) {
      connection.client(CALCULATOR).request("add").args(ONE_AND_TWO).call();
    }
    long before = relay.sent();

    for (int i = 0; i < 1000; i++) {
      factory.getConnection().close();
    }

    assertThat(relay.sent()).isEqualTo(before);
    assertThat(relay.accepted()).isEqualTo(1);
    assertThat(fixture.pool().created()).isEqualTo(1);
  }

  @Test
  @Tag("point-14")
  void theFactoryAsksTheConnectionManagerInTheCallersThread() throws Exception {
    List<Thread> askedIn = new ArrayList<>();
    RpcConnectionFactory factory =
        factoryOver(
            (asked, info) -> {
              askedIn.add(Thread.currentThread());
              throw new ResourceAllocationException("none left");
            });

    assertThatThrownBy(factory::getConnection)
        .isInstanceOf(NoConnectionException.class)
        .hasMessage("none left");

    assertThat(askedIn).containsExactly(Thread.currentThread());
  }

  @Test
  @Tag("point-15")
  void requestInfosAreEqualIfUserAndPasswordAre() throws Exception {
    List<ConnectionRequestInfo> infos = new ArrayList<>();
    RpcConnectionFactory factory =
        factoryOver(
            (asked, info) -> {
              infos.add(info);
              return null;
            });
    factory.getConnection("app", "secret");
    factory.getConnection("app", "secret");
    factory.getConnection("app", "other");
    factory.getConnection("other", "secret");
    factory.getConnection();

    assertThat(infos.get(0)).isEqualTo(infos.get(1)).hasSameHashCodeAs(infos.get(1));
    assertThat(infos.get(0)).isNotEqualTo(infos.get(2)).isNotEqualTo(infos.get(3));
    assertThat(infos.get(0)).isNotEqualTo("app").isNotEqualTo(null);
    assertThat(infos.get(0).toString()).contains("app").doesNotContain("secret");
    assertThat(infos.get(4)).as("no data of the client, no request info").isNull();
  }

  @Test
  @Tag("point-16")
  void theFactoryMakesAConnectionFromNothingButItsProperties() throws Exception {
    ManagedConnection connection = managedFactory.createManagedConnection(null, null);

    assertThat(connection.getMetaData().getUserName()).isEqualTo("guest");
    connection.destroy();
  }

  @Test
  @Tag("point-17")
  void theConnectionFactoryHasTheReferenceThatTheContainerGaveIt() throws Exception {
    Referenceable factory = (Referenceable) factoryOver(fixture.pool());
    assertThatThrownBy(factory::getReference).isInstanceOf(NamingException.class);
    Reference reference = new Reference(RpcConnectionFactory.class.getName());

    factory.setReference(reference);

    assertThat(factory.getReference()).isSameAs(reference);
  }

  @Test
  @Tag("point-17")
  void aCopyOfTheConnectionFactoryWorksAndOneOfTheManagedOneAfterItsAssociation() throws Exception {
    RpcManagedConnectionFactory copy = copyOf(managedFactory);
    RpcConnectionFactory copiedFactory = copyOf(factoryOver(fixture.pool()));
    try (RpcConnection connection = copiedFactory.getConnection()) {
      assertThat(connection.client(CALCULATOR).request("add").args(ONE_AND_TWO).call())
          .isEqualTo(3L);
    }
    assertThatThrownBy(() -> copy.createManagedConnection(null, null))
        .hasMessageContaining("Look the factory up");

    fixture.container().associate(copy);
    assertThat(copy).isEqualTo(managedFactory).hasSameHashCodeAs(managedFactory);
    RpcConnectionFactory factory =
        (RpcConnectionFactory) copy.createConnectionFactory(fixture.pool());
    try (RpcConnection connection = factory.getConnection()) {
      assertThat(connection.client(CALCULATOR).request("add").args(ONE_AND_TWO).call())
          .isEqualTo(3L);
    }
  }

  @Test
  @Tag("point-18")
  void aClosedHandleRefusesAllUseAndMayBeClosedAgain() throws Exception {
    RpcConnection connection = fixture.connect();
    RpcClient before = connection.client(CALCULATOR);
    Calculator proxy = connection.proxy(Calculator.class, CALCULATOR);
    connection.close();

    for (RpcClient client : List.of(before, connection.client(CALCULATOR))) {
      assertThatThrownBy(() -> client.request("add").args(ONE_AND_TWO).call())
          .isInstanceOf(ConnectionClosedException.class);
      assertThatThrownBy(() -> client.request("log").arg("line", "x").cast())
          .isInstanceOf(ConnectionClosedException.class);
      assertThatThrownBy(() -> resultOf(client.request("add").args(ONE_AND_TWO).callAsync()))
          .hasCauseInstanceOf(ConnectionClosedException.class);
    }
    assertThatThrownBy(() -> proxy.add(1, 2)).isInstanceOf(ConnectionClosedException.class);
    assertThatCode(connection::close).doesNotThrowAnyException();
    assertThat(fixture.pool().idle()).isEqualTo(1);
  }

  @Test
  @Tag("point-19")
  void theDefaultConnectionManagerIsForTheFactoryWithoutAContainersOnly() throws Exception {
    RpcConnectionFactory alone = (RpcConnectionFactory) managedFactory.createConnectionFactory();
    try (RpcConnection connection = alone.getConnection()) {
      assertThat(connection.client(CALCULATOR).request("add").args(ONE_AND_TWO).call())
          .isEqualTo(3L);
    }
    RpcConnectionFactory copy = copyOf(alone);
    assertThat(copy).as("it is serializable with its connection manager").isNotNull();
    ((AutoCloseable) alone).close();

    fixture.connect().close();
    assertThat(fixture.pool().created()).as("made for the container's pool").isEqualTo(1);
  }

  @Test
  @Tag("point-20")
  void noMatchIsNullAndForeignConnectionsAreNotTouched() throws Exception {
    ManagedConnection own = managedFactory.createManagedConnection(null, null);
    RpcManagedConnectionFactory another = fixture.managedFactory();
    another.setConnectionURL(managedFactory.getConnectionURL());
    another.setControlExchange("another");
    ManagedConnection anothers = another.createManagedConnection(null, null);
    ConnectionEvents events = new ConnectionEvents();
    own.addConnectionEventListener(events);

    assertThat(managedFactory.matchManagedConnections(Set.of(), null, null)).isNull();
    assertThat(managedFactory.matchManagedConnections(Set.of(foreign()), null, null)).isNull();
    assertThat(managedFactory.matchManagedConnections(Set.of(anothers), null, null)).isNull();
    assertThat(managedFactory.matchManagedConnections(Set.of(foreign(), own), null, null))
        .isSameAs(own);
    own.destroy();
    assertThat(managedFactory.matchManagedConnections(Set.of(own), null, null)).isNull();
    assertThat(events.ids()).isEmpty();
    anothers.destroy();
  }

  @Test
  @Tag("point-22")
  void invalidConnectionsAreTheBrokenOnes() throws Exception {
    ManagedConnection broken = managedFactory.createManagedConnection(null, null);
    ConnectionEvents events = new ConnectionEvents();
    broken.addConnectionEventListener(events);
    fixture.broker().faults().dropConnections();
    awaitBroken(broken);
    ManagedConnection working = managedFactory.createManagedConnection(null, null);

    assertThat((Object) managedFactory.getInvalidConnections(Set.of(foreign(), broken, working)))
        .isEqualTo(Set.of(broken));
    assertThat((Object) managedFactory.getInvalidConnections(Set.of(working))).isEqualTo(Set.of());
    broken.destroy();
    working.destroy();
  }

  @Test
  @Tag("point-23")
  void theFailingCallTellsTheContainerOnceBeforeItThrows() throws Exception {
    ManagedConnection connection = managedFactory.createManagedConnection(null, null);
    ConnectionEvents events = new ConnectionEvents();
    connection.addConnectionEventListener(events);
    RpcConnection handle = (RpcConnection) connection.getConnection(null, null);
    RpcClient client = handle.client(CALCULATOR);
    client.request("add").args(ONE_AND_TWO).call();
    fixture.broker().faults().dropConnections();
    awaitBroken(connection);
    assertThat(events.ids()).as("a handle is open: its next call tells").isEmpty();

    assertThatThrownBy(() -> client.request("add").args(ONE_AND_TWO).call())
        .isInstanceOf(ConnectionLostException.class);
    assertThat(events.ids()).containsExactly(ConnectionEvent.CONNECTION_ERROR_OCCURRED);
    assertThat(events.last().getException()).isInstanceOf(ResourceException.class);

    assertThatThrownBy(() -> client.request("add").args(ONE_AND_TWO).call())
        .isInstanceOf(ConnectionLostException.class);
    connection.destroy();
    assertThat(events.ids()).hasSize(1);
    assertThatThrownBy(() -> client.request("add").args(ONE_AND_TWO).call())
        .isInstanceOf(ConnectionClosedException.class)
        .hasMessageContaining("its connection is gone");
  }

  @Test
  @Tag("point-23")
  void aLossBeforeTheContainerListensIsToldByTheFirstCallThatFindsIt() throws Exception {
    ManagedConnection connection = managedFactory.createManagedConnection(null, null);
    fixture.broker().faults().dropConnections();
    awaitBroken(connection);
    ConnectionEvents events = new ConnectionEvents();
    connection.addConnectionEventListener(events);
    RpcConnection handle = (RpcConnection) connection.getConnection(null, null);

    assertThatThrownBy(() -> handle.client(CALCULATOR).request("add").args(ONE_AND_TWO).call())
        .isInstanceOf(ConnectionLostException.class);

    assertThat(events.ids()).containsExactly(ConnectionEvent.CONNECTION_ERROR_OCCURRED);
    connection.destroy();
  }

  @Test
  @Tag("point-23")
  void closingTheHandleOfABrokenConnectionTellsTheContainerOfTheLoss() throws Exception {
    ManagedConnection connection = managedFactory.createManagedConnection(null, null);
    ConnectionEvents events = new ConnectionEvents();
    connection.addConnectionEventListener(events);
    RpcConnection handle = (RpcConnection) connection.getConnection(null, null);
    fixture.broker().faults().dropConnections();
    awaitBroken(connection);

    handle.close();

    assertThat(events.ids())
        .containsExactly(
            ConnectionEvent.CONNECTION_ERROR_OCCURRED, ConnectionEvent.CONNECTION_CLOSED);
    connection.destroy();
  }

  @Test
  @Tag("point-23")
  void aConnectionThatIsLostWhileItIsUsedNeverComesBackToThePool() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      connection.client(CALCULATOR).request("add").args(ONE_AND_TWO).call();
      fixture.dropConnections();
    }
    fixture.awaitConsumers("calculator", 1);

    try (RpcConnection connection = fixture.connect()) {
      assertThat(connection.client(CALCULATOR).request("add").args(ONE_AND_TWO).call())
          .isEqualTo(3L);
    }
    Beans.eventually(() -> fixture.pool().destroyed() == 1);
  }

  @Test
  @Tag("point-24")
  void severalHandlesOfOneConnectionWorkAtTheSameTime() throws Exception {
    ManagedConnection connection = managedFactory.createManagedConnection(null, null);
    List<CompletableFuture<Object>> results = new ArrayList<>();
    List<RpcConnection> handles = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      RpcConnection handle = (RpcConnection) connection.getConnection(null, null);
      handles.add(handle);
      results.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return handle.client(CALCULATOR).request("add").args(ONE_AND_TWO).call();
                } catch (org.rarebit.api.MessagingException e) {
                  return e;
                }
              }));
    }

    for (CompletableFuture<Object> result : results) {
      assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(3L);
    }
    handles.get(0).close();
    assertThat(handles.get(1).client(CALCULATOR).request("add").args(ONE_AND_TWO).call())
        .isEqualTo(3L);
    connection.destroy();
  }

  @Test
  @Tag("point-25")
  void cleanupInvalidatesEveryHandleAndKeepsTheChannel() throws Exception {
    ManagedConnection connection = managedFactory.createManagedConnection(null, null);
    RpcConnection first = (RpcConnection) connection.getConnection(null, null);
    RpcConnection second = (RpcConnection) connection.getConnection(null, null);
    connection.cleanup();
    connection.cleanup();

    for (RpcConnection handle : List.of(first, second)) {
      assertThatThrownBy(() -> handle.client(CALCULATOR).request("add").args(ONE_AND_TWO).call())
          .isInstanceOf(ConnectionClosedException.class);
    }
    assertThat(relay.connections(fixture.broker()))
        .singleElement()
        .returns(1, ConnectionInfo::channels);
    RpcConnection third = (RpcConnection) connection.getConnection(null, null);
    assertThat(third.client(CALCULATOR).request("add").args(ONE_AND_TWO).call()).isEqualTo(3L);
    connection.destroy();
  }

  @Test
  @Tag("point-26")
  void destroyFreesTheChannelOnceAndTheLinkWithTheLast() throws Exception {
    ManagedConnection first = managedFactory.createManagedConnection(null, null);
    ManagedConnection second = managedFactory.createManagedConnection(null, null);
    assertThat(relay.connections(fixture.broker())).hasSize(1);

    first.destroy();
    first.destroy();
    RpcConnection handle = (RpcConnection) second.getConnection(null, null);
    assertThat(handle.client(CALCULATOR).request("add").args(ONE_AND_TWO).call()).isEqualTo(3L);
    second.destroy();

    assertThat(fixture.broker().await(AdapterFixture.PATIENCE, b -> relay.connections(b).isEmpty()))
        .isTrue();
  }

  @Test
  @Tag("point-26")
  void destroyEndsNoCallThatWaits() throws Exception {
    ManagedConnection connection = managedFactory.createManagedConnection(null, null);
    RpcConnection handle = (RpcConnection) connection.getConnection(null, null);
    CompletionStage<Object> waiting =
        handle.client(CALCULATOR).request("later").arg("value", 1).callAsync();
    var promise = fixture.desk().promises.poll(10, TimeUnit.SECONDS);

    connection.destroy();

    promise.result().complete(promise.value());
    assertThat(resultOf(waiting)).isEqualTo(1L);
  }

  @Test
  @Tag("point-26")
  void destroyIsSafeAfterTheLossOfTheBroker() throws Exception {
    ManagedConnection connection = managedFactory.createManagedConnection(null, null);
    fixture.stopBroker();
    awaitBroken(connection);

    assertThatCode(connection::destroy).doesNotThrowAnyException();
    assertThatCode(connection::destroy).doesNotThrowAnyException();
    assertThat(fixture.adapter().services().links().openLinks()).isZero();
  }

  @Test
  @Tag("point-27")
  void metaDataNamesBrokerAndUser() throws Exception {
    ManagedConnection connection = managedFactory.createManagedConnection(null, null);

    ManagedConnectionMetaData metaData = connection.getMetaData();

    assertThat(metaData.getEISProductName()).isEqualTo("Rarebit embedded broker");
    assertThat(metaData.getEISProductVersion()).as("of RabbitMQ, imitated").startsWith("3.10");
    assertThat(metaData.getMaxConnections()).isZero();
    assertThat(metaData.getUserName()).isEqualTo("guest");
    connection.destroy();
  }

  @Test
  @Tag("point-28")
  void theCloseEventCarriesItsHandle() throws Exception {
    ManagedConnection connection = managedFactory.createManagedConnection(null, null);
    ConnectionEvents events = new ConnectionEvents();
    connection.addConnectionEventListener(events);
    RpcConnection handle = (RpcConnection) connection.getConnection(null, null);

    handle.close();
    handle.close();

    assertThat(events.ids()).containsExactly(ConnectionEvent.CONNECTION_CLOSED);
    assertThat(events.last().getConnectionHandle()).isSameAs(handle);
    assertThat(events.last().getSource()).isSameAs(connection);
    connection.destroy();
  }

  @Test
  @Tag("point-29")
  void logWritersAreHonouredAndNullMeansNone() throws Exception {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text, true);
    managedFactory.setLogWriter(writer);
    ManagedConnection traced = managedFactory.createManagedConnection(null, null);
    ManagedConnection untraced = managedFactory.createManagedConnection(null, null);
    traced.addConnectionEventListener(new ConnectionEvents());
    untraced.addConnectionEventListener(new ConnectionEvents());
    untraced.setLogWriter(null);
    assertThat(managedFactory.getLogWriter()).isSameAs(writer);
    assertThat(traced.getLogWriter()).isSameAs(writer);
    assertThat(untraced.getLogWriter()).isNull();
    RpcConnection handle = (RpcConnection) traced.getConnection(null, null);
    RpcConnection other = (RpcConnection) untraced.getConnection(null, null);
    fixture.broker().faults().dropConnections();
    awaitBroken(traced);

    handle.close();
    other.close();

    assertThat(text.toString().lines()).hasSize(1).allMatch(line -> line.contains("broken"));
    traced.destroy();
    untraced.destroy();
  }

  @Test
  @Tag("point-30")
  void closingAHandleLeavesThePhysicalConnectionAsItIs() throws Exception {
    ManagedConnection connection = managedFactory.createManagedConnection(null, null);
    RpcConnection handle = (RpcConnection) connection.getConnection(null, null);
    handle.client(CALCULATOR).request("add").args(ONE_AND_TWO).call();
    var before = relay.connections(fixture.broker());

    handle.close();

    assertThat(relay.connections(fixture.broker())).isEqualTo(before);
    connection.destroy();
  }

  @Test
  @Tag("point-31")
  void everyManagedConnectionIsNewWithAChannelOfItsOwn() throws Exception {
    ManagedConnection first = managedFactory.createManagedConnection(null, null);
    ManagedConnection second = managedFactory.createManagedConnection(null, null);

    assertThat(second).isNotSameAs(first).isNotEqualTo(first);
    assertThat(relay.connections(fixture.broker()))
        .singleElement()
        .returns(2, ConnectionInfo::channels);
    first.destroy();
    second.destroy();
  }

  @Test
  @Tag("point-32")
  void continuationsRunOnTheContainersThreads() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      CompletionStage<Object> result =
          connection.client(CALCULATOR).request("later").arg("value", 1).callAsync();
      CompletionStage<String> ranIn = result.thenApply(any -> Thread.currentThread().getName());
      CalculatorBean.Promise promise = fixture.desk().promises.poll(30, TimeUnit.SECONDS);
      promise.result().complete(promise.value());

      assertThat(resultOf(ranIn)).as("not the reader of the link").doesNotStartWith("rarebit out");
    }
  }

  @Test
  void continuationsHaveTheClassLoaderOfTheThreadThatCalledAndNothingElseOfIt() throws Exception {
    Thread caller = Thread.currentThread();
    ClassLoader before = caller.getContextClassLoader();
    RpcContext served = CurrentRequest.set(new Served(AdapterFixture.PATIENCE));
    try (URLClassLoader application = new URLClassLoader(new URL[0], before);
        RpcConnection connection = fixture.connect()) {
      caller.setContextClassLoader(application);
      CompletionStage<List<Object>> seen =
          connection
              .client(CALCULATOR)
              .request("later")
              .arg("value", 1)
              .callAsync()
              .thenApply(
                  any ->
                      List.of(
                          RpcContext.current(), Thread.currentThread().getContextClassLoader()));
      CalculatorBean.Promise promise = fixture.desk().promises.poll(30, TimeUnit.SECONDS);
      promise.result().complete(promise.value());

      assertThat(resultOf(seen)).containsExactly(Optional.empty(), application);
    } finally {
      caller.setContextClassLoader(before);
      CurrentRequest.set(served);
    }
  }

  private RpcConnectionFactory factoryOver(ConnectionManager connections) throws ResourceException {
    return (RpcConnectionFactory) managedFactory.createConnectionFactory(connections);
  }

  private void awaitBroken(ManagedConnection connection) {
    long deadline = System.nanoTime() + AdapterFixture.PATIENCE.toNanos();
    while (managedFactory.getInvalidConnections(Set.of(connection)).isEmpty()) {
      assertThat(System.nanoTime()).as("the loss is noticed").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static <T> T resultOf(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** A managed connection of another adapter, which nobody of us may call. */
  private static ManagedConnection foreign() {
    return (ManagedConnection)
        Proxy.newProxyInstance(
            ManagedConnectionFactory.class.getClassLoader(),
            new Class<?>[] {ManagedConnection.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> self == arguments[0];
                  case "hashCode" -> System.identityHashCode(self);
                  default -> throw new AssertionError("foreign: " + method);
                });
  }

  @SuppressWarnings({"unchecked", "BanSerializableRead"}) // what the test itself has written
  static <T> T copyOf(T object) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}
