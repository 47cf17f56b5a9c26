package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rarebit.api.EncodingException;
import org.rarebit.api.RequestContext;

class RequestCodecTest {

  @Test
  void castHasNoneOfTheFieldsOfCalls() throws Exception {
    JsonNode message = Captures.inner(RequestCodec.encode(cast(Map.of(), RequestContext.empty())));

    List<String> names = new ArrayList<>();
    message.fieldNames().forEachRemaining(names::add);
    assertThat(names).containsExactly("method", "args", "_unique_id");
  }

  @Test
  void argumentThatHasNoFormIsNamed() {
    assertThatThrownBy(
            () ->
                RequestCodec.encode(
                    cast(Map.of("to", List.of(new Object())), RequestContext.empty())))
        .isInstanceOf(EncodingException.class)
        .hasMessageStartingWith("Argument of \"m\" at to[0] cannot be written as JSON: ");
  }

  @Test
  void contextEntryThatHasNoFormIsNamedWithoutItsValue() {
    RequestContext context = RequestContext.of(Map.of("token", new Secret()));

    assertThatThrownBy(() -> RequestCodec.encode(cast(Map.of(), context)))
        .isInstanceOf(EncodingException.class)
        .hasMessageStartingWith("Request context entry \"token\" cannot be written as JSON: ")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void contextNamesThatPythonUsesItselfAreNotTheCallers() throws Exception {
    Map<String, Object> sent = new LinkedHashMap<>();
    sent.put("user_id", null);
    sent.put("msg_id", "x");
    sent.put("reply_q", "y");
    sent.put("client_timeout", 1);
    byte[] body = RequestCodec.encode(cast(Map.of(), RequestContext.of(sent)));

    Request<JsonNode> request = decode(body);

    assertThat(request.context().asMap()).containsOnlyKeys("user_id");
    assertThat(request.isCall()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "4, 4",
    "2.9, 2",
    "-1, -1",
    "1e300, 2147483647",
    "Infinity, ",
    "NaN, ",
    "null, ",
    "true, ",
    "'\"4\"', "
  })
  void monitoringIsInWholeSeconds(String timeout, Integer seconds) throws Exception {
    assertThat(decode("{\"_timeout\": " + timeout + "}").monitorSeconds()).isEqualTo(seconds);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"_msg_id\": \"m\", \"_reply_q\": \"q\"', true",
    "'\"_msg_id\": \"m\"', false",
    "'\"_reply_q\": \"q\"', false",
    "'\"_msg_id\": \"\", \"_reply_q\": \"q\"', false",
    "'\"_msg_id\": null, \"_reply_q\": null', false",
    "'\"_msg_id\": 5, \"_reply_q\": \"q\"', true",
    "'\"_msg_id\": [], \"_reply_q\": \"q\"', false",
  })
  void callNeedsAnIdAndAQueue(String fields, boolean call) throws Exception {
    assertThat(decode("{" + fields + "}").isCall()).isEqualTo(call);
  }

  @ParameterizedTest
  @CsvSource({
    "'{}', 1.0",
    "'{\"version\": \"2.3\"}', 2.3",
    "'{\"version\": null}', ",
    "'{\"version\": 1.0}', the number 1.0"
  })
  void versionThatIsNoTextIsNoVersion(String message, String version) throws Exception {
    assertThat(decode(message).version()).isEqualTo(version);
  }

  @Test
  void lastOfRepeatedFieldsCounts() throws Exception {
    assertThat(decode("{\"method\": \"a\", \"method\": \"b\"}").method()).isEqualTo("b");
  }

  @Test
  void faultNamesPythonsTypes() throws Exception {
    for (String[] row :
        new String[][] {
          {"null", "NoneType"},
          {"[]", "list"},
          {"\"a\"", "str"},
          {"1", "int"},
          {"1.5", "float"},
          {"true", "bool"}
        }) {
      Request<JsonNode> request = decode("{\"method\": \"m\", \"args\": " + row[0] + "}");

      assertThat(RequestCodec.fault(request))
          .hasValueSatisfying(
              fault ->
                  assertThat(fault.message())
                      .isEqualTo("'" + row[1] + "' object has no attribute 'items'"));
    }
  }

  @Test
  void textOfARequestShowsIdsOnly() {
    Request<Map<String, Object>> request =
        new Request<>(
            "m",
            Map.of("password", "s3cret"),
            "ns",
            "1.1",
            "1f",
            "reply_1",
            null,
            "2e",
            RequestContext.of(Map.of("token", "s3cret")));

    assertThat(request).hasToString("call ns.m version=1.1 msg_id=1f unique_id=2e");
  }

  @Test
  void whatMustBeThereIsAskedFor() {
    assertThatThrownBy(
            () ->
                RequestCodec.encode(
                    new Request<>(
                        null, Map.of(), null, null, null, null, null, "u", RequestContext.empty())))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("method");
    assertThatThrownBy(
            () ->
                RequestCodec.encode(
                    new Request<>(
                        "m", Map.of(), null, null, null, null, null, null, RequestContext.empty())))
        .hasMessage("uniqueId");
  }

  /** Something that Jackson cannot write. */
  private static final class Secret {
    @Override
    public String toString() {
      return "s3cret";
    }
  }

  private static Request<Map<String, Object>> cast(
      Map<String, Object> args, RequestContext context) {
    return new Request<>("m", args, null, null, null, null, null, "u", context);
  }

  private static Request<JsonNode> decode(String message) throws MalformedMessageException {
    return decode(message.getBytes(StandardCharsets.UTF_8));
  }

  private static Request<JsonNode> decode(byte[] body) throws MalformedMessageException {
    return RequestCodec.decode(new Body(body, Body.CONTENT_TYPE, null), Limits.DEFAULT);
  }
}
