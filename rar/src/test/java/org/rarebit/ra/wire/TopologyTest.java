package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rarebit.api.Target;

class TopologyTest {

  private final Topology topology = new Topology(TopologyOptions.DEFAULT);

  static List<String> requests() {
    return Captures.names("request_");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestIsPublishedWherePythonPublishesIt(String name) {
    JsonNode capture = Captures.read(name);
    Target target =
        switch (capture.get("routing_key").textValue()) {
          case "" -> Target.topic("compute").fanout(true);
          case "compute" -> Target.topic("compute");
          default -> Target.topic("compute").server("host-1");
        };

    Route route = topology.route(target, Topology.DEFAULT_EXCHANGE);

    assertThat(route)
        .isEqualTo(
            new Route(capture.get("exchange").textValue(), capture.get("routing_key").textValue()));
  }

  @Test
  void exchangeOfTheTargetWinsOverTheOneOfTheCaller() {
    assertThat(topology.route(Target.topic("t").exchange("nova").server("s"), "openstack"))
        .isEqualTo(new Route("nova", "t.s"));
  }

  @Test
  void fanoutExchangeIsNotScopedByTheControlExchange() {
    assertThat(topology.route(Target.topic("t").exchange("nova").fanout(true), "openstack"))
        .isEqualTo(new Route("t_fanout", ""));
  }

  @Test
  void replyGoesToTheDefaultExchange() {
    assertThat(topology.replyRoute("reply_1")).isEqualTo(new Route("", "reply_1"));
  }

  @Test
  void notificationIsRoutedByTopicAndLowerCasePriority() {
    assertThat(topology.notificationRoute("nova", "notifications", "INFO"))
        .isEqualTo(new Route("nova", "notifications.info"));
  }

  @Test
  void queueWithoutTimeToLiveHasNoExpiryArgument() {
    Topology forEver = new Topology(new TopologyOptions(false, false, false, false, 0));

    assertThat(forEver.replyQueue("1").arguments()).isEmpty();
  }

  @Test
  void argumentsAreOf32BitsWhereTheyFit() {
    Topology long50Days =
        new Topology(new TopologyOptions(false, false, false, false, 50L * 86_400_000));

    assertThat(topology.replyQueue("1").arguments()).containsEntry("x-expires", 1_800_000);
    assertThat(long50Days.replyQueue("1").arguments()).containsEntry("x-expires", 4_320_000_000L);
  }

  @Test
  void limitsOfQuorumQueuesAreArgumentsOfQuorumQueuesOnly() {
    Topology limited =
        new Topology(new TopologyOptions(false, false, true, false, 1000, 5, 6, 7, false));

    assertThat(limited.topicQueue("t").arguments())
        .containsEntry("x-queue-type", "quorum")
        .containsEntry("x-delivery-limit", 5)
        .containsEntry("x-max-in-memory-length", 6)
        .containsEntry("x-max-in-memory-bytes", 7);
    assertThat(limited.replyQueue("1").arguments()).containsOnlyKeys("x-expires");
  }

  @Test
  void fanoutsOfAllServersGoThroughOneStream() {
    Topology streams =
        new Topology(new TopologyOptions(false, false, false, true, 7000, 0, 0, 0, true));

    Queue stream = streams.fanoutQueue("t", "1");

    assertThat(stream).isEqualTo(streams.fanoutQueue("t", "2"));
    assertThat(stream.isStream()).isTrue();
    assertThat(stream.name()).isEqualTo("t_fanout");
    assertThat(stream.durable()).isTrue();
    assertThat(stream.arguments()).isEqualTo(Map.of("x-queue-type", "stream", "x-max-age", "7s"));
    assertThat(streams.fanoutBinding("t", "1")).isEqualTo(new Binding("t_fanout", "t_fanout", "t"));
  }

  @Test
  void timeToLiveOfZeroIsForEver() {
    Topology queues = new Topology(new TopologyOptions(false, false, false, false, 0));
    Topology streams =
        new Topology(new TopologyOptions(false, false, false, true, 0, 0, 0, 0, true));

    assertThat(queues.replyQueue("1").arguments()).isEmpty();
    assertThat(queues.fanoutQueue("t", "1").arguments()).isEmpty();
    assertThat(streams.fanoutQueue("t", "1").arguments()).containsOnlyKeys("x-queue-type");
  }

  @Test
  void autoDeleteQuorumQueuesAreRefused() {
    assertThatThrownBy(() -> new TopologyOptions(false, true, true, false, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("choose one");
  }

  @Test
  void aStreamWithoutTransientQuorumQueuesIsRefused() {
    assertThatThrownBy(() -> new TopologyOptions(false, false, true, false, 0, 0, 0, 0, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too");
  }

  @Test
  void negativeNumberIsRefusedByName() {
    assertThatThrownBy(() -> new TopologyOptions(false, false, false, false, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("transientTtlMillis must not be negative, but is -1.");
  }
}
