package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.RawPublisher;
import org.rarebit.systemtest.support.ServerCommands;

/** Adapters, applications and activations beside each other in one server. Each stops alone. */
@ExtendWith(ArquillianExtension.class)
class NeighboursIT {

  private static final String EXAMPLE = "the example with its adapter";
  private static final String OTHER = "two beans of one class with their adapter";
  private static final String RAR = "the adapter alone";
  private static final String EXAMPLE_ONLY = "the example without";
  private static final String OTHER_ONLY = "two beans of one class without";
  private static final String CALCULATOR = "calculator";
  private static final String FIRST = "systemtest_first";
  private static final String SECOND = "systemtest_second";

  private final PageClient page = PageClient.ofTestServer();
  private final Deque<String> deployed = new ArrayDeque<>();

  @ArquillianResource private Deployer deployer;

  @Deployment(name = EXAMPLE, managed = false, testable = false)
  static EnterpriseArchive example() {
    Broker.shared().useForDeployments();
    return Archives.exampleEar();
  }

  @Deployment(name = OTHER, managed = false, testable = false)
  static EnterpriseArchive other() {
    return doubled(Archives.earOfBeans("doubled"));
  }

  @Deployment(name = RAR, managed = false, testable = false)
  static ResourceAdapterArchive rar() {
    return Archives.rar();
  }

  /** No two archives of a test may have the same name. */
  @Deployment(name = EXAMPLE_ONLY, managed = false, testable = false)
  static EnterpriseArchive exampleOnly() {
    return Archives.renamed(Archives.exampleEarWithoutRar(), "example-only");
  }

  @Deployment(name = OTHER_ONLY, managed = false, testable = false)
  static EnterpriseArchive otherOnly() {
    EnterpriseArchive ear = doubled(Archives.earOfBeansWithoutRar("doubled"));
    ear.getAsType(JavaArchive.class, "doubled.jar").delete("META-INF/glassfish-ejb-jar.xml");
    return ShrinkWrap.create(EnterpriseArchive.class, "doubled-only.ear").merge(ear);
  }

  private static EnterpriseArchive doubled(EnterpriseArchive ear) {
    ear.getAsType(JavaArchive.class, "doubled.jar")
        .addAsManifestResource("doubled-ejb-jar.xml", "ejb-jar.xml")
        .addAsManifestResource("doubled-glassfish-ejb-jar.xml", "glassfish-ejb-jar.xml");
    return ear;
  }

  private void deploy(String deployment) {
    deployer.deploy(deployment);
    deployed.push(deployment);
  }

  private void undeploy(String deployment) {
    deployed.remove(deployment);
    deployer.undeploy(deployment);
  }

  @AfterEach
  void undeployTheRest() {
    while (!deployed.isEmpty()) {
      undeploy(deployed.peek());
    }
    ServerCommands.showAdaptersToTheirApplications();
  }

  @Test
  void twoAdaptersInOneServer() throws Exception {
    deploy(EXAMPLE);
    deploy(OTHER);
    assertCalculates();
    assertGreets(FIRST);

    undeploy(OTHER);
    assertConsumers(FIRST, 0);
    assertCalculates();
    deploy(OTHER);
    assertGreets(FIRST);

    undeploy(EXAMPLE); // the one that came first
    assertConsumers(CALCULATOR, 0);
    assertConsumers(FIRST, 1);
  }

  @Test
  void twoApplicationsOfOneAdapter() throws Exception {
    ServerCommands.showAdaptersToAllApplications();
    deploy(RAR);
    deploy(EXAMPLE_ONLY);
    deploy(OTHER_ONLY);
    assertCalculates();
    assertGreets(FIRST);

    undeploy(OTHER_ONLY);
    assertConsumers(FIRST, 0);
    assertCalculates();
    deploy(OTHER_ONLY);
    assertGreets(FIRST);

    undeploy(EXAMPLE_ONLY);
    assertConsumers(CALCULATOR, 0);
    assertConsumers(FIRST, 1);
  }

  @Test
  void twoActivationsOfOneBeanClass() throws Exception {
    deploy(EXAMPLE);
    deploy(OTHER);
    assertGreets(FIRST);
    assertGreets(SECOND);

    operate(FIRST, "pause");
    assertConsumers(FIRST, 0);
    assertGreets(SECOND);

    operate(FIRST, "resume");
    assertGreets(FIRST);
  }

  private void assertCalculates() throws Exception {
    Eventually.assertThat( // a deployment does not wait for the broker
        () ->
            assertThat(page.call(CALCULATOR, "add", "{\"a\": 1, \"b\": 2}").json())
                .containsEntry("result", json("3")));
  }

  /** A bean of the example calls one of the other application. */
  private void assertGreets(String topic) throws Exception {
    Eventually.assertThat(
        () ->
            assertThat(page.call(topic, "hello", "{}").json())
                .containsEntry("result", json("\"hello\"")));
  }

  private static void assertConsumers(String queue, long count) throws Exception {
    Eventually.assertThat(() -> assertThat(consumers(queue)).isEqualTo(count));
  }

  private static void operate(String topic, String operation) throws Exception {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    Set<ObjectName> names = beans.queryNames(new ObjectName("org.rarebit:type=Activation,*"), null);
    ObjectName activation =
        names.stream()
            .filter(name -> name.getCanonicalName().contains(topic))
            .findFirst()
            .orElseThrow();
    beans.invoke(activation, operation, new Object[0], new String[0]);
  }

  private static long consumers(String queue) throws Exception {
    try (RawPublisher channel = new RawPublisher(Broker.shared().url())) {
      return channel.consumers(queue);
    } catch (IOException e) {
      return 0; // the queue has gone
    }
  }
}
