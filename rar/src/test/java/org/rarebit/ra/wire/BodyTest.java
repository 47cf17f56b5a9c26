package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a body may be, and how much of it. */
class BodyTest {

  private static final Limits SMALL = new Limits(1000, 10);

  @Test
  void compressedBodyComesBack() throws Exception {
    byte[] json = "{\"method\": \"m\"}".getBytes(StandardCharsets.UTF_8);

    assertThat(compressed(Body.compress(json)).json(SMALL)).isEqualTo(json);
    assertThat(compressed(gzip(json)).json(SMALL)).isEqualTo(json);
  }

  @Test
  void compressedBodyIsWrittenAsPythonWritesIt() {
    byte[] python = Captures.body(Captures.read("request_compressed")).bytes();

    byte[] ours = Body.compress("{}".getBytes(StandardCharsets.UTF_8));

    assertThat(Arrays.copyOf(ours, 2)).isEqualTo(Arrays.copyOf(python, 2)); // zlib's header
  }

  @ParameterizedTest
  @ValueSource(strings = {"zlib", "gzip", Body.COMPRESSION})
  void compressionHasSeveralNames(String name) throws Exception {
    byte[] bytes = Body.compress(new byte[] {'5'});

    assertThat(new Body(bytes, Body.CONTENT_TYPE, name).json(SMALL)).containsExactly('5');
  }

  @Test
  void emptyCompressionHeaderIsNone() throws Exception {
    assertThat(new Body(new byte[] {'5'}, Body.CONTENT_TYPE, "").json(SMALL)).hasSize(1);
  }

  @Test
  void unknownCompressionIsRefusedByName() {
    assertThatThrownBy(
            () -> new Body(new byte[9], Body.CONTENT_TYPE, "application/x-bz2").json(SMALL))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(
            "The body is compressed with \"application/x-bz2\"; only \"application/x-gzip\" is"
                + " understood.");
  }

