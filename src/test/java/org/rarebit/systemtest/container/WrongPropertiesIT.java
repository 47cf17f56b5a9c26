package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.ServerLog;

/** A bean whose activation has no topic, and two values out of range. */
@ExtendWith(ArquillianExtension.class)
class WrongPropertiesIT {

  @ArquillianResource private Deployer deployer;

  @Deployment(name = "wrong", managed = false, testable = false)
  static EnterpriseArchive ear() {
    Broker.shared().useForDeployments();
    return Archives.exampleEarWithBeans("wrong");
  }

  @Test
  void failTheDeploymentAndAreAllNamedInOneMessage() {
    try (ServerLog log = ServerLog.ofServer()) {
      deployer.deploy("wrong"); // does not throw: embedded, the server reports failures in its log

      assertThat(PageClient.ofTestServer().get("").statusCode()).isEqualTo(404);
      assertThat(log.lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("RpcActivationSpec")
                      .contains("topic")
                      .contains("maxConcurrency")
                      .contains("prefetch"));
    }
  }
}
