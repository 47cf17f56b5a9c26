package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.ServerLog;

/** A bean whose activation has no topic, and two values out of range. */
@ExtendWith(ArquillianExtension.class)
class WrongPropertiesIT {

  @ArquillianResource private Deployer deployer;

  @Deployment(name = "alone", managed = false, testable = false)
  static EnterpriseArchive alone() {
    Broker.shared().useForDeployments();
    return Archives.earOfBeans("wrong");
  }

  @Deployment(name = "amid others", managed = false, testable = false)
  static EnterpriseArchive amidOthers() {
    return Archives.exampleEarWithBeans("wrong");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alone", "amid others"})
  void failTheDeploymentAndAreAllNamedInOneMessage(String deployment) {
    try (ServerLog log = ServerLog.ofServer()) {
      deployer.deploy(deployment); // does not throw: embedded, the server only logs a failure

      assertThat(PageClient.ofTestServer().get("").statusCode()).isEqualTo(404);
      assertThat(log.lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("RpcActivationSpec")
                      .contains("topic")
                      .contains("maxConcurrency")
                      .contains("prefetch"));
      // the server closes the adapter's class loader before it stops the adapter
      assertThat(log.lines()).noneMatch(line -> line.contains("NoClassDefFoundError"));
    }
  }
}
