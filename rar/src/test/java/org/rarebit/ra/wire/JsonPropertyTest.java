package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.rarebit.api.RequestContext;

/** What holds for all values that JSON can hold. */
class JsonPropertyTest {

  @Property(tries = 2000)
  void everyValueComesBackAsItWent(@ForAll("values") Object value) throws Exception {
    assertThat(Json.toNative(Json.tree(value))).isEqualTo(value);
  }

  @Property(tries = 500)
  void whatIsWrittenIsAscii(@ForAll("values") Object value) throws Exception {
    for (byte b : Json.bytes(value)) {
      assertThat(b).isGreaterThanOrEqualTo((byte) ' '); // those beyond 127 are negative
    }
  }

  @Property(tries = 500)
  void writingWhatWasReadChangesNothing(@ForAll("values") Object value) throws Exception {
    byte[] once = Json.bytes(value);

    assertThat(Json.bytes(Json.toNative(read(once)))).isEqualTo(once);
    // by value: an exponent may be written with its sign
    assertThat(Json.toNative(read(Json.bytes(Json.tree(value)))))
        .isEqualTo(Json.toNative(read(once)));
  }

  private static JsonNode read(byte[] json) throws IOException {
    return Dialect.tree(Dialect.current().trees(Limits.DEFAULT.maxNesting()), json);
  }

  @Property(tries = 1000)
  void everyRequestComesBackAsItWent(
      @ForAll("objects") Map<String, Object> args,
      @ForAll("objects") Map<String, Object> context,
      @ForAll("texts") String method)
      throws Exception {
    Request<Map<String, Object>> sent =
        new Request<>(method, args, method, "1.7", "m", "q", 5, "u", RequestContext.of(context));

    Request<JsonNode> read = RequestCodec.decode(json(RequestCodec.encode(sent)), Limits.DEFAULT);

    assertThat(Json.toNative(read.args())).isEqualTo(args);
    assertThat(read.context().asMap()).isEqualTo(context);
    assertThat(List.of(read.method(), read.namespace())).containsExactly(method, method);
    assertThat(read.isCall()).isTrue();
  }

  @Property(tries = 1000)
  void everyReplyComesBackAsItWent(
      @ForAll("values") Object result,
      @ForAll("objects") Map<String, Object> kwargs,
      @ForAll("texts") String text)
      throws Exception {
    RemoteFailure failure =
        new RemoteFailure(text, "m", text, List.of(text + "\n"), List.of(text), kwargs);

    Reply<JsonNode> returned =
        ReplyCodec.decode(json(ReplyCodec.encode(Reply.returned("m", result))), Limits.DEFAULT);
    Reply<JsonNode> failed =
        ReplyCodec.decode(json(ReplyCodec.encode(Reply.failed("m", failure))), Limits.DEFAULT);

    assertThat(Json.toNative(returned.result())).isEqualTo(result);
    assertThat(failed.failure()).isEqualTo(failure);
  }

  @Property(tries = 200)
  void compressionLosesNothing(@ForAll byte[] bytes) throws Exception {
    Body body = new Body(Body.compress(bytes), Body.CONTENT_TYPE, Body.COMPRESSION);

    assertThat(body.json(Limits.DEFAULT)).isEqualTo(bytes);
  }

  @Property(tries = 300)
  void nestingIsReadUpToTheLimitAndNoDeeper(
      @ForAll @IntRange(min = 2, max = 1000) int limit, @ForAll @IntRange(max = 1000) int depth)
      throws Exception {
    Limits limits = new Limits(10_000, limit);
    String args = "[".repeat(depth) + "1" + "]".repeat(depth);
    Body body = json(("{\"args\": " + args + "}").getBytes(StandardCharsets.UTF_8));

    if (depth < limit) {
      assertThat(Json.toNative(RequestCodec.decode(body, limits).args())).isNotNull();
    } else {
      assertThatThrownBy(() -> RequestCodec.decode(body, limits))
          .isInstanceOf(MalformedMessageException.class);
    }
  }

  @Property
  void urlsAreReadAsTheyWereEncoded(
      @ForAll String user, @ForAll String password, @ForAll String virtualHost) {
    String url =
        "rabbit://%s:%s@h:1/%s"
            .formatted(
                PercentCoding.encode(user, ""),
                PercentCoding.encode(password, ""),
                PercentCoding.encode(virtualHost, "/"));

    TransportUrl parsed = TransportUrl.parse(url);

    // URLs are UTF-8, in which half a surrogate pair has no form
    assertThat(parsed.hosts())
        .containsExactly(new TransportUrl.Host("h", 1, orGuest(user), orGuest(password)));
    assertThat(parsed.virtualHost()).isEqualTo(virtualHost.isEmpty() ? "/" : utf8(virtualHost));
  }

  @Provide
  Arbitrary<Object> values() {
    return Arbitraries.randomValue(random -> new RandomJson(random).value());
  }

  @Provide
  Arbitrary<Map<String, Object>> objects() {
    return Arbitraries.randomValue(random -> new RandomJson(random).object());
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.randomValue(random -> new RandomJson(random).text());
  }

  private static Body json(byte[] bytes) {
    return new Body(bytes, Body.CONTENT_TYPE, null);
  }

  private static String orGuest(String credential) {
    return credential.isEmpty() ? "guest" : utf8(credential);
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
