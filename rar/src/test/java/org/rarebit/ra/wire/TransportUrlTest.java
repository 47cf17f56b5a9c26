package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.ra.wire.TransportUrl.Host;

class TransportUrlTest {

  /** Python's urlparse stumbles over two hosts of which one is an IPv6 address; why should we. */
  private static final String READ_DESPITE_PYTHON = "rabbit://u:p@[fe80::1]:1,u:p@h2:2/vh";

  /** Python takes the host for the scheme, and fails when it looks for a driver of that name. */
  private static final String REFUSED_DESPITE_PYTHON = "h:5672";

  static Stream<JsonNode> rows() {
    return Captures.rows("transport_urls");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void urlMeansWhatItMeansToPython(JsonNode row) {
    String url = row.get("url").textValue();
    boolean refused = row.has("error") || url.equals(REFUSED_DESPITE_PYTHON);
    if (refused && !url.equals(READ_DESPITE_PYTHON)) {
      assertThatThrownBy(() -> TransportUrl.parse(url))
          .isInstanceOf(IllegalArgumentException.class);
      return;
    }

    TransportUrl parsed = TransportUrl.parse(url);

    if (url.equals(READ_DESPITE_PYTHON)) {
      assertThat(parsed.hosts())
          .containsExactly(new Host("fe80::1", 1, "u", "p"), new Host("h2", 2, "u", "p"));
      return;
    }
    assertThat(parsed.hosts()).isEqualTo(hosts(row.get("hosts")));
    assertThat(parsed.virtualHost()).isEqualTo(virtualHost(row.get("virtual_host")));
    Map<String, String> query = new LinkedHashMap<>();
    row.get("query").properties().forEach(o -> query.put(o.getKey(), o.getValue().textValue()));
    assertThat(parsed.query()).isEqualTo(query);
  }

  @Test
  void virtualHostIsDecodedOnce() {
    // Python decodes it twice, and connects to "a%b"
    assertThat(TransportUrl.parse("rabbit://h/a%2525b").virtualHost()).isEqualTo("a%25b");
  }

  @Test
  void slashInPasswordIsReadWherePythonCannotConnect() {
    assertThat(TransportUrl.parse("rabbit://u:a%2Fb@h/").hosts())
        .containsExactly(new Host("h", 5672, "u", "a/b"));
  }

  @Test
  void unencodedLettersOfAllScriptsAreRead() {
    assertThat(TransportUrl.parse("rabbit://ü:п%C3%A4@h/ß"))
        .isEqualTo(new TransportUrl(List.of(new Host("h", 5672, "ü", "пä")), "ß", Map.of()));
  }

  @Test
  void textMasksPasswordsAndReadsBackWithoutThem() {
    TransportUrl url =
        TransportUrl.parse("rabbit://u:s3cret@h1:1,v:s3cret@[::1]/a%2Fb?ssl=1&ssl_password=s3cret");

    assertThat(url).hasToString("rabbit://u:***@h1:1,v:***@[::1]:5672/a/b?ssl=1&ssl_password=***");
    assertThat(TransportUrl.parse(url.toString()).virtualHost()).isEqualTo("a/b");
    assertThat(url.hosts().get(0)).hasToString("u:***@h1:1");
  }

  @Test
  void defaultVirtualHostIsLeftOutOfTheText() {
    assertThat(TransportUrl.parse("rabbit://")).hasToString("rabbit://guest:***@localhost:5672/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rabbit://u:s3cret/x@h:5672/", // / not encoded: the "port" is the password
        "rabbit://u:s3cret?x@h:5672/",
        "rabbit://u:p@h,v:s3cret",
        "rabbit://u:s3cret@h:99999/",
        "rabbit://u:s3cret@h:0/",
        "rabbit://u:s3cret@[::1/",
        "rabbit://u:s3cret@[::1]x/",
        "rabbit://u:s3cret@1:2:3/",
        "amqp://u:s3cret@h/",
        "u:s3cret@h",
        "rabbit://h/?s3cret"
      })
  void errorSaysWhatIsWrongAndShowsNoPassword(String url) {
    Throwable error = catchThrowable(() -> TransportUrl.parse(url));

    assertThat(error)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
    assertThat(error.getMessage()).hasSizeGreaterThan(40).endsWith(".");
  }

  @Test
  void errorNamesTheHostByNumber() {
    assertThatThrownBy(() -> TransportUrl.parse("rabbit://h1:1,h2:x/"))
        .hasMessageStartingWith("Host 2 of the transport URL has a port that is not a number.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rabbit:", "rabbit:/", "rabbit://", "rabbit:///", "RABBIT:", "rabbit:#x"})
  void nothingButTheSchemeIsThisMachine(String url) {
    assertThat(TransportUrl.parse(url)).isEqualTo(TransportUrl.parse("rabbit://localhost/"));
  }

  @Test
  void aFragmentIsDropped() {
    assertThat(TransportUrl.parse("rabbit://u:p@h:1/nova#cell1").virtualHost()).isEqualTo("nova");
    assertThat(TransportUrl.parse("rabbit://u:p@h:1/nova?ssl=1#cell1").query())
        .isEqualTo(Map.of("ssl", "1"));
    assertThat(TransportUrl.parse("rabbit://u:p@h#cell1").hosts())
        .containsExactly(new Host("h", 5672, "u", "p"));
    assertThat(TransportUrl.parse("rabbit://u:p#w@h/").hosts())
        .as("in a password it is none")
        .containsExactly(new Host("h", 5672, "u", "p#w"));
  }

  @Test
  void whatIsNoRabbitMqIsRefused() {
    assertThatThrownBy(() -> TransportUrl.parse("kombu+memory:////"))
        .hasMessageContaining("\"kombu+memory\", which is no RabbitMQ.");
  }

  @Test
  void unknownSchemeIsNamed() {
    assertThatThrownBy(() -> TransportUrl.parse("amqps://h/"))
        .hasMessageContaining("\"amqps\"")
        .hasMessageContaining("ssl=true");
  }

  @Test
  void urlNeedsAHost() {
    assertThatThrownBy(() -> new TransportUrl(List.of(), "/", Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Host> hosts(JsonNode hosts) {
    List<Host> expected = new ArrayList<>();
    for (JsonNode host : hosts) {
      String name = host.get("hostname").textValue();
      expected.add(
          new Host(
              name.isEmpty() ? "localhost" : name, // these are py-amqp's, when it connects
              host.get("port").asInt(5672),
              orGuest(host.get("username")),
              orGuest(host.get("password"))));
    }
    return expected.isEmpty() ? List.of(new Host("localhost", 5672, "guest", "guest")) : expected;
  }

  private static String orGuest(JsonNode credential) {
    return Set.of("", "null").contains(credential.asText()) ? "guest" : credential.textValue();
  }

  private static String virtualHost(JsonNode virtualHost) {
    return Set.of("", "null").contains(virtualHost.asText()) ? "/" : virtualHost.textValue();
  }
}
