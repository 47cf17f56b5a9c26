package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
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
class PythonSettingsTest {

  @BeforeAll
  static void needsPython() throws Exception {
    PythonPeer.require();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRANSIENT_QUORUM")
  void adaptersOfAnySettingsWorkWithPython(PeerSettings python) throws Exception {
    try (AdapterFixture broker = AdapterFixture.start();
        PythonPeer peer = new PythonPeer(broker.broker().url() + python.urlOptions())) {
      for (PeerSettings java : PeerSettings.values()) {
        try (AdapterFixture adapter = broker.startBeside(java::apply)) {
          javaCallsPython(adapter, peer, "of-python-" + java);
          pythonCallsJava(adapter, peer, "of-java-" + java);
        }
      }
    }
  }

  @Test
  void bothSidesMayCompress() throws Exception {
    try (AdapterFixture broker = AdapterFixture.start(adapter -> adapter.setCompression("gzip"));
        PythonPeer peer = new PythonPeer(broker.broker().url() + "?kombu_compression=gzip")) {
      javaCallsPython(broker, peer, "of-python");
      pythonCallsJava(broker, peer, "of-java");
    }
  }

  private static void javaCallsPython(AdapterFixture adapter, PythonPeer peer, String name)
      throws Exception {
    peer.serve(Map.of("exchange", name, "topic", name, "server", "py"));

    try (RpcConnection connection = adapter.connect()) {
      RpcClient client = connection.client(Target.topic(name).exchange(name));
      client.fanout().cast("refresh", Map.of("what", name));
      assertThat(client.call("add", Map.of("a", 1, "b", 2))).isEqualTo(3L);
      assertThat(client.server("py").call("add", Map.of("a", 1, "b", 2))).isEqualTo(3L);
      assertThat(client.call("next_heard", Map.of())).isEqualTo(name);
    }
  }

  private static void pythonCallsJava(AdapterFixture adapter, PythonPeer peer, String name)
      throws Exception {
    Map<String, Object> target = Map.of("exchange", name, "topic", name);
    Map<String, Object> everyone = Map.of("topic", name, "fanout", true);
    peer.cast(target, "refresh", Map.of("what", "nobody")); // these declare the exchanges
    peer.cast(everyone, "refresh", Map.of("what", "nobody"));
    RpcActivationSpec spec = adapter.spec("node1");
    spec.setTopic(name);
    spec.setExchange(name);
    adapter.activate(spec, EndpointStyle.STANDARD);
    adapter.awaitConsumers(name, 1);
    adapter.awaitConsumers(name + ".node1", 1);

    assertThat(peer.call(target, "add", Map.of("a", 3, "b", 4)).asInt()).isEqualTo(7);
    peer.cast(
        Map.of("exchange", name, "topic", name, "server", "node1"),
        "refresh",
        Map.of("what", "one"));
    assertThat(adapter.desk().heard.poll(10, TimeUnit.SECONDS)).isEqualTo("refresh one");
    peer.cast(everyone, "refresh", Map.of("what", "all"));
    assertThat(adapter.desk().heard.poll(10, TimeUnit.SECONDS)).isEqualTo("refresh all");
  }
}
