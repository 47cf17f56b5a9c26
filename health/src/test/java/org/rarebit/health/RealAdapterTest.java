package org.rarebit.health;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;
import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.container.FakeContainer;

/** The adapter in a strict container, a broker that goes and comes, and a bean that fails. */
class RealAdapterTest {

  private static final String BEAN = "bean RealAdapterTest$FailingBean of failing@node1";
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Serves. */
  public static class FailingBean implements RpcListener {

    /** Has a fault. */
    @RpcMethod("fail")
    public void fail() {
      throw new IllegalStateException("secret");
    }
  }

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final AdapterReadiness readiness = new AdapterReadiness();
  private final AdapterLiveness liveness = new AdapterLiveness();
  private final EmbeddedBroker broker = new EmbeddedBroker();
  private final FakeContainer container = new FakeContainer();
  private RpcConnectionFactory factory;

  @BeforeEach
  void start() throws Exception {
    broker.start();
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    adapter.setConnectionURL(broker.url());
    container.start(adapter);
    RpcManagedConnectionFactory managed = new RpcManagedConnectionFactory();
    container.associate(managed);
    factory = (RpcConnectionFactory) managed.createConnectionFactory(container.connectionManager());
    RpcActivationSpec spec = new RpcActivationSpec();
    spec.setTopic("failing");
    spec.setServer("node1");
    spec.setFailureThreshold(1);
    container.activate(spec, container.endpoints(FailingBean.class, FailingBean::new));
    await(() -> readiness.call().getStatus() == Status.UP && data().containsValue(1L));
  }

  @AfterEach
  void stop() {
    container.close();
    broker.close();
  }

  private Map<String, Object> data() {
    return readiness.call().getData().orElseThrow();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private void awaitReadiness(Status status) {
    await(() -> readiness.call().getStatus() == status);
  }

  private ObjectName only(String type) throws Exception {
    return server.queryNames(new ObjectName("org.rarebit:type=" + type + ",*"), null).stream()
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anAdapterWithoutItsBrokerIsNotReadyUntilItIsBackAndLivesAllTheTime() throws Exception {
    broker.stop();
    awaitReadiness(Status.DOWN);
    await(() -> data().toString().contains("no connection to 127.0.0.1:" + broker.port()));
    assertThat(data()).containsEntry(BEAN, "gets nothing: there is no connection to the broker");
    assertThat(liveness.call().getStatus()).isEqualTo(Status.UP);
    assertThat(data().toString()).doesNotContain("guest:guest");

    broker.start();
    awaitReadiness(Status.UP);
  }

  @Test
  void aBeanThatPausesItselfIsToldAndOneThatIsPausedByAnOperatorIsNot() throws Exception {
    factory.client(Target.topic("failing")).request("fail").cast();
    awaitReadiness(Status.DOWN);
    assertThat(data().toString())
        .contains(BEAN + "=is paused by its failures until 2")
        .doesNotContain("secret");

    server.invoke(only("Activation"), "resume", null, null);
    awaitReadiness(Status.UP);
    server.invoke(only("Activation"), "pause", null, null);
    assertThat(server.getAttribute(only("Activation"), "State")).isEqualTo("PAUSED");
    assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void whatDoesNotLeaveAfterACommitIsTold() throws Exception {
    factory.client(Target.topic("failing")).request("unknown").cast(); // opens the link
    assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);

    container.transactions().begin();
    factory.client(Target.topic("any").exchange("amq.reserved")).request("lost").cast();
    container.transactions().commit();

    awaitReadiness(Status.DOWN);
    assertThat(data()).containsKey(Thresholds.UNDELIVERED);
  }

  @Test
  void allAttributesThatAreReadAreThere() throws Exception {
    factory.client(Target.topic("failing")).request("unknown").cast();

    assertThat(attributes(only("Link"))).contains(Shown.OF_LINKS);
    assertThat(attributes(only("Activation"))).contains(Shown.OF_ACTIVATIONS);
  }

  private String[] attributes(ObjectName name) throws Exception {
    return Arrays.stream(server.getMBeanInfo(name).getAttributes())
        .map(MBeanAttributeInfo::getName)
        .toArray(String[]::new);
  }

  @Test
  void theBeansOfTheJarAreFoundByTheirQualifiers() {
    try (SeContainer cdi = SeContainerInitializer.newInstance().initialize()) {
      HealthCheckResponse ready =
          cdi.select(HealthCheck.class, Readiness.Literal.INSTANCE).get().call();
      HealthCheckResponse alive =
          cdi.select(HealthCheck.class, Liveness.Literal.INSTANCE).get().call();

      assertThat(ready.getName()).isEqualTo("rarebit-readiness");
      assertThat(alive.getName()).isEqualTo("rarebit-liveness");
    }
  }
}
