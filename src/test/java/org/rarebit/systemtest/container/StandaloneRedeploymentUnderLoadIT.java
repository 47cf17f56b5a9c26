package org.rarebit.systemtest.container;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Redeployments;
import org.rarebit.systemtest.support.ServerCommands;

/**
 * Two applications share an adapter that is deployed by itself; one of them is redeployed under
 * load, and the other one does not notice.
 */
@ExtendWith(ArquillianExtension.class)
class StandaloneRedeploymentUnderLoadIT {

  @ArquillianResource private Deployer deployer;

  @Deployment(name = "rar", order = 1, testable = false)
  static ResourceAdapterArchive rar() {
    Broker.shared().useForDeployments();
    ServerCommands.showAdaptersToAllApplications();
    return Archives.rar();
  }

  @Deployment(name = "steady", order = 2, testable = false)
  static EnterpriseArchive steady() {
    return Archives.exampleEarWithBeansWithoutRar("steady");
  }

  @Deployment(name = "moving", managed = false, testable = false)
  static EnterpriseArchive moving() {
    return Archives.earOfBeansWithoutRar("moving");
  }

  @AfterAll
  static void restore() {
    ServerCommands.showAdaptersToTheirApplications();
  }

  @Test
  void everyCallIsAnsweredAndEveryRequestRunsOnce() throws Exception {
    Redeployments.underLoad(deployer, "moving");
  }
}
