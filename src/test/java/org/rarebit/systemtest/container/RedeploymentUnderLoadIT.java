package org.rarebit.systemtest.container;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Redeployments;

/**
 * An application is redeployed under load while another one serves the same topic. Each has the
 * resource adapter inside: two adapters in one server, and each stops alone.
 */
@ExtendWith(ArquillianExtension.class)
class RedeploymentUnderLoadIT {

  @ArquillianResource private Deployer deployer;

  @Deployment(name = "steady", testable = false)
  static EnterpriseArchive steady() {
    Broker.shared().useForDeployments();
    return Archives.exampleEarWithBeans("steady");
  }

  @Deployment(name = "moving", managed = false, testable = false)
  static EnterpriseArchive moving() {
    return Archives.earOfBoundBean("moving", "MovingBean");
  }

  @Test
  void everyCallIsAnsweredAndEveryRequestRunsOnce() throws Exception {
    Redeployments.underLoad(deployer, "moving");
  }
}
