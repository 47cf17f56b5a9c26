package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.HeapHistogram;
import org.rarebit.systemtest.support.RawPublisher;
import org.rarebit.testkit.broker.EmbeddedBroker;

/**
 * An application with the adapter inside is redeployed again and again: what it has used is given
 * back. Payara itself keeps the class loaders of the last two applications, in threads of its own.
 * The broker is the embedded one, which tells what is left on it.
 */
@ExtendWith(ArquillianExtension.class)
class RedeploymentLeaksIT {

  private static final int REDEPLOYMENTS = Integer.getInteger("rarebit.redeployments", 50);
  private static final int KEPT_BY_PAYARA = 2;
  private static final String EAR_LOADER = "org.glassfish.javaee.full.deployment.EarClassLoader";
  private static final String ADAPTER = "org.rarebit.ra.RarebitResourceAdapter";

  private static final EmbeddedBroker BROKER = new EmbeddedBroker();

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  @ArquillianResource private Deployer deployer;

  @Deployment(name = "moving", managed = false, testable = false)
  static EnterpriseArchive moving() {
    return Archives.earOfBeans("moving");
  }

  @AfterAll
  static void stopBroker() {
    BROKER.close();
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    BROKER.start();
    System.setProperty("rarebit.connectionURL", BROKER.url());
    redeploy(); // what is made once for the JVM
    Set<String> queues = Set.copyOf(BROKER.queueNames());
    Set<String> threads = threads();
    long loaders = HeapHistogram.take().instances(EAR_LOADER);
    List<WeakReference<ClassLoader>> adapters = new ArrayList<>();
    long before = System.nanoTime();

    for (int i = 0; i < REDEPLOYMENTS; i++) {
      adapters.add(redeploy());
    }

    long took = System.nanoTime() - before;
    Eventually.assertThat(() -> assertThat(BROKER.connectionCount()).as("sockets").isZero());
    Eventually.assertThat(() -> assertThat(BROKER.queueNames()).isEqualTo(queues));
    Eventually.assertThat(() -> assertThat(threads()).isSubsetOf(threads));
    assertThat(beans.queryNames(new ObjectName("org.rarebit:*"), null)).isEmpty();
    Eventually.assertThat(() -> requireNothingInTheHeap(took, loaders, adapters));
  }

  /** Each look is a collection; what is collected by one may be what keeps others. */
  private static void requireNothingInTheHeap(
      long took, long loaders, List<WeakReference<ClassLoader>> adapters) {
    HeapHistogram heap = HeapHistogram.take();
    long kept = adapters.stream().filter(loader -> loader.get() != null).count();
    System.out.printf(
        "%d redeployments in %d s: %d class loaders of adapters are kept, %d EAR class loaders"
            + " (before: %d), %d adapters%n",
        REDEPLOYMENTS,
        TimeUnit.NANOSECONDS.toSeconds(took),
        kept,
        heap.instances(EAR_LOADER),
        loaders,
        heap.instances(ADAPTER));
    assertThat(kept).as("class loaders of the adapter").isLessThanOrEqualTo(KEPT_BY_PAYARA);
    assertThat(heap.instances(EAR_LOADER)).isLessThanOrEqualTo(loaders + KEPT_BY_PAYARA);
    assertThat(heap.instances(ADAPTER)).as("adapters").isLessThanOrEqualTo(KEPT_BY_PAYARA);
    assertThat(heap.instances("org.rarebit.ra.server.RpcServer")).isZero();
    assertThat(heap.instances("org.rarebit.ra.broker.BrokerLink")).isZero();
  }

  /** The class loader of the adapter that came and went. */
  private WeakReference<ClassLoader> redeploy() throws Exception {
    deployer.deploy("moving");
    try (RawPublisher publisher = new RawPublisher(BROKER.url())) {
      Eventually.assertThat(() -> assertThat(BROKER.queueNames()).contains("systemtest_load"));
      Eventually.assertThat(() -> assertThat(BROKER.consumerCount("systemtest_load")).isEqualTo(1));
      long before = served();
      publisher.publish(
          "systemtest_load",
          "{\"method\": \"run\", \"args\": {\"id\": \"x\"}, \"_unique_id\": \""
              + UUID.randomUUID()
              + "\"}");
      Eventually.assertThat(() -> assertThat(served()).isEqualTo(before + 1));
      ObjectName link =
          beans.queryNames(new ObjectName("org.rarebit:type=Link,*"), null).iterator().next();
      return new WeakReference<>(beans.getClassLoaderFor(link));
    } finally {
      deployer.undeploy("moving");
    }
  }

  /** What the bean has counted. */
  private static long served() {
    return Long.getLong("systemtest.served.moving", 0);
  }

  /** Ours, of whatever name the client's library gives them. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("rarebit") || name.startsWith("AMQP Connection"))
        .collect(Collectors.toSet());
  }
}
