package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rarebit.api.spi.Versions;

/** Requests as Python sends them, and what its server makes of odd ones. */
class RequestGoldenTest {

  /** Rows where we do better than Python on purpose, and what we do. */
  private static final Map<String, String> DIFFERENCES =
      Map.of(
          "body_empty", "rejected: Python acknowledges, then fails without a reply",
          "body_array_of_pairs", "rejected: Python takes pairs for a mapping",
          "compressed_real_gzip", "read: Python rejects what the header says it is");

  private static final Set<String> CONTEXT_RESERVED = Set.of("msg_id", "reply_q", "client_timeout");

  static List<String> requests() {
    return Captures.names("request_");
  }

  static Stream<String> behaviours() {
    return Captures.rows("behaviour_requests").map(row -> row.get("name").textValue());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestOfPythonIsRead(String name) throws Exception {
    JsonNode capture = Captures.read(name);
    JsonNode sent = inner(Captures.body(capture));

    Request<JsonNode> request = RequestCodec.decode(Captures.body(capture), Limits.DEFAULT);

    assertThat(request.method()).isEqualTo(sent.get("method").textValue());
    assertThat(Json.toNative(request.args())).isEqualTo(Json.toNative(sent.get("args")));
    assertThat(request.namespace()).isEqualTo(sent.path("namespace").textValue());
    assertThat(request.version()).isEqualTo(sent.path("version").asText("1.0"));
    assertThat(request.msgId()).isEqualTo(sent.path("_msg_id").textValue());
    assertThat(request.replyQueue()).isEqualTo(sent.path("_reply_q").textValue());
    assertThat(request.isCall()).isEqualTo(sent.has("_msg_id"));
    assertThat(request.monitorSeconds())
        .isEqualTo(sent.path("_timeout").isInt() ? sent.get("_timeout").intValue() : null);
    assertThat(request.uniqueId()).isEqualTo(sent.get("_unique_id").textValue()).hasSize(32);
    Map<String, Object> context = new LinkedHashMap<>();
    sent.properties().stream()
        .filter(field -> field.getKey().startsWith("_context_"))
        .forEach(
            field -> context.put(field.getKey().substring(9), Json.toNative(field.getValue())));
    assertThat(request.context().asMap()).isEqualTo(context);
    assertThat(RequestCodec.fault(request)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestIsWrittenFieldByFieldAsPythonDoes(String name) throws Exception {
    JsonNode sent = inner(Captures.body(Captures.read(name)));
    Request<JsonNode> read =
        RequestCodec.decode(Captures.body(Captures.read(name)), Limits.DEFAULT);

    byte[] body =
        RequestCodec.encode(
            new Request<>(
                read.method(),
                Json.toMap(read.args()),
                read.namespace(),
                sent.has("version") ? read.version() : null,
                read.msgId(),
                read.replyQueue(),
                read.monitorSeconds(),
                read.uniqueId(),
                read.context()));

    JsonNode envelope = Captures.parse(body);
    assertThat(names(envelope)).containsExactly("oslo.version", "oslo.message");
    assertThat((Object) envelope.get("oslo.version")).isEqualTo(TextNode.valueOf("2.0"));
    assertThat((Object) Captures.inner(body)).isEqualTo(sent);
    assertThat(names(Captures.inner(body))).isEqualTo(names(sent));
    assertThat(body).as("ASCII").doesNotContain(range(-128, -1));
  }

  @ParameterizedTest
  @MethodSource("behaviours")
  void oddRequestIsTakenAsPythonTakesIt(String name) throws Exception {
    JsonNode row = row(name);
    boolean rejected = row.get("broker_action").textValue().equals("reject");
    if (DIFFERENCES.containsKey(name)) {
      rejected = DIFFERENCES.get(name).startsWith("rejected");
    }

    if (rejected) {
      assertThatThrownBy(() -> RequestCodec.decode(Captures.body(row), Limits.DEFAULT))
          .isInstanceOf(MalformedMessageException.class);
      return;
    }
    Request<JsonNode> request = RequestCodec.decode(Captures.body(row), Limits.DEFAULT);

    JsonNode reply = row.get("replies").path(0);
    JsonNode faultMessage = reply.path("failure_message");
    if (RequestCodec.fault(request).isPresent()) {
      RemoteFailure fault = RequestCodec.fault(request).get();
      assertThat(fault.message()).isEqualTo(faultMessage.textValue());
      assertThat(fault.className()).isEqualTo(reply.get("failure_class").textValue());
      assertThat(fault.module()).isEqualTo(reply.get("failure_module").textValue());
      assertThat(fault.args()).containsExactly(fault.message());
    } else if (reply.has("failure_class")
        && reply.get("failure_class").textValue().equals("UnsupportedVersion")) {
      RemoteFailure failure = RemoteFailure.unsupportedVersion(request.version(), request.method());
      assertThat(failure.message()).isEqualTo(faultMessage.textValue());
      assertThat(failure.module()).isEqualTo(reply.get("failure_module").textValue());
      assertThat(request.namespace() == null && Versions.isCompatible("1.0", request.version()))
          .isFalse();
    } else if (reply.has("result") && request.method().equals("echo")) {
      assertThat(Versions.isCompatible("1.0", request.version())).isTrue();
      assertThat(request.isCall()).isTrue();
      assertThat(request.args().get("value").asText()).isEqualTo(reply.get("result").asText());
    }
    assertThat(request.context().asMap().keySet()).doesNotContainAnyElementsOf(CONTEXT_RESERVED);
  }

  @Test
  void requestsWithoutMethodOrWithoutNamedArgumentsAreFaults() {
    List<String> faults =
        Captures.rows("behaviour_requests")
            .filter(
                row -> {
                  try {
                    return RequestCodec.fault(
                            RequestCodec.decode(Captures.body(row), Limits.DEFAULT))
                        .isPresent();
                  } catch (MalformedMessageException e) {
                    return false;
                  }
                })
            .map(row -> row.get("name").textValue())
            .toList();

    assertThat(faults).containsExactly("method_missing", "method_null", "args_null", "args_array");
  }

  private static JsonNode row(String name) {
    return Captures.rows("behaviour_requests")
        .filter(row -> row.get("name").textValue().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode inner(Body body) throws MalformedMessageException {
    return Captures.inner(body.json(Limits.DEFAULT));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static byte[] range(int first, int last) {
    byte[] bytes = new byte[last - first + 1];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }
}
