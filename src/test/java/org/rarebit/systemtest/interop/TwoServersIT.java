package org.rarebit.systemtest.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rarebit.systemtest.support.Activations;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.PythonPeer;

/** Two servers of one topic, in Java and in Python: one of them, one in particular, or all. */
@ExtendWith(ArquillianExtension.class)
class TwoServersIT {

  private static final String BEANS = "systemtest_twins";
  private static final String PYTHON = "systemtest_python_twins";
  private static final Duration NOTHING_MORE = Duration.ofMillis(300);

  private static PythonPeer one;
  private static PythonPeer two;
  private static PythonPeer client;

  private final PageClient page = PageClient.ofTestServer();

  @Deployment(testable = false)
  static EnterpriseArchive ear() {
    Broker.shared().useForDeployments();
    return Archives.exampleEarWithBeans("serving");
  }

  @BeforeAll
  static void startPeers() throws Exception {
    PythonPeer.require();
    Activations.awaitActive();
    String url = Broker.shared().url();
    one = PythonPeer.server(url, PYTHON, "one");
    two = PythonPeer.server(url, PYTHON, "two");
    client = PythonPeer.client(url);
  }

  @AfterAll
  static void stopPeers() {
    for (PythonPeer peer : new PythonPeer[] {client, one, two}) {
      if (peer != null) {
        peer.close();
      }
    }
  }

  @Test
  void aBeanCallsOnePythonServerByItsName() {
    assertThat(page.callServer(PYTHON, "one", "name", "{}").result()).isEqualTo(json("\"one\""));
    assertThat(page.callServer(PYTHON, "two", "name", "{}").result()).isEqualTo(json("\"two\""));
  }

  @Test
  void aServerThatIsNotThereIsUndeliverableThoughTheTopicIsServed() {
    assertThat(page.callServer(PYTHON, "three", "name", "{}").outcome()).isEqualTo("undeliverable");
  }

  @Test
  void aBeansCastReachesExactlyOnePythonServer() throws Exception {
    String line = line();

    page.cast(PYTHON, "record", args(line));

    assertThat(heardByOneOfPython()).isEqualTo(json("\"" + line + "\""));
  }

  @Test
  void aBeansCastToAServerReachesThatOne() {
    String line = line();

    page.castServer(PYTHON, "two", "record", args(line));

    assertThat(two.next().getString("line")).isEqualTo(line);
    assertThat(one.poll(NOTHING_MORE)).isNull();
  }

  @Test
  void aBeansFanoutReachesEveryPythonServer() {
    String line = line();

    page.fanout(PYTHON, "record", args(line));

    assertThat(one.next().getString("line")).isEqualTo(line);
    assertThat(two.next().getString("line")).isEqualTo(line);
  }

  @Test
  void pythonCallsOneBeanByItsServersName() {
    JsonObject answer =
        client.ask(
            request("call", "name", "{}")
                .add(
                    "target", Json.createObjectBuilder().add("topic", BEANS).add("server", "two")));

    assertThat(answer).isEqualTo(json("{\"result\": \"two\"}"));
  }

  @Test
  void pythonsCastReachesExactlyOneBean() throws Exception {
    String line = line();

    client.ask(request("cast", "record", args(line)));

    Eventually.assertThat(
        () -> assertThat(beanHeard("one", line) ^ beanHeard("two", line)).isTrue());
  }

  @Test
  void pythonsFanoutReachesEveryBean() throws Exception {
    String line = line();

    client.ask(request("fanout", "record", args(line)));

    Eventually.assertThat(() -> assertThat(beanHeard("one", line)).isTrue());
    Eventually.assertThat(() -> assertThat(beanHeard("two", line)).isTrue());
  }

  @Test
  void aBeansFanoutReachesEveryBean() throws Exception {
    String line = line();

    page.fanout(BEANS, "record", args(line));

    Eventually.assertThat(() -> assertThat(beanHeard("one", line)).isTrue());
    Eventually.assertThat(() -> assertThat(beanHeard("two", line)).isTrue());
  }

  private boolean beanHeard(String server, String line) {
    return page.callServer(BEANS, server, "recorded", "{}")
        .result()
        .asJsonArray()
        .contains(Json.createValue(line));
  }

  /** What exactly one of the Python servers heard. */
  private static JsonValue heardByOneOfPython() throws Exception {
    List<JsonObject> heard = new ArrayList<>();
    Eventually.assertThat(
        () -> {
          addWhatIsHeard(heard);
          assertThat(heard).isNotEmpty();
        });
    addWhatIsHeard(heard);
    assertThat(heard).as("heard by exactly one server").hasSize(1);
    return heard.get(0).get("line");
  }

  private static void addWhatIsHeard(List<JsonObject> heard) {
    for (PythonPeer server : List.of(one, two)) {
      JsonObject line = server.poll(NOTHING_MORE);
      if (line != null) {
        heard.add(line);
      }
    }
  }

  private static JsonObjectBuilder request(String kind, String method, String args) {
    return Json.createObjectBuilder()
        .add("kind", kind)
        .add("target", Json.createObjectBuilder().add("topic", BEANS))
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
