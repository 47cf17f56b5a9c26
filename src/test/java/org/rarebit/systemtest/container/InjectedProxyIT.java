package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import java.net.URI;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rarebit.systemtest.portability.InjectedTests;
import org.rarebit.systemtest.support.Activations;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.PageAnswer;
import org.rarebit.systemtest.support.Server;
import org.rarebit.systemtest.support.ServerLog;

/** Beans that get proxies and clients injected call the example's message-driven bean. */
@ExtendWith(ArquillianExtension.class)
class InjectedProxyIT implements InjectedTests {

  @ArquillianResource private Deployer deployer;

  @Deployment(testable = false)
  static EnterpriseArchive ear() {
    Broker.shared().useForDeployments();
    return Archives.injectingEar();
  }

  @Deployment(name = "wrong", managed = false, testable = false)
  static EnterpriseArchive wrong() {
    return Archives.withExtension(Archives.earOfBeans("injectingwrong"), "injectingwrong.jar");
  }

  @BeforeAll
  static void awaitBeans() throws Exception {
    Activations.awaitActive();
  }

  @Override
  public URI page() {
    return Server.page();
  }

  /** The lib of Payara's EARs does not see an adapter that is in the same EAR. */
  @Override
  public String greetingThroughLib() {
    return "Greeting: It does not see rarebit-api from where it is packaged: put it into a module";
  }

  @Test
  void aStageOutlivesItsConnection() {
    assertThat(client().call(TOPIC, "describe", "{\"text\": \"abc\"}").result())
        .isEqualTo(json("\"3 characters, backwards: cba\""));
  }

  @Test
  void aCastIsSent() {
    assertThat(client().call(TOPIC, "log", "{\"line\": \"injected\"}").result())
        .isEqualTo(json("null"));
  }

  @Test
  void aFailureOfTheCalledBeanIsPassedOn() {
    PageAnswer answer = client().call(TOPIC, "divide_by_zero", "{}");

    assertThat(answer.text("class")).isEqualTo("DivisionByZeroException");
    assertThat(answer.text("message")).isEqualTo("Cannot divide 1 by zero");
  }

  @Test
  void aTopicThatNobodyServesFailsAtOnce() {
    PageAnswer answer = client().call(TOPIC, "nobody", "{}");

    assertThat(answer.text("class")).isEqualTo("MessageUndeliverableException");
    assertThat(answer.text("message")).contains("systemtest_nobody");
  }

  @Test
  void manyCallsLeaveNoConnectionOpen() { // the pool has 50
    for (int i = 0; i < 60; i++) {
      assertThat(client().call(TOPIC, "sum", "{\"a\": 1, \"b\": 1}").result()).isEqualTo(json("2"));
    }
  }

  @Test
  void whatIsNoContractFailsTheDeployment() {
    try (ServerLog log = ServerLog.ofServer()) {
      deployer.deploy("wrong"); // does not throw: embedded, the server only logs a failure

      assertThat(log.lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("@RpcTarget cannot be injected into")
                      .contains("InboxReader.inbox")
                      .contains("Inbox is not an interface marked @RpcContract"));
    }
  }
}
