package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.EndpointStyle;

/**
 * Python's library in each configuration that it has, and adapters in each of theirs, on one
 * broker. Python comes first: coming second, it refuses what is not declared as it would.
 */
@Tag("peers")
class PythonSettingsTest {

  @BeforeAll
  static void needsPython() throws Exception {
    PythonPeer.requireOslo();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRANSIENT_QUORUM")
  void adaptersOfAnySettingsWorkWithPython(PeerSettings settings) throws Exception {
    AdapterFixture broker = AdapterFixture.start();
    PythonPeer python = start(broker, settings.urlOptions());
    try {
      for (PeerSettings java : PeerSettings.values()) {
        try (AdapterFixture adapter = broker.startBeside(java::apply)) {
          javaCallsPython(adapter, python, "of-python-" + java);
          pythonCallsJava(adapter, python, "of-java-" + java);
        }
      }
    } finally {
      python.close();
      broker.close();
    }
  }

  @Test
  void bothSidesMayCompress() throws Exception {
    AdapterFixture fixture = AdapterFixture.start(adapter -> adapter.setCompression("gzip"));
    PythonPeer python = start(fixture, "?kombu_compression=gzip");
    try {
      javaCallsPython(fixture, python, "of-python");
      pythonCallsJava(fixture, python, "of-java");
    } finally {
      python.close();
      fixture.close();
    }
  }

  private static PythonPeer start(AdapterFixture broker, String urlOptions) throws Exception {
    return PythonPeer.start(broker.broker().url() + urlOptions, "python", "py");
  }

  private static void javaCallsPython(AdapterFixture adapter, PythonPeer python, String name)
      throws Exception {
    Map<String, Object> target = Map.of("exchange", name, "topic", name, "server", "py");
    run(python, Map.of("do", "serve", "target", target));

    try (RpcConnection connection = adapter.connect()) {
      RpcClient client = connection.client(Target.topic(name).exchange(name));
      assertThat(client.request("add").arg("a", 1).arg("b", 2).call()).isEqualTo(3L);
      assertThat(client.request("add").server("py").arg("a", 1).arg("b", 2).call()).isEqualTo(3L);
      client.request("heard").arg("line", name).fanout();
      assertThat(python.nextHeard()).isEqualTo(name);
    }
  }

  private static void pythonCallsJava(AdapterFixture adapter, PythonPeer python, String name)
      throws Exception {
    cast(python, name, Map.of(), "nobody"); // these declare the exchanges
    cast(python, name, Map.of("fanout", true), "nobody");
    RpcActivationSpec spec = adapter.spec("node1");
    spec.setTopic(name);
    spec.setExchange(name);
    adapter.activate(spec, EndpointStyle.STANDARD);
    adapter.awaitConsumers(name, 1);
    adapter.awaitConsumers(name + ".node1", 1);

    JsonNode sum =
        run(
            python,
            Map.of(
                "do",
                "call",
                "exchange",
                name,
                "topic",
                name,
                "method",
                "add",
                "args",
                Map.of("a", 3, "b", 4)));
    assertThat(sum.asInt()).isEqualTo(7);
    cast(python, name, Map.of("server", "node1"), "one");
    assertThat(adapter.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("refresh one");
    cast(python, name, Map.of("fanout", true), "all");
    assertThat(adapter.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("refresh all");
  }

  private static void cast(PythonPeer python, String name, Map<String, ?> to, String what)
      throws Exception {
    Map<String, Object> command = new LinkedHashMap<>(to);
    command.put("do", "cast");
    command.put("exchange", name);
    command.put("topic", name);
    command.put("method", "refresh");
    command.put("args", Map.of("what", what));
    run(python, command);
  }

  private static JsonNode run(PythonPeer python, Map<String, ?> command) throws Exception {
    JsonNode answer = python.run(command);
    assertThat(answer.has("result")).as("%s: %s", command, answer).isTrue();
    return answer.get("result");
  }
}
