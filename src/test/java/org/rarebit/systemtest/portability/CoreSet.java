package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
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
import org.rarebit.systemtest.support.NeighbourPage;
import org.rarebit.systemtest.support.PageAnswer;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.PythonPeer;

/**
 * What must work on each server, with the same EAR. The beans are called through the example's page
 * and from Python.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class CoreSet implements TransactionSet, ExceptionSet, HearingSet {

  private static final String ECHO = "systemtest_echo";
  private static final String TWINS = "systemtest_twins";
  private static final String GUARDED = "systemtest_guarded";

  /** The adapter tells the beans' faults, which the tests have caused. */
  private static final Pattern OF_FAULTS =
      Pattern.compile(
          "\\b(break|for_admins|enterAndRollBack|enterAndCastToNobody|endWellAndFailToCommit)"
              + " .*failed|\\b(HearingBean|MeterBean|AssetBean) of .* failed"
              + "|\"systemtest_assets\\.info\".* is dead"
              // Open Liberty does not tell, after a local transaction that could not be committed
              + "|It is not known how the transaction ended");

  private final KnownServer known;
  private ServerUnderTest server;
  private PageClient page;
  private PythonPeer python;
  private PythonPeer notifier;

  CoreSet(KnownServer known) {
    this.known = known;
  }

  /** Written once, so that all servers of a run get the same bytes. */
  private static final class Ear {
    static final Path FILE =
        Archives.exampleEarFileWithNeighbour(
            Path.of("target", "core"), "serving", "core", "hearing", "guarded");
  }

  @BeforeAll
  void start() throws Exception {
    PythonPeer.require();
    String url = Broker.shared().url();
    server =
        known.start(Path.of("target", "servers", known.profile()), FreePort.find(), url, Ear.FILE);
    page = new PageClient(server.page());
    python = PythonPeer.client(url);
    notifier = PythonPeer.notifier(url);
    Eventually.assertThat(
        () -> {
          assertThat(page.call(ECHO, "nothing", "{}").outcome()).isEqualTo("result");
          assertThat(page.call(LEDGER, "entries", "{}").outcome()).isEqualTo("result");
          assertThat(
                  page.call(LOCAL_LEDGER, "enterAndCommit", TransactionSet.args("first")).outcome())
              .isEqualTo("result");
          assertThat(callAs("alice", "admin", "who")).containsKey("result");
        });
  }

  @AfterAll
  void stop() {
    if (python != null) {
      python.close();
    }
    if (notifier != null) {
      notifier.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Override
  public PageClient client() {
    return page;
  }

  @Override
  public PythonPeer notifier() {
    return notifier;
  }

  @Override
  public List<String> log() {
    return server.log();
  }

  @Override
  public URI page() {
    return server.page();
  }

  @Test
  void theAdapterInsideIsTheOneThatWasBuiltByteForByte() throws IOException {
    try (ZipFile ear = new ZipFile(Ear.FILE.toFile());
        InputStream rar = ear.getInputStream(ear.getEntry("rarebit.rar"))) {
      assertThat(rar.readAllBytes()).isEqualTo(Files.readAllBytes(Archives.rarFile()));
    }
  }

  @Test
  void aWebModuleBesideTheAdapterKeepsItsOwnLibraries() {
    // some servers give applications a Jackson of their own; the adapter's is another one
    assertThat(NeighbourPage.text(server.page()))
        .contains("slf4j: fluent true", "amqp-client: 5.20.0", "adapter: RpcConnectionFactory")
        .containsPattern("databind: 2\\.(15|17|18|19|20|21)\\.")
        .containsPattern("jsr310: 2\\.(15|17|20)\\.");
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
    String line = TransactionSet.line();

    page.castServer(TWINS, "one", "record", TransactionSet.args(line));

    Eventually.assertThat(() -> assertThat(recorded("one", line)).isTrue());
    assertThat(recorded("two", line)).isFalse();
  }

  @Test
  void aBeansFanoutReachesEveryServer() throws Exception {
    String line = TransactionSet.line();

    page.fanout(TWINS, "record", TransactionSet.args(line));

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
    String line = TransactionSet.line();
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

  /** Otherwise the next test would find none on a server whose lines look otherwise. */
  @Test
  @Order(Integer.MAX_VALUE - 2)
  void aWarningOfTheAdapterWouldBeNoticed() throws Exception {
    askEcho("break", "{\"text\": \"to be noticed\"}");

    Eventually.assertThat(
        () -> assertThat(AdapterComplaints.in(server.log())).anyMatch(OF_FAULTS.asPredicate()));
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
}
