package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.RequestContext;

/** Notifications as Python sends them, and what its filters make of them. */
class NotificationGoldenTest {

  static List<String> notifications() {
    return Captures.names("notification_v");
  }

  static Stream<JsonNode> filters() {
    return Captures.rows("notification_filter");
  }

  private static int version(String name) {
    return name.startsWith("notification_v1") ? 1 : 2;
  }

  private static JsonNode sent(String name) throws Exception {
    byte[] body = Captures.body(Captures.read(name)).json(Limits.DEFAULT);
    return version(name) == 1 ? Captures.parse(body) : Captures.inner(body);
  }

  @Test
  void everyPriorityWasRecordedInBothVersions() {
    for (NotificationPriority priority : NotificationPriority.values()) {
      assertThat(notifications())
          .contains(
              "notification_v1_" + priority.wireName(), "notification_v2_" + priority.wireName());
    }
  }

  @ParameterizedTest
  @MethodSource("notifications")
  void notificationOfPythonIsRead(String name) throws Exception {
    JsonNode capture = Captures.read(name);
    JsonNode sent = sent(name);

    NotificationMessage<JsonNode> read =
        NotificationCodec.decode(Captures.body(capture), Limits.DEFAULT);

    assertThat(read.messageId()).isEqualTo(sent.get("message_id").textValue()).hasSize(36);
    assertThat(read.publisherId()).isEqualTo(sent.get("publisher_id").textValue());
    assertThat(read.eventType()).isEqualTo(sent.get("event_type").textValue());
    assertThat(read.priority()).isEqualTo(sent.get("priority").textValue());
    assertThat((Object) read.payload()).isEqualTo(sent.get("payload"));
    assertThat(read.uniqueId()).isEqualTo(sent.get("_unique_id").textValue()).hasSize(32);
    assertThat(NotificationCodec.timestamp(NotificationCodec.instant(read.timestamp())))
        .isEqualTo(sent.get("timestamp").textValue());
    Map<String, Object> context = new LinkedHashMap<>();
    sent.properties().stream()
        .filter(field -> field.getKey().startsWith("_context_"))
        .forEach(
            field -> context.put(field.getKey().substring(9), Json.toNative(field.getValue())));
    assertThat(read.context().asMap()).isEqualTo(context);
  }

  @ParameterizedTest
  @MethodSource("notifications")
  void notificationIsWrittenFieldByFieldAsPythonDoes(String name) throws Exception {
    JsonNode sent = sent(name);
    NotificationMessage<JsonNode> read =
        NotificationCodec.decode(Captures.body(Captures.read(name)), Limits.DEFAULT);
    NotificationMessage<Object> message =
        new NotificationMessage<>(
            read.messageId(),
            read.publisherId(),
            read.eventType(),
            read.priority(),
            Json.toNative(read.payload()),
            read.timestamp(),
            read.uniqueId(),
            read.context());

    byte[] body = NotificationCodec.encode(message, version(name));

    JsonNode written = version(name) == 1 ? Captures.parse(body) : Captures.inner(body);
    assertThat((Object) written).isEqualTo(sent);
    assertThat(fields(written)).isEqualTo(fields(sent));
  }

  @ParameterizedTest
  @MethodSource("notifications")
  void theRouteIsPythons(String name) throws Exception {
    JsonNode capture = Captures.read(name);
    String key = capture.get("routing_key").textValue();
    String topic = key.substring(0, key.lastIndexOf('.'));

    Route route =
        new Topology(TopologyOptions.DEFAULT)
            .notificationRoute(
                Topology.DEFAULT_EXCHANGE, topic, sent(name).get("priority").textValue());

    assertThat(route).isEqualTo(new Route(capture.get("exchange").textValue(), key));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void filtersMatchAsPythons(JsonNode row) {
    JsonNode filter = row.get("filter");
    JsonNode message =
        Captures.read("notification_filter").get("messages").get(row.get("message").textValue());

    NotificationFilter compiled =
        new NotificationFilter(
            NotificationFilter.pattern(filter.path("publisher_id").textValue()),
            NotificationFilter.pattern(filter.path("event_type").textValue()),
            patterns(filter.path("context")),
            patterns(filter.path("metadata")),
            patterns(filter.path("payload")));

    assertThat(compiled.matches(notification(message)))
        .as("%s", row)
        .isEqualTo(row.get("match").booleanValue());
  }

  private static Map<String, Pattern> patterns(JsonNode filters) {
    StringBuilder lines = new StringBuilder();
    filters
        .properties()
        .forEach(
            f -> lines.append(f.getKey()).append('=').append(f.getValue().asText()).append('\n'));
    return NotificationFilter.patterns(lines.toString());
  }

  private static NotificationMessage<JsonNode> notification(JsonNode message) {
    return new NotificationMessage<>(
        message.get("metadata").path("message_id").textValue(),
        message.get("publisher_id").textValue(),
        message.get("event_type").textValue(),
        "INFO",
        message.get("payload"),
        message.get("metadata").path("timestamp").textValue(),
        null,
        RequestContext.of(Json.toMap(message.get("context"))));
  }

  private static List<String> fields(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
