package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.systemtest.support.Activations;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.PageAnswer;
import org.rarebit.systemtest.support.PageClient;

/** The example as it is built, one EAR with the resource adapter inside, used through its page. */
@ExtendWith(ArquillianExtension.class)
class ExampleEarIT {

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

  @Test
  void aBeanCallsTheMessageDrivenBean() {
    assertThat(page.call("calculator", "add", "{\"a\": 2, \"b\": 3}").result())
        .isEqualTo(json("5"));
  }

  @Test
  void textOfAnyScriptGoesThereAndBack() {
    assertThat(page.call("calculator", "describe", "{\"text\": \"Grüße 世界 🌍\"}").result())
        .isEqualTo(json("\"10 characters, backwards: 🌍 界世 eßürG\""));
  }

  @Test
  void recordsAreObjectsOnTheWire() {
    PageAnswer answer =
        page.call(
            "calculator",
            "summarize",
            "{\"series\": {\"name\": \"heights\", \"values\": [1.5, 2, 4]}}");

    assertThat(answer.result())
        .isEqualTo(
            json("{\"name\":\"heights\",\"count\":3,\"min\":1.5,\"max\":4.0,\"average\":2.5}"));
  }

  @Test
  void aCastIsSentAndNothingComesBack() {
    PageAnswer answer = page.cast("calculator", "log", "{\"line\": \"hello from a test\"}");

    assertThat(answer.outcome()).isEqualTo("sent");
  }

  @Test
  void theServingProcessTellsWhichItIs() {
    assertThat(page.call("calculator", "who", "{}").result().asJsonObject().getInt("processId"))
        .isEqualTo((int) ProcessHandle.current().pid());
  }

  @Test
  void theBeansOwnExceptionReachesTheCaller() {
    PageAnswer answer = page.call("calculator", "divide", "{\"dividend\": 1, \"divisor\": 0}");

    assertThat(answer.outcome()).isEqualTo("failed");
    assertThat(answer.text("class")).isEqualTo("DivisionByZeroException");
    assertThat(answer.text("module")).isEqualTo("org.rarebit.example");
    assertThat(answer.text("message")).isEqualTo("Cannot divide 1 by zero");
    assertThat(answer.text("trace")).contains("CalculatorBean.divide");
  }

  @Test
  void aFaultOfTheBeanReachesTheCallerAndTheBeanServesOn() {
    PageAnswer answer = page.call("calculator", "add", "{\"a\": " + Long.MAX_VALUE + ", \"b\": 1}");

    assertThat(answer.text("class")).isEqualTo("ArithmeticException");
    assertThat(page.call("calculator", "add", "{\"a\": 1, \"b\": 1}").result())
        .isEqualTo(json("2"));
  }

  @Test
  void aMethodThatIsNotThereIsOslosFailure() {
    PageAnswer answer = page.call("calculator", "subtract", "{\"a\": 2, \"b\": 3}");

    assertThat(answer.text("class")).isEqualTo("NoSuchMethod");
    assertThat(answer.text("message")).contains("subtract");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a": 2}                     | b
          {"a": 2, "b": 3, "c": 4}     | c
          {"a": 2, "b": "three"}       | b
          """)
  void wrongArgumentsAreNamed(String args, String name) {
    PageAnswer answer = page.call("calculator", "add", args);

    assertThat(answer.outcome()).isEqualTo("failed");
    assertThat(answer.text("message")).contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"%s\""})
  void theContractsConstraintsAreCheckedBeforeTheBeanIsCalled(String text) {
    String args = "{\"text\": " + text.formatted("x".repeat(1001)) + "}";

    PageAnswer answer = page.call("calculator", "describe", args);

    assertThat(answer.text("class")).isEqualTo("ConstraintViolationException");
    assertThat(answer.text("message")).contains("describe.");
  }

  @Test
  void aTopicThatNobodyServesFailsAtOnce() {
    PageAnswer answer = page.callWithin(20_000, "systemtest_nobody", "hello", "{}");

    assertThat(answer.outcome()).isEqualTo("undeliverable");
    assertThat(answer.text("message")).contains("systemtest_nobody");
    assertThat(answer.json().getJsonNumber("micros").longValue()).isLessThan(10_000_000);
  }

  @Test
  void whatThePageCannotReadIsRefusedWithAReason() {
    PageAnswer answer = page.post("{\"topic\": \"calculator\", \"method\": ");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("message")).contains("not valid JSON");
  }

  @ParameterizedTest
  @CsvSource({
    "'', text/html",
    "page.css, text/css",
    "page.js, javascript",
    "inventory.js, javascript"
  })
  void thePageIsServed(String path, String type) {
    HttpResponse<String> response = page.get(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse("")).contains(type);
    assertThat(response.body()).isNotBlank();
  }

  @Test
  void everythingThatThePageLoadsIsThere() {
    List<String> files =
        Pattern.compile("(?:src|href)=\"([^\"#]+\\.(?:js|css))\"")
            .matcher(page.get("").body())
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(files).contains("page.js", "page.css").anyMatch(file -> file.contains("uPlot"));
    assertThat(files).allSatisfy(file -> assertThat(page.get(file).statusCode()).isEqualTo(200));
  }
}
