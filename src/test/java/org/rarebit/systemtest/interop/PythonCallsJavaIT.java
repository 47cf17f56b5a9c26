package org.rarebit.systemtest.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
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
import org.rarebit.systemtest.support.PythonPeer;

/** A Python client calls a message-driven bean. */
@ExtendWith(ArquillianExtension.class)
class PythonCallsJavaIT {

  private static final String TOPIC = "systemtest_echo";

  private static PythonPeer client;

  @Deployment(testable = false)
  static EnterpriseArchive ear() {
    Broker.shared().useForDeployments();
    return Archives.exampleEarWithBeans("serving");
  }

  @BeforeAll
  static void startClient() throws Exception {
    PythonPeer.require();
    Activations.awaitActive();
    client = PythonPeer.client(Broker.shared().url());
  }

  @AfterAll
  static void stopClient() {
    if (client != null) {
      client.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "0",
        "-9223372036854775808",
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
    assertThat(result(call("echo", "{\"value\": " + value + "}"))).isEqualTo(json(value));
  }

  @Test
  void nullIsNone() {
    assertThat(call("nothing", "{}")).isEqualTo(json("{\"result\": null}"));
  }

  @Test
  void theContractOfTheExampleIsServedToPythonToo() {
    JsonObject answer = client.ask(request("call", "calculator", "add", "{\"a\": 2, \"b\": 3}"));

    assertThat(result(answer)).isEqualTo(json("5"));
  }

  @Test
  void theRequestContextArrives() {
    JsonObject answer =
        client.ask(
            request("call", TOPIC, "context", "{}")
                .add("context", json("{\"user_id\": \"zoë\", \"roles\": [\"admin\", null]}")));

    assertThat(result(answer))
        .isEqualTo(json("{\"user_id\": \"zoë\", \"roles\": [\"admin\", null]}"));
  }

  @Test
  void theBeansExceptionIsARemoteErrorWithItsClassTextAndTrace() {
    JsonObject failure = failure(call("fail", "{\"text\": \"schön kaputt 💥\"}"));

    assertThat(failure.getString("class")).isEqualTo("RefusedException");
    assertThat(failure.getString("message")).isEqualTo("schön kaputt 💥");
    assertThat(failure.get("trace").toString()).contains("EchoBean.fail");
  }

  @Test
  void aFaultOfTheBeanIsARemoteErrorAndTheBeanServesOn() {
    JsonObject failure = failure(call("break", "{\"text\": \"unexpected\"}"));

    assertThat(failure.getString("class")).isEqualTo("IllegalStateException");
    assertThat(failure.getString("message")).isEqualTo("unexpected");
    assertThat(call("nothing", "{}")).isEqualTo(json("{\"result\": null}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "secret", "toString", "getClass", "ejbRemove"})
  void onlyWhatIsMarkedCanBeCalled(String method) {
    assertThat(failure(call(method, "{}")).getString("class")).isEqualTo("NoSuchMethod");
  }

  @Test
  void aVersionThatIsNotServedIsUnsupported() {
    JsonObject answer =
        client.ask(
            request("call", TOPIC, "nothing", "{}")
                .add("target", json("{\"topic\": \"" + TOPIC + "\", \"version\": \"2.0\"}")));

    assertThat(failure(answer).getString("class")).isEqualTo("UnsupportedVersion");
  }

  @Test
  void aBeanThatIsTooSlowIsATimeoutAndItsLateReplyDisturbsNobody() {
    JsonObject late =
        client.ask(request("call", TOPIC, "sleep", "{\"millis\": 2000}").add("timeout", 1));

    assertThat(failure(late).getString("class")).isEqualTo("MessagingTimeout");
    assertThat(result(call("sleep", "{\"millis\": 1500}"))).isEqualTo(json("1500"));
  }

  private static JsonObject call(String method, String args) {
    return client.ask(request("call", TOPIC, method, args));
  }

  private static JsonObjectBuilder request(String kind, String topic, String method, String args) {
    return Json.createObjectBuilder()
        .add("kind", kind)
        .add("target", Json.createObjectBuilder().add("topic", topic))
        .add("method", method)
        .add("args", json(args));
  }

  private static Object result(JsonObject answer) {
    assertThat(answer).containsKey("result");
    return answer.get("result");
  }

  private static JsonObject failure(JsonObject answer) {
    assertThat(answer).containsKey("failure");
    return answer.getJsonObject("failure");
  }
}
