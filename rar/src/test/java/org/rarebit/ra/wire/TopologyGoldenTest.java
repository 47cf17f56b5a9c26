package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exchanges, queues and bindings are those that running Python peers have declared. */
class TopologyGoldenTest {

  static List<String> topologies() {
    return Captures.names("topology_");
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void exchangesQueuesAndBindingsAreThoseOfPython(String name) {
    JsonNode capture = Captures.read(name);
    Topology topology = new Topology(options(capture.get("config")));
    String exchange = Topology.DEFAULT_EXCHANGE;
    String fanoutId = suffix(capture, "tt_fanout_");

    Set<Exchange> exchanges =
        Set.of(topology.controlExchange(exchange), topology.fanoutExchange("tt"));
    Set<Queue> queues =
        Set.of(
            topology.topicQueue("tt"),
            topology.serverQueue("tt", "srv"),
            topology.fanoutQueue("tt", fanoutId),
            topology.replyQueue(suffix(capture, "reply_")),
            topology.notificationQueue("tt_n", "INFO"),
            topology.notificationQueue("tt_n", "warn"),
            topology.notificationQueue("tt_n", "error"),
            topology.poolQueue("tt_pool"));
    Set<Binding> bindings =
        Set.of(
            topology.topicBinding(exchange, "tt"),
            topology.serverBinding(exchange, "tt", "srv"),
            topology.fanoutBinding("tt", fanoutId),
            topology.notificationBinding(exchange, "tt_n", "INFO"),
            topology.notificationBinding(exchange, "tt_n", "warn"),
            topology.notificationBinding(exchange, "tt_n", "error"),
            topology.poolBinding(exchange, "tt_pool", "tt_n", "info"),
            topology.poolBinding(exchange, "tt_pool", "tt_n", "error"));
    assertThat(exchanges).isEqualTo(capturedExchanges(capture));
    assertThat(queues).isEqualTo(capturedQueues(capture));
    assertThat(bindings).isEqualTo(capturedBindings(capture));
  }

  private static TopologyOptions options(JsonNode config) {
    return new TopologyOptions(
        config.path("amqp_durable_queues").asBoolean(),
        config.path("amqp_auto_delete").asBoolean(),
        config.path("rabbit_quorum_queue").asBoolean(),
        config.path("rabbit_transient_quorum_queue").asBoolean(),
        TopologyOptions.DEFAULT.transientTtlMillis(),
        config.path("rabbit_quorum_delivery_limit").asLong(),
        0,
        0,
        config.path("rabbit_stream_fanout").asBoolean());
  }

  private static String suffix(JsonNode capture, String prefix) {
    return stream(capture.get("queues"))
        .map(queue -> queue.get("name").textValue())
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .findFirst()
        .orElse("none");
  }

  private static Set<Exchange> capturedExchanges(JsonNode capture) {
    Set<Exchange> exchanges = new HashSet<>();
    for (JsonNode e : capture.get("exchanges")) {
      assertThat(e.get("arguments")).isEmpty();
      exchanges.add(
          new Exchange(
              e.get("name").textValue(),
              e.get("type").textValue(),
              e.get("durable").booleanValue(),
              e.get("auto_delete").booleanValue()));
    }
    return exchanges;
  }

  private static Set<Queue> capturedQueues(JsonNode capture) {
    Set<Queue> queues = new HashSet<>();
    for (JsonNode q : capture.get("queues")) {
      assertThat(q.get("exclusive").booleanValue()).isFalse();
      Map<String, Object> arguments = new LinkedHashMap<>();
      q.get("arguments")
          .properties()
          .forEach(
              a ->
                  arguments.put(
                      a.getKey(),
                      a.getValue().isInt()
                          ? (Object) a.getValue().intValue()
                          : a.getValue().textValue()));
      queues.add(
          new Queue(
              q.get("name").textValue(),
              q.get("durable").booleanValue(),
              q.get("auto_delete").booleanValue(),
              arguments));
    }
    return queues;
  }

  private static Set<Binding> capturedBindings(JsonNode capture) {
    Set<Binding> bindings = new HashSet<>();
    for (JsonNode b : capture.get("bindings")) {
      bindings.add(
          new Binding(
              b.get("destination_name").textValue(),
              b.get("source_name").textValue(),
              b.get("routing_key").textValue()));
    }
    return bindings;
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
