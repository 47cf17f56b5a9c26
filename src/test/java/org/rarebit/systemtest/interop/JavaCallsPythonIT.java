package org.rarebit.systemtest.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterAll;
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
import org.rarebit.systemtest.support.PythonPeer;

/** A bean calls a Python server. */
@ExtendWith(ArquillianExtension.class)
class JavaCallsPythonIT {

  private static final String TOPIC = "systemtest_python";

  private static PythonPeer server;

  private final PageClient page = PageClient.ofTestServer();

  @Deployment(testable = false)
  static EnterpriseArchive ear() {
    Broker.shared().useForDeployments();
    return Archives.exampleEar();
  }

  @BeforeAll
  static void startServer() throws Exception {
    PythonPeer.require();
    Activations.awaitActive();
    server = PythonPeer.server(Broker.shared().url(), TOPIC, "python1");
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "0",
        "-9223372036854775808",
        "9223372036854775807",
        "18446744073709551616",
        "-1267650600228229401496703205376",
        "0.1",
        "1.5e300",
        "\"\"",
        "\"Grüße, 世界, 🌍, \\u0000 and \\\"quotes\\\"\"",
        "[]",
        "{}",
        "[1, [2, [3, {\"four\": [null, {\"fünf\": 5.5}]}]]]",
        "{\"a\": {\"b\": {\"c\": [true, false, null]}}, \"\": \"empty key\"}",
      })
  void valuesComeBackAsTheyWent(String value) {
    assertThat(page.call(TOPIC, "echo", "{\"value\": " + value + "}").result())
        .isEqualTo(json(value));
  }

  @Test
  void noneIsNull() {
    assertThat(page.call(TOPIC, "nothing", "{}").result()).isEqualTo(json("null"));
  }

  @Test
  void pythonsExceptionComesWithItsClassTextAndTrace() {
    PageAnswer answer = page.call(TOPIC, "fail", "{\"text\": \"schön kaputt 💥\"}");

    assertThat(answer.outcome()).isEqualTo("failed");
    assertThat(answer.text("class")).isEqualTo("ValueError");
    assertThat(answer.text("module")).isEqualTo("builtins");
    assertThat(answer.text("message")).contains("schön kaputt 💥").contains("42");
    assertThat(answer.text("trace")).startsWith("Traceback").contains("rpc_server.py");
  }

  @Test
  void aMethodThatPythonHasNotIsItsNoSuchMethod() {
    PageAnswer answer = page.call(TOPIC, "missing", "{}");

    assertThat(answer.text("class")).isEqualTo("NoSuchMethod");
    assertThat(answer.text("module")).isEqualTo("oslo_messaging.rpc.dispatcher");
  }

  @Test
  void wrongArgumentsArePythonsTypeError() {
    assertThat(page.call(TOPIC, "echo", "{\"wert\": 1}").text("class")).isEqualTo("TypeError");
  }

  @Test
  void aServerThatIsTooSlowIsATimeout() {
    PageAnswer answer = page.callWithin(300, TOPIC, "sleep", "{\"millis\": 1500}");

    assertThat(answer.outcome()).isEqualTo("timeout");
    assertThat(answer.text("message")).contains("sleep").contains(TOPIC);
  }

  @Test
  void aReplyAfterTheTimeoutDisturbsNoOtherCall() {
    page.callWithin(300, TOPIC, "sleep", "{\"millis\": 600}");

    assertThat(page.call(TOPIC, "sleep", "{\"millis\": 700}").result()).isEqualTo(json("700"));
  }
}