  @Test
  void brokenCompressionIsRefused() {
    byte[] half = Arrays.copyOf(Body.compress(new byte[500]), 10);

    for (byte[] bytes : new byte[][] {half, new byte[50], {}, {0x1f, (byte) 0x8b, 1}}) {
      assertThatThrownBy(() -> compressed(bytes).json(SMALL))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageStartingWith("The body cannot be decompressed: ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/json; charset=utf-8", ""})
  void onlyPythonsContentTypeIsRead(String type) {
    assertThatThrownBy(() -> new Body(new byte[0], type, null).json(SMALL))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith("The content type is \"")
        .hasMessageEndingWith("but must be \"application/json\".");
  }

  @Test
  void absentContentTypeIsNamedSo() {
    assertThatThrownBy(() -> new Body(new byte[0], null, null).json(SMALL))
        .hasMessage("The content type is absent, but must be \"application/json\".");
  }

  @Test
  void bodyOfTheLimitPassesAndAByteMoreDoesNot() throws Exception {
    assertThat(plain(new byte[1000]).json(SMALL)).hasSize(1000);
    assertThatThrownBy(() -> plain(new byte[1001]).json(SMALL))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("The body has 1001 bytes; the limit maxBodyBytes is 1000.");
  }

  @Test
  void decompressionStopsAtTheLimit() throws Exception {
    assertThat(compressed(Body.compress(new byte[1000])).json(SMALL)).hasSize(1000);
    for (byte[] bomb : new byte[][] {Body.compress(new byte[400_000]), gzip(new byte[400_000])}) {
      assertThatThrownBy(() -> compressed(bomb).json(SMALL))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("more than the limit maxBodyBytes of 1000 decompressed");
    }
  }

  @Test
  void nestingStopsAtTheLimit() throws Exception {
    assertThat(RequestCodec.decode(plain(nested(9)), SMALL).args().isNull()).isFalse();
    assertThatThrownBy(() -> RequestCodec.decode(plain(nested(10)), SMALL))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("The body is nested deeper than the limit maxNesting of 10.");
    assertThatThrownBy(() -> RequestCodec.decode(plain(enveloped(nested(10))), SMALL))
        .hasMessage("The oslo.message is nested deeper than the limit maxNesting of 10.");
    assertThat(RequestCodec.decode(plain(nested(199)), Limits.DEFAULT).args().isArray()).isTrue();
    assertThatThrownBy(() -> RequestCodec.decode(plain(nested(200)), Limits.DEFAULT))
        .hasMessage("The body is nested deeper than the limit maxNesting of 200.");
  }

  @Test
  void nestingWithinAFailureStopsAtTheLimit() throws Exception {
    String failure = "[".repeat(11) + "]".repeat(11);
    byte[] reply = ("{\"_msg_id\": \"m\", \"failure\": \"" + failure + "\"}").getBytes(UTF_8);

    assertThat(ReplyCodec.decode(plain(reply), SMALL).failure().message())
        .startsWith("unreadable failure");
  }

  @Test
  void longIntegersAreReadAndEndlessOnesAreNot() throws Exception {
    String digits = "9".repeat(4300);
    JsonNode args =
        RequestCodec.decode(
                plain(("{\"args\": {\"n\": " + digits + "}}").getBytes(UTF_8)), Limits.DEFAULT)
            .args();

    assertThat(args.get("n").bigIntegerValue()).hasToString(digits);
    assertThatThrownBy(
            () ->
                RequestCodec.decode(
                    plain(("{\"args\": {\"n\": 1" + digits + "}}").getBytes(UTF_8)),
                    Limits.DEFAULT))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(
            "The body is beyond a limit: Number value length (4301) exceeds the maximum allowed"
                + " (4300).");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void encodingIsRecognisedAsPythonDoes(String charset) throws Exception {
    byte[] body = "{\"method\": \"h\u00e9\"}".getBytes(Charset.forName(charset));

    assertThat(RequestCodec.decode(plain(body), Limits.DEFAULT).method()).isEqualTo("h\u00e9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "{\"method\": \"a\"} {}",
        "{\"method\": \"a\"",
        "{method: 1}",
        "{\"a\": 01}",
        "{\"a\": 'x'}",
        "{\"a\": \"\\x\"}",
        "{\"a\": nul}",
        "[1]",
        "5",
        "null"
      })
  void whatIsNoJsonObjectIsRefused(String body) {
    assertThatThrownBy(() -> RequestCodec.decode(plain(body.getBytes(UTF_8)), Limits.DEFAULT))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith("The body is ");
  }

  @Test
  void errorShowsNothingOfABody() {
    for (String body :
        List.of("s3cret", "\"s3cret\"", "{\"s3cret\": s3cret}", "{\"a\": \"s3cret")) {
      assertThatThrownBy(() -> RequestCodec.decode(plain(body.getBytes(UTF_8)), Limits.DEFAULT))
          .as(body)
          .hasMessageNotContaining("s3cret")
          .hasNoCause();
    }
    assertThatThrownBy(
            () -> RequestCodec.decode(plain("{\"a\": ?".getBytes(UTF_8)), Limits.DEFAULT))
        .hasMessageMatching("The body is not JSON \\(line 1, column \\d+\\)\\.");
  }

  @Test
  void halfASurrogatePairIsReadInTextAndInAKey() throws Exception {
    for (String half : List.of("\\udcff", "\\ud800", "é\\ud800b")) {
      String message =
          "{\"method\": \"" + half + "\", \"args\": {\"" + half + "\": {\"" + half + "\": 1}}}";
      String text = Captures.parse("\"" + half + "\"").textValue();
      byte[] bare = message.getBytes(UTF_8);
      for (byte[] body : List.of(bare, enveloped(bare))) {
        Request<JsonNode> request = RequestCodec.decode(plain(body), Limits.DEFAULT);

        assertThat(request.method()).isEqualTo(text);
        assertThat(Json.toNative(request.args())).isEqualTo(Map.of(text, Map.of(text, 1L)));
      }
    }
  }

  @Test
  void whatIsBrokenBesideHalfASurrogatePairIsToldByItsPlaceInTheBytes() {
    String body = "{\"\\udcff\": 1, é}";

    assertThatThrownBy(() -> RequestCodec.decode(plain(body.getBytes(UTF_8)), Limits.DEFAULT))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("line 1, column");
  }

  @Test
  void errorOfTheEnvelopeSaysWhatIsUnderstood() {
    assertThatThrownBy(
            () ->
                RequestCodec.decode(
                    plain("{\"oslo.version\": \"2.1\", \"oslo.message\": \"{}\"}".getBytes(UTF_8)),
                    Limits.DEFAULT))
        .hasMessage("oslo.version is the text \"2.1\", but only \"2.0\" is understood.");
    assertThatThrownBy(
            () ->
                RequestCodec.decode(
                    plain("{\"oslo.version\": \"2.0\", \"oslo.message\": {}}".getBytes(UTF_8)),
                    Limits.DEFAULT))
        .hasMessage("oslo.message is an object, but must be JSON text.");
  }

  @Test
  void limitsHaveRanges() {
    assertThatThrownBy(() -> new Limits(0, 1))
        .hasMessage("maxBodyBytes must be at least 1, but is 0.");
    assertThatThrownBy(() -> new Limits(1, 0))
        .hasMessage("maxNesting must be between 1 and 1000, but is 0.");
    assertThatThrownBy(() -> new Limits(1, 1001)).isInstanceOf(IllegalArgumentException.class);
  }

  private static final Charset UTF_8 = StandardCharsets.UTF_8;

  /** A message whose args are so many arrays in each other. */
  private static byte[] nested(int arrays) {
    return ("{\"args\": " + "[".repeat(arrays) + "]".repeat(arrays) + "}").getBytes(UTF_8);
  }

  private static byte[] enveloped(byte[] inner) {
    return Captures.enveloped(inner);
  }

  private static Body plain(byte[] bytes) {
    return new Body(bytes, Body.CONTENT_TYPE, null);
  }

  private static Body compressed(byte[] bytes) {
    return new Body(bytes, Body.CONTENT_TYPE, Body.COMPRESSION);
  }

  private static byte[] gzip(byte[] bytes) throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(file)) {
      out.write(bytes);
    }
    return file.toByteArray();
  }
}
