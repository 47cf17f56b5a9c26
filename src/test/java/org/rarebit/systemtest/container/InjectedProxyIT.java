package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.systemtest.support.Activations;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.PageAnswer;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.ServerLog;

/** Beans that get proxies and clients injected call the example's message-driven bean. */
@ExtendWith(ArquillianExtension.class)
class InjectedProxyIT {

  private static final String TOPIC = "systemtest_injecting";

  private final PageClient page = PageClient.ofTestServer();

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum",
        "sum_of_holder",
        "sum_by_name",
        "sum_by_qualifier",
        "sum_by_configuration",
        "sum_with_options"
      })
  void aBeanCallsTheMessageDrivenBean(String method) {
    assertThat(page.call(TOPIC, method, "{\"a\": 40, \"b\": 2}").result()).isEqualTo(json("42"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"method_of_context", "method_on_another_thread"})
  void theRequestIsKnownWhereItIsServedAndWhereItIsCarried(String method) {
    assertThat(page.call(TOPIC, method, "{}").result()).isEqualTo(json('"' + method + '"'));
  }

  @Test
  void aStageOutlivesItsConnection() {
    assertThat(page.call(TOPIC, "describe", "{\"text\": \"abc\"}").result())
        .isEqualTo(json("\"3 characters, backwards: cba\""));
  }

  @Test
  void aCastIsSent() {
    assertThat(page.call(TOPIC, "log", "{\"line\": \"injected\"}").result())
        .isEqualTo(json("null"));
  }

  @Test
  void aFailureOfTheCalledBeanIsPassedOn() {
    PageAnswer answer = page.call(TOPIC, "divide_by_zero", "{}");

    assertThat(answer.text("class")).isEqualTo("DivisionByZeroException");
    assertThat(answer.text("message")).isEqualTo("Cannot divide 1 by zero");
  }

  @Test
  void aTopicThatNobodyServesFailsAtOnce() {
    PageAnswer answer = page.call(TOPIC, "nobody", "{}");

    assertThat(answer.text("class")).isEqualTo("MessageUndeliverableException");
    assertThat(answer.text("message")).contains("systemtest_nobody");
  }

  @Test
  void manyCallsLeaveNoConnectionOpen() { // the pool has 50
    for (int i = 0; i < 60; i++) {
      assertThat(page.call(TOPIC, "sum", "{\"a\": 1, \"b\": 1}").result()).isEqualTo(json("2"));
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
