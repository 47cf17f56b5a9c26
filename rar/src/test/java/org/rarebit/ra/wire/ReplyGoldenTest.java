package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rarebit.api.RemoteErrorException;

/** Replies as Python sends them, and what its client makes of odd ones. */
class ReplyGoldenTest {

  /** Rows where we do better than Python on purpose, and the outcome that we make of them. */
  private static final Map<String, String> DIFFERENCES =
      Map.ofEntries(
          Map.entry("no failure key", "returned 1"), // Python: KeyError
          Map.entry("no ending key, result None", "waits"), // Python: AttributeError
          Map.entry("old two-message reply None", "returned null"), // Python: AttributeError
          Map.entry("hb without monitor", "returned 1"), // Python: AttributeError
          Map.entry("hb does not extend overall timeout", "returned \"late\""), // no clock here
          Map.entry("failure as object", "raised ValueError"), // Python: JSONDecodeError
          Map.entry("failure plain string", "raised "), // Python: JSONDecodeError
          Map.entry("failure no class", "raised "), // Python says None
          Map.entry("failure allowed om.exceptions", "raised MessagingTimeout"),
          Map.entry("failure allowed dispatcher.UnsupportedVersion", "raised UnsupportedVersion"),
          Map.entry("failure allowed dispatcher.NoSuchMethod", "raised NoSuchMethod"));

  static List<String> replies() {
    return Captures.names("reply_");
  }

  static Stream<String> behaviours() {
    return Captures.rows("behaviour_replies").map(row -> row.get("name").textValue());
  }

  @Test
  void theSameAnswerForAnotherCallDiffersInItsIdsOnly() throws Exception {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("digits", new BigDecimal("1.10"));
    result.put("many", new BigDecimal("0.1234567890123456789012345678901234567890"));
    result.put("large", BigInteger.TWO.pow(200));
    result.put("double", 0.1);
    result.put("text", "\u00fc \u2028 \\ \" ");
    result.put("list", Arrays.asList(1, null, true, List.of(), Map.of()));
    RemoteFailure failure =
        RemoteFailure.of(new IllegalStateException("why", new RuntimeException("cause")));
    for (Reply<?> reply : List.of(Reply.returned("m1", result), Reply.failed("m1", failure))) {
      byte[] body = ReplyCodec.encode(reply);

      byte[] other = ReplyCodec.forAnother(body, "m2");

      assertThat(textOf(other)).contains("\"m2\"");
      assertThat(textOf(other).replace("\"m2\"", "\"m1\"")).isEqualTo(textOf(body));
      assertThat(Captures.inner(other).get("_unique_id"))
          .isNotEqualTo(Captures.inner(body).get("_unique_id"));
    }
  }

  /** What is in the envelope, digit for digit, without the unique id. */
  private static String textOf(byte[] body) throws IOException {
    String text = new ObjectMapper().readTree(body).get("oslo.message").textValue();
    return text.replaceFirst("\"_unique_id\": ?\"[^\"]*\"", "");
  }

  @ParameterizedTest
  @MethodSource("replies")
  void replyOfPythonIsRead(String name) throws Exception {
    JsonNode capture = Captures.read(name);
    JsonNode sent = Captures.inner(Captures.body(capture).bytes());

    Reply<JsonNode> reply = ReplyCodec.decode(Captures.body(capture), Limits.DEFAULT);

    assertThat(Json.toNative(reply.result())).isEqualTo(Json.toNative(sent.get("result")));
    assertThat(reply.ending()).isEqualTo(sent.get("ending").booleanValue());
    assertThat(reply.isHeartbeat()).isEqualTo(name.equals("reply_heartbeat"));
    assertThat(reply.msgId()).isEqualTo(sent.get("_msg_id").textValue()).hasSize(32);
    assertThat(reply.uniqueId()).isEqualTo(sent.get("_unique_id").textValue()).hasSize(32);
    assertThat(reply.failure() == null).isEqualTo(sent.get("failure").isNull());
    if (reply.failure() != null) {
      JsonNode failure = Captures.parse(sent.get("failure").textValue());
      RemoteErrorException thrown = reply.failure().toException();
      assertThat(thrown.remoteClass()).isEqualTo(failure.get("class").textValue());
      assertThat(thrown.remoteModule()).isEqualTo(failure.get("module").textValue());
      assertThat(thrown.remoteMessage()).isEqualTo(failure.get("message").textValue());
      assertThat((Object) Json.tree(thrown.remoteArgs())).isEqualTo(failure.get("args"));
      assertThat((Object) Json.tree(thrown.remoteKwargs())).isEqualTo(failure.get("kwargs"));
      assertThat(thrown.remoteTraceback())
          .startsWith("Traceback (most recent call last):\n")
          .endsWith(failure.get("tb").get(failure.get("tb").size() - 1).textValue());
    }
  }

