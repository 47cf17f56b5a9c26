package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.server.ServerUnderTest;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.FreePort;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.PythonPeer;

/** WildFly in the east, Payara in the west, Python anywhere, and one broker. */
@EnabledIfSystemProperty(
    named = "rarebit.wildfly.home",
    matches = ".+",
    disabledReason = "run Maven with -Pwildfly")
class TwoMakesIT {

  private static ServerUnderTest wildfly;
  private static ServerUnderTest payara;
  private static PythonPeer python;

  @BeforeAll
  static void start() throws Exception {
    PythonPeer.require();
    wildfly = start(KnownServer.WILDFLY, "east");
    payara = start(KnownServer.PAYARA_EMBEDDED, "west");
    python = PythonPeer.client(Broker.shared().url());
    for (String place : new String[] {"east", "west"}) {
      Eventually.assertThat(() -> assertThat(pythonGreets(place)).isNotNull());
    }
  }

  private static ServerUnderTest start(KnownServer known, String place) {
    return known.start(
        Path.of("target", "servers", place),
        FreePort.find(),
        Broker.shared().url(),
        Archives.exampleEarFileWithBeans(Path.of("target", place), place));
  }

  @AfterAll
  static void stop() {
    if (python != null) {
      python.close();
    }
    for (ServerUnderTest server : new ServerUnderTest[] {wildfly, payara}) {
      if (server != null) {
        server.close();
      }
    }
  }

  @Test
  void aBeanInWildFlyCallsAMessageDrivenBeanInPayara() {
    assertThat(greets(wildfly, "west")).isEqualTo(greeting("west", payara));
  }

  @Test
  void aBeanInPayaraCallsAMessageDrivenBeanInWildFly() {
    assertThat(greets(payara, "east")).isEqualTo(greeting("east", wildfly));
  }

  @Test
  void pythonCallsBoth() {
    assertThat(pythonGreets("east")).isEqualTo(greeting("east", wildfly));
    assertThat(pythonGreets("west")).isEqualTo(greeting("west", payara));
  }

  private static JsonObject greets(ServerUnderTest caller, String place) {
    return new PageClient(caller.page())
        .call("systemtest_" + place, "greet", "{\"name\": \"you\"}")
        .result()
        .asJsonObject();
  }

  private static JsonObject pythonGreets(String place) {
    return python
        .ask(
            Json.createObjectBuilder()
                .add("kind", "call")
                .add("target", Json.createObjectBuilder().add("topic", "systemtest_" + place))
                .add("method", "greet")
                .add("args", json("{\"name\": \"you\"}")))
        .getJsonObject("result");
  }

  private static JsonObject greeting(String place, ServerUnderTest server) {
    return Json.createObjectBuilder()
        .add("greeting", "Hello you, from the " + place)
        .add("process", server.processId())
        .build();
  }
}
