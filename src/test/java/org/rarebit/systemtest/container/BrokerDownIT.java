package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.Gate;
import org.rarebit.systemtest.support.PageAnswer;
import org.rarebit.systemtest.support.PageClient;

/** The example is deployed while nobody listens at the broker's address. */
@ExtendWith(ArquillianExtension.class)
class BrokerDownIT {

  private static final Gate GATE = Gate.shut(Broker.shared().url());

  private final PageClient page = PageClient.ofTestServer();

  @Deployment(testable = false)
  static EnterpriseArchive ear() {
    Broker.useForDeployments(GATE.url());
    return Archives.exampleEar();
  }

  @AfterAll
  static void closeGate() {
    GATE.close();
  }

  @Test
  void deploymentSucceedsAndCallsWorkWheneverTheBrokerIsThere() throws Exception {
    PageAnswer whileDown = add();
    assertThat(whileDown.outcome()).isEqualTo("unavailable");
    assertThat(whileDown.text("message")).contains("127.0.0.1").doesNotContain("guest:guest");

    GATE.open();
    Eventually.assertThat(() -> assertThat(add().result()).isEqualTo(json("5")));

    GATE.shut();
    Eventually.assertThat(() -> assertThat(add().outcome()).isEqualTo("unavailable"));

    GATE.open();
    Eventually.assertThat(() -> assertThat(add().result()).isEqualTo(json("5")));
  }

  private PageAnswer add() {
    return page.callWithin(5_000, "calculator", "add", "{\"a\": 2, \"b\": 3}");
  }
}
