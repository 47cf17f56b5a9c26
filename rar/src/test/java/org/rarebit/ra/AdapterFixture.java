package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import jakarta.resource.ResourceException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.management.ObjectName;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.ra.broker.LinkMXBean;
import org.rarebit.ra.broker.ThreadRole;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.container.EndpointStyle;
import org.rarebit.testkit.container.FakeConnectionManager;
import org.rarebit.testkit.container.FakeContainer;
import org.rarebit.testkit.container.FakeEndpointFactory;

/** The adapter, started in a strict container, beside a broker of its own. */
public final class AdapterFixture implements AutoCloseable {

  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private final EmbeddedBroker broker;
  private final boolean ownsBroker;
  private final FakeContainer container = new FakeContainer();
  private final FakeConnectionManager pool = container.connectionManager();
  private final RarebitResourceAdapter adapter = new RarebitResourceAdapter();
  private final CalculatorBean.Desk desk = new CalculatorBean.Desk();
  private RpcConnectionFactory factory;

  private AdapterFixture(EmbeddedBroker broker, boolean ownsBroker) {
    this.broker = broker;
    this.ownsBroker = ownsBroker;
  }

  private AdapterFixture() {
    this(new EmbeddedBroker(), true);
  }

  public static AdapterFixture start() throws IOException, ResourceException {
    return start(adapter -> {});
  }

  /** With properties of the test's choice. */
  public static AdapterFixture start(Consumer<RarebitResourceAdapter> properties)
      throws IOException, ResourceException {
    AdapterFixture fixture = new AdapterFixture();
    fixture.broker.start();
    properties.accept(fixture.adapter);
    fixture.startAdapter();
    return fixture;
  }

  /** In a container of the test's choice. */
  public static AdapterFixture startIn(Consumer<FakeContainer> settings)
      throws IOException, ResourceException {
    AdapterFixture fixture = new AdapterFixture();
    settings.accept(fixture.container);
    fixture.broker.start();
    fixture.startAdapter();
    return fixture;
  }

  /** One adapter more on the same broker, in a container of its own. */
  public AdapterFixture startBeside(Consumer<RarebitResourceAdapter> properties)
      throws ResourceException {
    AdapterFixture fixture = new AdapterFixture(broker, false);
    properties.accept(fixture.adapter);
    fixture.startAdapter();
    return fixture;
  }

  /** At another broker: {@link #broker()} is not started. */
  public static AdapterFixture startAt(String url, Consumer<RarebitResourceAdapter> properties)
      throws ResourceException {
    AdapterFixture fixture = new AdapterFixture();
    properties.accept(fixture.adapter);
    fixture.adapter.setConnectionURL(url);
    fixture.startAdapter();
    return fixture;
  }

  /** With a port that nobody listens on; {@code broker().start()} brings it up. */
  public static AdapterFixture startWithBrokerDown() throws IOException, ResourceException {
    AdapterFixture fixture = new AdapterFixture();
    fixture.broker.start();
    fixture.adapter.setConnectTimeoutMillis(2000);
    fixture.broker.stop();
    fixture.startAdapter();
    return fixture;
  }

  private void startAdapter() throws ResourceException {
    if (adapter.getConnectionURL() == null) {
      adapter.setConnectionURL(broker.url());
    }
    container.keepOff(thread -> ThreadRole.current() != null);
    container.start(adapter);
    factory = (RpcConnectionFactory) managedFactory().createConnectionFactory(pool);
  }

  /** Another managed connection factory of the adapter, to be configured. */
  public RpcManagedConnectionFactory managedFactory() throws ResourceException {
    RpcManagedConnectionFactory managed = new RpcManagedConnectionFactory();
    container.associate(managed);
    return managed;
  }

  /**
   * Serves {@link CalculatorBean} on topic "calculator" as server "node1" and waits until it does.
   */
  public Serving serve() throws ResourceException, InterruptedException {
    Serving serving = activate(spec("node1"), EndpointStyle.STANDARD);
    awaitConsumers("calculator", 1);
    return serving;
  }

  public RpcActivationSpec spec(String server) {
    RpcActivationSpec spec = new RpcActivationSpec();
    spec.setTopic("calculator");
    spec.setServer(server);
    return spec;
  }

  public Serving activate(RpcActivationSpec spec, EndpointStyle style) throws ResourceException {
    FakeEndpointFactory<CalculatorBean> endpoints =
        container.endpoints(CalculatorBean.class, () -> new CalculatorBean(desk)).style(style);
    container.activate(spec, endpoints);
    return new Serving(spec, endpoints);
  }

  public void deactivate(Serving serving) {
    container.deactivate(serving.spec(), serving.endpoints());
  }

  /** A connection of its own to the broker, for what no adapter would send. */
  public Connection admin() throws IOException, TimeoutException {
    ConnectionFactory plain = new ConnectionFactory();
    plain.setHost("127.0.0.1");
    plain.setPort(broker.port());
    return plain.newConnection("test");
  }

  /** Waits until a queue has so many consumers. */
  public void awaitConsumers(String queue, int count) throws InterruptedException {
    assertThat(
            broker.await(
                PATIENCE, b -> b.queueNames().contains(queue) && b.consumerCount(queue) == count))
        .as("%d consumers on %s", count, queue)
        .isTrue();
  }

  /**
   * Breaks all connections to the broker, and waits until the links for publishing know: one whose
   * loss is not noticed yet may still be lent, and then fails.
   */
  public void dropConnections() {
    Set<ObjectName> open = openLinksForPublishing();
    broker.faults().dropConnections();
    awaitLost(open);
  }

  /** Stops the broker, and waits until the links for publishing know. */
  public void stopBroker() {
    Set<ObjectName> open = openLinksForPublishing();
    broker.stop();
    awaitLost(open);
  }

  private static void awaitLost(Set<ObjectName> links) {
    Beans.eventually(() -> openLinksForPublishing().stream().noneMatch(links::contains));
  }

  /** Of all adapters here; their names do not come again. */
  private static Set<ObjectName> openLinksForPublishing() {
    return Beans.namesWhere(
        "Link",
        LinkMXBean.class,
        link -> link.getDirection().equals("outbound") && link.getState().equals("OPEN"));
  }

  public RpcConnection connect() {
    return factory.getConnection();
  }

  public RpcConnectionFactory factory() {
    return factory;
  }

  public FakeConnectionManager pool() {
    return pool;
  }

  public EmbeddedBroker broker() {
    return broker;
  }

  public FakeContainer container() {
    return container;
  }

  public RarebitResourceAdapter adapter() {
    return adapter;
  }

  public CalculatorBean.Desk desk() {
    return desk;
  }

  @Override
  public void close() {
    desk.mayLeave.countDown();
    try {
      container.close();
    } finally {
      if (ownsBroker) {
        broker.close();
      }
    }
  }

  /** An activation. */
  public record Serving(RpcActivationSpec spec, FakeEndpointFactory<CalculatorBean> endpoints) {}
}
