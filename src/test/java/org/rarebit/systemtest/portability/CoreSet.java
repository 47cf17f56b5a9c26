package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.server.ServerUnderTest;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.FreePort;
import org.rarebit.systemtest.support.PageAnswer;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.PythonPeer;

/**
 * What must work on each server, with the same EAR. The beans are called through the example's page
 * and from Python.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class CoreSet {

  private static final String ECHO = "systemtest_echo";
  private static final String TWINS = "systemtest_twins";
  private static final String GUARDED = "systemtest_guarded";
  private static final String LEDGER = "systemtest_ledger";

  /** The adapter tells the beans' faults, which the tests have caused. */
  private static final Pattern OF_FAULTS =
      Pattern.compile("\\b(break|for_admins|enterAndRollBack|endWellAndFailToCommit) .*failed");

  private final KnownServer known;
  private ServerUnderTest server;
  private PageClient page;
  private PythonPeer python;

  CoreSet(KnownServer known) {
    this.known = known;
  }

  /** Written once, so that all servers of a run get the same bytes. */
  private static final class Ear {
    static final Path FILE =
        Archives.exampleEarFileWithBeans(Path.of("target", "core"), "serving", "core", "guarded");
  }

  @BeforeAll
  void start() throws Exception {
    PythonPeer.require();
    String url = Broker.shared().url();
    server =
        known.start(Path.of("target", "servers", known.profile()), FreePort.find(), url, Ear.FILE);
    page = new PageClient(server.page());
    python = PythonPeer.client(url);
    Eventually.assertThat(
        () -> {
          assertThat(page.call(ECHO, "nothing", "{}").outcome()).isEqualTo("result");
          assertThat(page.call(LEDGER, "entries", "{}").outcome()).isEqualTo("result");
          assertThat(callAs("alice", "admin", "who")).containsKey("result");
        });
  }

  @AfterAll
  void stop() {
    if (python != null) {
      python.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aBeanCallsAMessageDrivenBean() {
    assertThat(page.call("calculator", "add", "{\"a\": 2, \"b\": 3}").result())
        .isEqualTo(json("5"));
    assertThat(page.call("calculator", "who", "{}").result().asJsonObject().getInt("processId"))
        .isEqualTo((int) server.processId());
  }

  @Test
  void aBeansCastReachesTheServerItNames() throws Exception {
    String line = line();

    page.castServer(TWINS, "one", "record", args(line));

    Eventually.assertThat(() -> assertThat(recorded("one", line)).isTrue());
    assertThat(recorded("two", line)).isFalse();
  }

  @Test
  void aBeansFanoutReachesEveryServer() throws Exception {
    String line = line();

    page.fanout(TWINS, "record", args(line));

    Eventually.assertThat(() -> assertThat(recorded("one", line)).isTrue());
    Eventually.assertThat(() -> assertThat(recorded("two", line)).isTrue());
  }

  @Test
  void aTopicThatNobodyServesFailsAtOnce() {
    assertThat(page.call("systemtest_nobody", "hello", "{}").outcome()).isEqualTo("undeliverable");
  }

  @Test
  void pythonCallsAMessageDrivenBean() {
    String value = "{\"text\": \"Grüße 世界\", \"numbers\": [1, 2.5, null, true]}";

    JsonObject answer = askEcho("echo", "{\"value\": " + value + "}");

    assertThat(answer.get("result")).isEqualTo(json(value));
  }

  @Test
  void theRequestContextArrives() {
    JsonObject answer =
        python.ask(request(ECHO, "context", "{}").add("context", json("{\"user\": \"zoë\"}")));

    assertThat(answer.getJsonObject("result")).isEqualTo(json("{\"user\": \"zoë\"}"));
  }

  @Test
  void theExceptionThatABeanDeclaresReachesTheCaller() {
    JsonObject failure = askEcho("fail", "{\"text\": \"schön kaputt\"}").getJsonObject("failure");

    assertThat(failure.getString("class")).isEqualTo("RefusedException");
    assertThat(failure.getString("message")).isEqualTo("schön kaputt");
    assertThat(failure.get("trace").toString()).contains("EchoBean.fail");
  }

  @Test
  void aFaultOfTheBeanReachesTheCallerAndTheBeanServesOn() {
    JsonObject failure = askEcho("break", "{\"text\": \"unexpected\"}").getJsonObject("failure");

    assertThat(failure.getString("class")).isEqualTo("IllegalStateException");
    assertThat(failure.getString("message")).isEqualTo("unexpected");
    assertThat(askEcho("nothing", "{}")).containsKey("result");
  }

  @Test
  void theApplicationExceptionOfAContractReachesTheCaller() {
    PageAnswer answer = page.call("calculator", "divide", "{\"dividend\": 1, \"divisor\": 0}");

    assertThat(answer.text("class")).isEqualTo("DivisionByZeroException");
    assertThat(answer.text("message")).isEqualTo("Cannot divide 1 by zero");
  }

  @Test
  void castsLeaveAfterTheCommitAndTheReplyComesAfterItToo() throws Exception {
    String line = line();

    assertThat(page.call(LEDGER, "enterAndCommit", args(line)).outcome()).isEqualTo("result");

    assertThat(entries()).contains("before the commit of " + line);
    Eventually.assertThat(() -> assertThat(entries()).contains(line));
    assertThat(entries()).containsSubsequence("before the commit of " + line, line);
  }

  @Test
  void castsOfATransactionThatIsRolledBackAreNotSent() throws Exception {
    String dropped = line();
    String sent = line();

    PageAnswer answer = page.call(LEDGER, "enterAndRollBack", args(dropped));
    page.call(LEDGER, "enterAndCommit", args(sent));

    assertThat(answer.outcome()).isEqualTo("failed");
    assertThat(answer.text("message")).contains("rolled back");
    Eventually.assertThat(() -> assertThat(entries()).contains(sent));
    assertThat(entries()).doesNotContain(dropped);
  }

  @Test
  void aTransactionThatCannotBeCommittedIsAFailureToTheCaller() {
    PageAnswer answer = page.call(LEDGER, "endWellAndFailToCommit", "{}");

    assertThat(answer.outcome()).isEqualTo("failed");
    assertThat(answer.text("message")).contains("rolled back");
  }

  @Test
  void beansRunAsTheUserOfTheRequestInTheRolesOfTheRequest() {
    assertThat(callAs("alice", "admin", "who").getJsonObject("result"))
        .isEqualTo(json("{\"name\": \"alice\", \"admin\": true, \"reader\": false}"));
    assertThat(callAs("bob", "reader", "who").getJsonObject("result"))
        .isEqualTo(json("{\"name\": \"bob\", \"admin\": false, \"reader\": true}"));
  }

  @Test
  void rolesAllowedDecidesWhatACallerMayDo() throws Exception {
    assertThat(callAs("alice", "admin", "for_admins").getString("result")).isEqualTo("done");
    assertThat(callAs("bob", "reader", "for_admins").getJsonObject("failure").getString("class"))
        .isEqualTo("EJBAccessException");
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void aCallThatRunsWhileTheApplicationIsTakenAwayIsAnswered() throws Exception {
    String line = line();
    try (PythonPeer observer = PythonPeer.client(Broker.shared().url())) {
      python.tell(request(LEDGER, "work", "{\"line\": \"" + line + "\", \"millis\": 3000}"));
      Eventually.assertThat(
          () ->
              assertThat(
                      observer
                          .ask(request(LEDGER, "entries", "{}"))
                          .getJsonArray("result")
                          .contains(Json.createValue(line)))
                  .isTrue());

      server.undeploy();

      assertThat(python.next()).isEqualTo(json("{\"result\": 3000}"));
      Eventually.assertThat(() -> assertThat(server.isUndeployed()).isTrue());
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void theAdapterHadNothingToComplainAbout() {
    assertThat(server.log())
        .as("the adapter's lines")
        .anyMatch(line -> line.contains("org.rarebit"));
    assertThat(AdapterComplaints.in(server.log()))
        .filteredOn(line -> !OF_FAULTS.matcher(line).find())
        .isEmpty();
  }

  private List<String> entries() {
    JsonArray lines = page.call(LEDGER, "entries", "{}").result().asJsonArray();
    return lines.getValuesAs(jakarta.json.JsonString::getString);
  }

  private boolean recorded(String twin, String line) {
    return page.callServer(TWINS, twin, "recorded", "{}")
        .result()
        .asJsonArray()
        .contains(Json.createValue(line));
  }

  private JsonObject askEcho(String method, String args) {
    return python.ask(request(ECHO, method, args));
  }

  final JsonObject callAs(String user, String role, String method) {
    return python.ask(
        request(GUARDED, method, "{}")
            .add(
                "context",
                Json.createObjectBuilder()
                    .add("user_id", user)
                    .add("roles", Json.createArrayBuilder().add(role))));
  }

  private static JsonObjectBuilder request(String topic, String method, String args) {
    return Json.createObjectBuilder()
        .add("kind", "call")
        .add("target", Json.createObjectBuilder().add("topic", topic))
        .add("method", method)
        .add("args", json(args));
  }

  private static String line() {
    return "line " + UUID.randomUUID();
  }

  private static String args(String line) {
    return "{\"line\": \"" + line + "\"}";
  }
}
