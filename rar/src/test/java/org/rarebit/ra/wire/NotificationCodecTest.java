package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.EncodingException;
import org.rarebit.api.RequestContext;

class NotificationCodecTest {

  private static NotificationMessage<JsonNode> decode(String body) throws Exception {
    return NotificationCodec.decode(
        new Body(body.getBytes(StandardCharsets.UTF_8), Body.CONTENT_TYPE, null), Limits.DEFAULT);
  }

  @Test
  void newerKombusTypedValuesAreTheTextThatTheyHold() throws Exception {
    JsonNode payload =
        decode(
                """
                {"priority": "INFO", "payload": {
                  "when": {"__type__": "datetime", "__value__": "2024-02-29T12:34:56.789012"},
                  "days": [{"__type__": "date", "__value__": "2024-02-29"}],
                  "price": {"__type__": "decimal", "__value__": "1.10"},
                  "id": {"__type__": "uuid",
                         "__value__": {"hex": "12345678123456781234567812345678", "version": 4}},
                  "raw": {"__type__": "base64", "__value__": "/w=="},
                  "ours": {"__type__": "no such", "__value__": {
                      "in": {"__type__": "time", "__value__": "12:00:00"}}}}}
                """)
            .payload();

    assertThat(Json.convert(payload.get("when"), LocalDateTime.class))
        .isEqualTo(LocalDateTime.parse("2024-02-29T12:34:56.789012"));
    assertThat(Json.convert(payload.get("days").get(0), LocalDate.class))
        .isEqualTo(LocalDate.of(2024, 2, 29));
    assertThat(payload.get("price").textValue()).isEqualTo(new BigDecimal("1.10").toString());
    assertThat(Json.convert(payload.get("id"), UUID.class))
        .isEqualTo(UUID.fromString("12345678-1234-5678-1234-567812345678"));
    assertThat((byte[]) Json.convert(payload.get("raw"), byte[].class)).containsExactly(0xff);
    assertThat(payload.get("ours").get("__type__").textValue()).isEqualTo("no such");
    assertThat(payload.get("ours").get("__value__").get("in").textValue()).isEqualTo("12:00:00");
  }

  @Test
  void insideAnEnvelopeThereAreNoTypedValues() throws Exception {
    JsonNode payload =
        decode(
                """
                {"oslo.version": "2.0", "oslo.message": "{\\"priority\\": \\"INFO\\", \\"payload\\":\
                 {\\"__type__\\": \\"date\\", \\"__value__\\": \\"2024-02-29\\"}}"}
                """)
            .payload();

    assertThat(payload.isObject()).isTrue();
  }

  @Test
  void absentFieldsAreNull() throws Exception {
    NotificationMessage<JsonNode> read = decode("{\"priority\": \"info\"}");

    assertThat(read)
        .isEqualTo(
            new NotificationMessage<>(
                null,
                null,
                null,
                "info",
                com.fasterxml.jackson.databind.node.NullNode.instance,
                null,
                null,
                RequestContext.empty()));
    assertThat(NotificationCodec.instant(read.timestamp())).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"priority\": null}", "{\"priority\": 3}", "[]", "nonsense"})
  void whatNamesNoPriorityIsMalformed(String body) {
    assertThatThrownBy(() -> decode(body)).isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void timesAreWrittenAsPythonsStr() {
    assertThat(NotificationCodec.timestamp(Instant.parse("2024-02-29T12:34:56.000700999Z")))
        .isEqualTo("2024-02-29 12:34:56.000700");
    assertThat(NotificationCodec.timestamp(Instant.parse("2024-02-29T12:34:56Z")))
        .isEqualTo("2024-02-29 12:34:56");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-02-29 12:34:56",
        "2024-02-29T12:34:56.000",
        "2024-02-29T12:34:56Z",
        "2024-02-29 13:34:56+01:00"
      })
  void timesAreReadInEveryForm(String text) {
    assertThat(NotificationCodec.instant(text)).isEqualTo(Instant.parse("2024-02-29T12:34:56Z"));
  }

  @Test
  void aTimeThatIsNoneIsNull() {
    assertThat(NotificationCodec.instant("yesterday")).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aPayloadThatCannotBeWrittenIsNamed(int version) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("self", payload);
    NotificationMessage<Object> message =
        new NotificationMessage<>(
            "m", "p", "invoice.created", "INFO", payload, "t", "u", RequestContext.empty());

    assertThatThrownBy(() -> NotificationCodec.encode(message, version))
        .isInstanceOf(EncodingException.class)
        .hasMessageContaining("Payload of notification \"invoice.created\"");
  }

  @Test
  void theAllowListKeepsIdentitiesAndNoTokens() {
    RequestContext context =
        RequestContext.of(Map.of("user_id", "u1", "auth_token", "secret", "is_admin", false));

    assertThat(NotificationContext.ALLOW_LIST.of(context).asMap())
        .isEqualTo(Map.of("user_id", "u1", "is_admin", false));
    assertThat(NotificationContext.NONE.of(context).asMap()).isEmpty();
    assertThat(NotificationContext.ALL.of(context)).isEqualTo(context);
  }

  @Test
  void aFilterWithoutAKeyIsRefused() {
    assertThatThrownBy(() -> NotificationFilter.patterns("user=bob\nnonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nonsense");
  }

  /** Each as Python's re.match says. */
  @ParameterizedTest
  @CsvSource({
    "'\\w+$', Zürich, true",
    "'\\d+$', ٣, true",
    "'[^\\W\\d]+$', éa, true",
    "'\\bä\\b', ä, true",
    "(?i)ä$, Ä, true",
    "'.*x$', 'a\rx', true",
    "'.*x$', 'a\nx', false",
    "a$, 'a\n', true",
    "a$, 'a\r', false",
    "b, ab, false",
  })
  void aFilterMeansWhatItMeansInPython(String regex, String eventType, boolean matches)
      throws Exception {
    NotificationFilter byEventType =
        new NotificationFilter(
            null, NotificationFilter.pattern(regex), Map.of(), Map.of(), Map.of());
    NotificationFilter byPayload =
        new NotificationFilter(
            null, null, Map.of(), Map.of(), NotificationFilter.patterns("name=" + regex));
    NotificationMessage<JsonNode> message =
        new NotificationMessage<>(
            "m",
            "p",
            eventType,
            "INFO",
            Json.tree(Map.of("name", eventType)),
            "t",
            "u",
            RequestContext.empty());

    assertThat(byEventType.matches(message)).isEqualTo(matches);
    assertThat(byPayload.matches(message)).isEqualTo(matches);
  }
}
