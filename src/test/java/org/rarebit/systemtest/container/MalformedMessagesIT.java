package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.systemtest.support.Activations;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.RawPublisher;
import org.rarebit.systemtest.support.ServerLog;

/** Messages that no oslo.messaging peer would send arrive at a serving bean. */
@ExtendWith(ArquillianExtension.class)
class MalformedMessagesIT {

  private final PageClient page = PageClient.ofTestServer();

  @Deployment(testable = false)
  static EnterpriseArchive ear() {
    Broker.shared().useForDeployments();
    return Archives.exampleEar();
  }

  @BeforeAll
  static void awaitBeans() throws Exception {
    Activations.awaitActive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "this is not JSON",
        "",
        "[1, 2]",
        "{\"oslo.version\": \"2.0\", \"oslo.message\": \"not JSON\"}",
        "{\"oslo.version\": \"9.0\", \"oslo.message\": \"{}\"}",
        "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"args\\\": {}}\"}",
        "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"method\\\": 7, \\\"args\\\": {}}\"}",
        "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"method\\\": \\\"who\\\","
            + " \\\"args\\\": 3}\"}",
      })
  void areRejectedOnceWithOneWarningAndTheBeanServesOn(String body) throws Exception {
    try (RawPublisher publisher = new RawPublisher(Broker.shared().url());
        ServerLog log = ServerLog.ofAdapter()) {
      assertServes();

      publisher.publish("calculator", body);

      Eventually.assertThat(() -> assertThat(log.lines()).isNotEmpty());
      assertServes();
      assertThat(publisher.waiting("calculator")).isZero();
      assertThat(log.lines()).singleElement().asString().contains("calculator");
    }
  }

  @Test
  void aContentTypeThatIsNotJsonIsRejected() throws Exception {
    try (RawPublisher publisher = new RawPublisher(Broker.shared().url());
        ServerLog log = ServerLog.ofAdapter()) {
      assertServes();

      publisher.publish("calculator", "{\"method\": \"who\", \"args\": {}}", "text/plain");

      Eventually.assertThat(() -> assertThat(log.lines()).hasSize(1));
      assertServes();
    }
  }

  private void assertServes() {
    assertThat(page.call("calculator", "add", "{\"a\": 1, \"b\": 2}").result())
        .isEqualTo(json("3"));
  }
}
