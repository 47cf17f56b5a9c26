package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.rarebit.systemtest.server.StandaloneServer;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.FreePort;
import org.rarebit.systemtest.support.Gate;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.PythonPeer;

/**
 * The adapter by itself, somebody's WAR, which docs/servers/payara.md shows, and the installation
 * check, as a server's page of the manual says. The broker is behind a gate.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class InstallationSet {

  private static final int LAST = Integer.MAX_VALUE;

  private final Gate gate = Gate.shut(Broker.shared().url());
  private final Path directory;
  private StandaloneServer server;
  private PageClient pages;

  /**
   * A set.
   *
   * @param name of the directory below {@code target/servers}
   */
  InstallationSet(String name) {
    directory = Path.of("target", "servers", name);
  }

  /** Starts the server. */
  abstract StandaloneServer start(Path fresh, int httpPort, String brokerUrl, List<Path> archives);

  /** The adapter's archive; where it is not as it was built, the page says how it is made. */
  Path adapter() {
    return Archives.rarFile();
  }

  /** What is deployed besides. */
  List<Path> more() {
    return List.of();
  }

  /** What else is to be seen while the broker is away. */
  void whileTheBrokerIsDown() throws Exception {}

  /** What else is to be seen once it is back. */
  void whenTheBrokerIsBack() throws Exception {}

  @BeforeAll
  final void start() throws Exception {
    PythonPeer.require();
    gate.open();
    server =
        start(
            directory,
            FreePort.find(),
            gate.url(),
            Stream.concat(
                    Stream.of(
                        adapter(),
                        Archives.warFileOfBeans(Path.of("target", "shop"), "shop"),
                        Archives.checkFile()),
                    more().stream())
                .toList());
    pages = new PageClient(server.root());
  }

  @AfterAll
  final void stop() {
    if (server != null) {
      server.close();
    }
    gate.close();
  }

  final HttpResponse<String> get(String path) {
    return pages.get(path);
  }

  /** Where the applications are. */
  public final URI root() {
    return server.root();
  }

  public final int brokerPort() {
    return gate.port();
  }

  @Test
  void pythonCallsABeanOfAWar() throws Exception {
    try (PythonPeer python = PythonPeer.client(Broker.shared().url())) {
      Eventually.assertThat(
          () ->
              assertThat(
                      python
                          .ask(
                              Json.createObjectBuilder()
                                  .add("kind", "call")
                                  .add(
                                      "target",
                                      Json.createObjectBuilder().add("topic", "systemtest_shop"))
                                  .add("method", "take")
                                  .add(
                                      "args",
                                      Json.createObjectBuilder()
                                          .add("item", "nut")
                                          .add("count", 0)))
                          .get("result"))
                  .isEqualTo(Json.createValue(100)));
    }
  }

  @Test
  void theCheckFindsThatEverythingWorks() throws Exception {
    Eventually.assertThat(
        () -> assertThat(get("rarebit-check/check.json").statusCode()).isEqualTo(200));

    HttpResponse<String> response = get("rarebit-check/check.json");

    JsonObject check = json(response.body()).asJsonObject();
    assertThat(check.get("ok")).as(response.body()).isEqualTo(JsonValue.TRUE);
    assertThat(check.getJsonArray("steps")).hasSize(6);
    assertThat(check.getString("adapter")).isNotEqualTo("unknown");
    assertThat(check.getString("broker")).contains("127.0.0.1:" + gate.port());
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void theCheckHasAPage() {
    HttpResponse<String> page = get("rarebit-check/");

    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.body()).contains("<html lang=\"en\">", "Steps", "127.0.0.1:" + gate.port());
    assertThat(get("rarebit-check/check.css").statusCode()).isEqualTo(200);
  }

  @Test
  @Order(LAST - 1)
  void theAdapterHadNothingToComplainAbout() {
    assertThat(server.log())
        .as("the adapter's lines")
        .anyMatch(line -> line.contains("resource adapter started"));
    assertThat(AdapterComplaints.in(server.log())).filteredOn(line -> !isExpected(line)).isEmpty();
  }

  /** What the adapter rightly complains about. */
  boolean isExpected(String complaint) {
    return false;
  }

  final List<String> log() {
    return server.log();
  }

  final List<String> complaints() {
    return AdapterComplaints.in(log());
  }

  @Test
  @Order(LAST)
  void theCheckSaysThatTheBrokerIsDownAndWorksAgainWhenItIsBack() throws Exception {
    gate.shut();
    Eventually.assertThat(
        () -> {
          HttpResponse<String> down = get("rarebit-check/check.json");
          assertThat(down.statusCode()).isEqualTo(503);
          JsonObject first =
              json(down.body()).asJsonObject().getJsonArray("steps").getJsonObject(0);
          assertThat(first.getString("outcome")).isEqualTo("failed");
          assertThat(first.getString("reason"))
              .contains("No connection to 127.0.0.1:" + gate.port() + ": Connection refused");
          assertThat(first.getString("remedy")).contains("Start the broker");
          assertThat(down.body()).doesNotContain("guest");
        });
    whileTheBrokerIsDown();

    gate.open();
    Eventually.assertThat(
        () -> assertThat(get("rarebit-check/check.json").statusCode()).isEqualTo(200));
    whenTheBrokerIsBack();
  }
}
