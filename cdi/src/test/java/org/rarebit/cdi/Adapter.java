package org.rarebit.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.container.FakeConnectionManager;
import org.rarebit.testkit.container.FakeContainer;

/**
 * The adapter in a strict container, with {@link CalculatorBean} on topic "calculator", and its
 * factory bound where {@link RpcTarget} looks for it.
 */
final class Adapter implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(20);

  final CalculatorBean.Desk desk = new CalculatorBean.Desk();
  final TestFactory factory;
  private final EmbeddedBroker broker = new EmbeddedBroker();
  private final FakeContainer container = new FakeContainer();
  private final FakeConnectionManager pool = container.connectionManager();

  Adapter() throws Exception {
    broker.start();
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    adapter.setConnectionURL(broker.url());
    container.start(adapter);
    RpcManagedConnectionFactory managed = new RpcManagedConnectionFactory();
    container.associate(managed);
    factory = new TestFactory((RpcConnectionFactory) managed.createConnectionFactory(pool));
    TestNaming.bind("java:app/rarebit/rpc", factory);
    RpcActivationSpec spec = new RpcActivationSpec();
    spec.setTopic("calculator");
    spec.setServer("node1");
    container.activate(
        spec, container.endpoints(CalculatorBean.class, () -> new CalculatorBean(desk)));
    assertThat(broker.await(PATIENCE, Adapter::isServed)).as("the bean serves").isTrue();
  }

  private static boolean isServed(EmbeddedBroker broker) {
    return broker.queueNames().contains("calculator") && broker.consumerCount("calculator") == 1;
  }

  int openHandles() {
    return pool.openHandles();
  }

  @Override
  public void close() {
    TestNaming.clear();
    desk.mayLeave.countDown();
    container.close();
    broker.close();
  }
}
