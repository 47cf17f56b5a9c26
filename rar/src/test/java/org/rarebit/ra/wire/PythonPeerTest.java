package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.api.RequestContext;
import org.rarebit.ra.PythonPeer;

/**
 * Python's own library reads what we write and writes it back. Needs {@code oslo_messaging} in
 * Python; without it the tests are skipped, or fail if {@code rarebit.ci} is true.
 */
@Tag("peers")
class PythonPeerTest {

  /** Reads bodies, one a line in base64; writes what oslo.messaging makes of them. */
  private static final String ECHO =
      """
      import base64, json, sys
      from oslo_messaging._drivers import common
      for line in sys.stdin:
          message = common.deserialize_msg(json.loads(base64.b64decode(line)))
          body = json.dumps(common.serialize_msg(message))
          print(base64.b64encode(body.encode()).decode())
      """;

  /** Reads bodies of replies; writes the exception that oslo.messaging would raise. */
  private static final String RAISE =
      """
      import base64, json, sys
      from oslo_messaging._drivers import common
      for line in sys.stdin:
          message = common.deserialize_msg(json.loads(base64.b64decode(line)))
          e = common.deserialize_remote_exception(message['failure'], [])
          shown = {'raised': type(e).__name__, 'text': str(e), 'type': getattr(e, 'exc_type', None),
                   'value': getattr(e, 'value', None)}
          print(base64.b64encode(json.dumps(shown).encode()).decode())
      """;

  @TempDir private Path directory;

  @BeforeAll
  static void needsPython() throws Exception {
    PythonPeer.requireOslo();
  }

  @Test
  void requestsComeBackFromPythonAsTheyWent() throws Exception {
    RandomJson json = new RandomJson(new Random(1));
    List<Request<Map<String, Object>>> requests = new ArrayList<>();
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      RequestContext context = RequestContext.of(json.object());
      Request<Map<String, Object>> request =
          new Request<>(json.text(), json.object(), null, "1.7", "m", "q", i, "u", context);
      requests.add(request);
      bodies.add(RequestCodec.encode(request));
    }

    List<byte[]> echoes = python(ECHO, bodies);

    assertThat(echoes).hasSameSizeAs(requests);
    for (int i = 0; i < requests.size(); i++) {
      Request<JsonNode> read = RequestCodec.decode(body(echoes.get(i)), Limits.DEFAULT);
      assertThat(Json.toNative(read.args())).isEqualTo(requests.get(i).args());
      assertThat(read.context()).isEqualTo(requests.get(i).context());
      assertThat(read.method()).isEqualTo(requests.get(i).method());
      assertThat(read.monitorSeconds()).isEqualTo(i);
    }
  }

  @Test
  void resultsComeBackFromPythonAsTheyWent() throws Exception {
    RandomJson json = new RandomJson(new Random(2));
    List<Object> results = new ArrayList<>();
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      results.add(json.value());
      bodies.add(ReplyCodec.encode(Reply.returned("m", results.get(i))));
    }

    List<byte[]> echoes = python(ECHO, bodies);

    assertThat(echoes).hasSameSizeAs(results);
    for (int i = 0; i < results.size(); i++) {
      Reply<JsonNode> read = ReplyCodec.decode(body(echoes.get(i)), Limits.DEFAULT);
      assertThat(Json.toNative(read.result())).isEqualTo(results.get(i));
    }
  }

  @Test
  void failuresAreRaisedInPython() throws Exception {
    List<byte[]> bodies = new ArrayList<>();
    for (RemoteFailure failure :
        List.of(
            RemoteFailure.of(new IllegalStateException("h\u00e9")),
            RemoteFailure.valueError("no such flavor"),
            RemoteFailure.noSuchMethod("nope"))) {
      bodies.add(ReplyCodec.encode(Reply.failed("m", failure)));
    }

    List<JsonNode> raised = python(RAISE, bodies).stream().map(Captures::parse).toList();

    assertThat(raised.get(0).get("raised").textValue()).isEqualTo("RemoteError");
    assertThat(raised.get(0).get("type").textValue()).isEqualTo("IllegalStateException");
    assertThat(raised.get(0).get("value").textValue()).isEqualTo("h\u00e9");
    assertThat(raised.get(0).get("text").textValue()).contains("PythonPeerTest.java");
    assertThat(raised.get(1).get("raised").textValue()).isEqualTo("ValueError");
    assertThat(raised.get(1).get("text").textValue()).isEqualTo("no such flavor\n");
    assertThat(raised.get(2).get("type").textValue()).isEqualTo("NoSuchMethod");
  }

  private List<byte[]> python(String script, List<byte[]> bodies) throws Exception {
    Path in = directory.resolve("in");
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Files.write(in, bodies.stream().map(Base64.getEncoder()::encodeToString).toList());
    Process python =
        new ProcessBuilder(PythonPeer.python("-c", script))
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(python.waitFor(60, TimeUnit.SECONDS)).as("ended within a minute").isTrue();
    } finally {
      python.destroyForcibly().waitFor();
    }
    assertThat(python.exitValue()).as(Files.readString(err)).isZero();
    return Files.readAllLines(out).stream().map(Base64.getDecoder()::decode).toList();
  }

  private static Body body(byte[] bytes) {
    return new Body(bytes, Body.CONTENT_TYPE, null);
  }
}
