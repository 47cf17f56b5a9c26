package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rarebit.systemtest.support.Activations;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.ServerCommands;

/** The resource adapter deployed by itself, and the example, with the same EJB jar, beside it. */
@ExtendWith(ArquillianExtension.class)
class StandaloneRarIT {

  @Deployment(name = "rar", order = 1, testable = false)
  static ResourceAdapterArchive rar() {
    Broker.shared().useForDeployments();
    ServerCommands.showAdaptersToAllApplications();
    return Archives.rar();
  }

  @Deployment(name = "ear", order = 2, testable = false)
  static EnterpriseArchive ear() {
    return Archives.exampleEarWithoutRar();
  }

  @BeforeAll
  static void awaitBeans() throws Exception {
    Activations.awaitActive();
  }

  @AfterAll
  static void restore() {
    ServerCommands.showAdaptersToTheirApplications();
  }

  @Test
  void beansOfAnEarUseTheAdapterOfTheServer() {
    assertThat(
            PageClient.ofTestServer().call("calculator", "add", "{\"a\": 20, \"b\": 22}").result())
        .isEqualTo(json("42"));
  }
}