  @ParameterizedTest
  @MethodSource("replies")
  void replyIsWrittenFieldByFieldAsPythonDoes(String name) throws Exception {
    Body captured = Captures.body(Captures.read(name));
    ObjectNode sent = (ObjectNode) Captures.inner(captured.bytes());
    Reply<JsonNode> read = ReplyCodec.decode(captured, Limits.DEFAULT);

    byte[] body =
        ReplyCodec.encode(
            new Reply<>(
                Json.toNative(read.result()),
                read.failure(),
                read.ending(),
                read.msgId(),
                read.uniqueId()));

    ObjectNode written = (ObjectNode) Captures.inner(body);
    assertThat(names(written)).isEqualTo(names(sent));
    if (read.failure() != null) { // JSON text within the JSON: the same by content and order
      ObjectNode writtenFailure = (ObjectNode) Captures.parse(written.get("failure").textValue());
      ObjectNode sentFailure = (ObjectNode) Captures.parse(sent.get("failure").textValue());
      assertThat((Object) writtenFailure).isEqualTo(sentFailure);
      assertThat(names(writtenFailure)).isEqualTo(names(sentFailure));
      written.putNull("failure");
      sent.putNull("failure");
    }
    assertThat((Object) written).isEqualTo(sent);
  }

  @ParameterizedTest
  @MethodSource("behaviours")
  void oddReplyHasTheOutcomeThatPythonGivesIt(String name) throws Exception {
    JsonNode row =
        Captures.rows("behaviour_replies")
            .filter(r -> r.get("name").textValue().equals(name))
            .findFirst()
            .orElseThrow();

    String outcome = outcome(row.get("steps"));

    assertThat(outcome).isEqualTo(DIFFERENCES.getOrDefault(name, pythonOutcome(row)));
  }

  private static String pythonOutcome(JsonNode row) {
    JsonNode outcome = row.get("outcome");
    if (outcome.has("returned")) {
      return "returned " + outcome.get("returned");
    }
    String raised = outcome.get("raised").textValue();
    return switch (raised) {
      case "MessagingTimeout" -> "waits";
      case "RemoteError" -> "raised " + outcome.get("remote_type").asText();
      default -> "raised " + raised;
    };
  }

  /** What a client makes of the replies: waits for the end, and keeps a result that came before. */
  private static String outcome(JsonNode steps) {
    JsonNode result = NullNode.instance;
    for (JsonNode step : steps) {
      Reply<JsonNode> reply = decode(step);
      if (reply == null || !reply.msgId().equals("m")) {
        continue;
      }
      if (reply.failure() != null) {
        return "raised " + reply.failure().toException().remoteClass();
      }
      result = reply.result().isNull() ? result : reply.result();
      if (reply.ending()) {
        return "returned " + result;
      }
    }
    return "waits";
  }

  private static Reply<JsonNode> decode(JsonNode step) {
    if (!step.has("message")) {
      return null;
    }
    ObjectNode message = step.get("message").deepCopy();
    List<String> absent = new ArrayList<>();
    step.path("absent").forEach(field -> absent.add(field.textValue()));
    for (String id : List.of("_msg_id", "_unique_id")) {
      if (!message.has(id) && !absent.contains(id)) {
        message.put(id, "m");
      }
    }
    ObjectNode envelope = message.objectNode().put("oslo.version", "2.0");
    envelope.put("oslo.message", message.toString());
    JsonNode outer = step.path("enveloped").asBoolean(true) ? envelope : message;
    String contentType = step.path("content_type").asText("application/json");
    Body body = new Body(outer.toString().getBytes(StandardCharsets.UTF_8), contentType, null);
    try {
      return ReplyCodec.decode(body, Limits.DEFAULT);
    } catch (MalformedMessageException e) {
      return null;
    }
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
