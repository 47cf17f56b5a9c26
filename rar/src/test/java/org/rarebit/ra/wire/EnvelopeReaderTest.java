package org.rarebit.ra.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way into an envelope reads what Jackson reads, or nothing. */
class EnvelopeReaderTest {

  private static final int MESSAGES = 3000;
  private static final int MUTANTS = 100_000;
  private static final int NESTING = 12;
  private static final Limits LIMITS = new Limits(1_000_000, NESTING);

  /** What JSON is made of, and what it is not. */
  private static final List<String> SPLINTERS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "\\\"",
          "\\\\",
          "\\\\n",
          "\\n",
          "\\\\u00e9",
          "\\\\ud83d",
          "\\u005c",
          "\\\\\\\"",
          "\\\\\\\\",
          "\\\\/",
          "\\\\x",
          " ",
          "\n",
          "\t",
          "\0",
          "\u007f",
          "\u00e9",
          "0",
          "-",
          "-0",
          "-0.0",
          "01",
          "1.",
          ".5",
          "1.50",
          "2E3",
          "1e-7",
          "1e999",
          "-1e99999999999",
          "123456789012345678",
          "1234567890123456789",
          "2147483648",
          "NaN",
          "null",
          "true",
          "false",
          "nul",
          "{}",
          "[]",
          "[[[[[[[[[[[[",
          ",,",
          "\\\"a\\\":1,");

  @Test
  void whatWeWriteIsReadAsJacksonReadsIt() throws Exception {
    Random random = new Random(1);
    int read = 0;

    for (int i = 0; i < MESSAGES; i++) {
      byte[] body = Captures.enveloped(Json.bytes(new RandomJson(random).object()));
      read += compare(body) ? 1 : 0;
    }

    assertThat(read).as("read").isBetween(MESSAGES / 5, MESSAGES - 1);
  }

  @Test
  void whatIsDamagedIsReadAsJacksonReadsItOrLeftToJackson() throws Exception {
    Random random = new Random(2);
    List<byte[]> seeds = seeds();
    int read = 0;

    for (int i = 0; i < MUTANTS; i++) {
      byte[] body = seeds.get(random.nextInt(seeds.size()));
      for (int n = 1 + random.nextInt(2); n > 0; n--) {
        body = mutate(body, random);
      }
      read += compare(body) ? 1 : 0;
    }

    assertThat(read).as("read").isBetween(MUTANTS / 20, MUTANTS / 2);
  }

  @Test
  void anyByteAnywhereIsReadAsJacksonReadsItOrLeftToJackson() throws Exception {
    byte[] usual =
        Captures.enveloped(bytes("{\"a\": [-2.5, true, {\"n\\n\": \"\\u20ac\\\"\\\\\"}]}"));
    compareWithAnyByteAnywhere(usual);
    compareWithAnyByteAnywhere(messageFirst(usual));
  }

  private static void compareWithAnyByteAnywhere(byte[] usual) {
    int read = 0;

    for (int at = 0; at < usual.length; at++) {
      for (int b = 0; b < 256; b++) {
        byte[] other = usual.clone();
        other[at] = (byte) b;
        byte[] longer = Arrays.copyOf(usual, usual.length + 1);
        System.arraycopy(usual, at, longer, at + 1, usual.length - at);
        longer[at] = (byte) b;
        read += (compare(other) ? 1 : 0) + (compare(longer) ? 1 : 0);
      }
      assertThat(EnvelopeReader.read(Arrays.copyOf(usual, at), NESTING)).isNull();
    }

    assertThat(read).as("read").isGreaterThan(usual.length);
  }

  @Test
  void numbersOfAnyFormAreReadAsJacksonReadsThemOrLeftToJackson() throws Exception {
    String wholes =
        "0 -0 - +1 01 -01 -1 100 2147483647 2147483648 -2147483648 -2147483649 999999999999999999"
            + " 1000000000000000000 9223372036854775807 9223372036854775808 -9223372036854775808"
            + " -9223372036854775809 18446744073709551616 NaN -Infinity 0x1 1_0 1L "
            + "1".repeat(41)
            + " "
            + "1".repeat(4301);
    String exponents =
        ",e,e0,E+5,e-7,e400,e-400,e2147483647,e2147483648,e-2147483647,e-2147483648,e4294967297,"
            + "e-99999999999,e999999999,e-999999999,e00005,e-0,e1.5";
    int read = 0;

    for (String whole : wholes.split(" ", -1)) {
      for (String fraction : ",.,.0,.50,.00000000000000000000000000001".split(",", -1)) {
        for (String exponent : exponents.split(",", -1)) {
          String number = whole + fraction + exponent;
          read += compare(Captures.enveloped(bytes("{\"a\":[" + number + "]}"))) ? 1 : 0;
        }
      }
    }

    assertThat(read).as("read").isGreaterThan(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"request_", "reply_", "notification_v2_"})
  void messagesOfPythonAreReadTheShortWay(String kind) throws Exception {
    for (String name : Captures.names(kind)) {
      Body body = Captures.body(Captures.read(name));
      String json = new String(body.bytes(), US_ASCII);
      if (body.compression() == null && json.contains("oslo.mess") && !json.contains("NaN")) {
        assertThat(EnvelopeReader.read(body.bytes(), Limits.DEFAULT.maxNesting()))
            .as(name)
            .isNotNull();
        compare(body.bytes());
      }
    }
  }

  /** Some libraries sort their names. */
  @Test
  void aMessageBeforeItsVersionIsReadTheShortWayAsWell() {
    byte[] usual = Captures.enveloped(bytes("{\"a\": [1, \"x\\\"y\"]}"));
    String first = new String(messageFirst(usual), US_ASCII);

    assertThat(compare(bytes(first))).isTrue();
    assertThat(compare(bytes(first.replace(",", " , ").replace(":", " : ")))).isTrue();
    assertThat(compare(bytes(first.replace("2.0", "2.1")))).isFalse();
    assertThat(compare(bytes(first.replace("\"}", "\",\"oslo.version\":\"2.0\"}")))).isFalse();
  }

  @Test
  void nestingBeyondTheLimitIsLeftToJackson() throws Exception {
    String most = "[".repeat(NESTING - 1) + "]".repeat(NESTING - 1);

    assertThat(EnvelopeReader.read(Captures.enveloped(bytes("{\"a\":" + most + "}")), NESTING))
        .isNotNull();
    assertThat(EnvelopeReader.read(Captures.enveloped(bytes("{\"a\":[" + most + "]}")), NESTING))
        .isNull();
  }

  @Test
  void nameThatWasReadLatelyIsNotTakenForAnotherOfTheSamePlace() throws Exception {
    for (int i = 0; i < 5000; i++) { // places are far fewer
      String name = Integer.toString(i, Character.MAX_RADIX);
      ObjectNode read =
          EnvelopeReader.read(Captures.enveloped(bytes("{\"" + name + "\":1}")), NESTING);

      assertThat(read.fieldNames().next()).isEqualTo(name);
    }
  }

  /** Whether the short way read it. */
  private static boolean compare(byte[] body) {
    ObjectNode read = EnvelopeReader.read(body, NESTING);
    if (read == null) {
      return false;
    }
    try {
      Envelope.Opened expected = Envelope.openedByJackson(body, LIMITS);
      assertThat(expected.enveloped()).isTrue();
      assertThat(read).isEqualTo(expected.message()).hasToString(expected.message().toString());
      assertThat(classes(read)).isEqualTo(classes(expected.message()));
    } catch (MalformedMessageException e) {
      throw new AssertionError(new String(body, US_ASCII) + " is none: " + e.getMessage(), e);
    }
    return true;
  }

  private static List<Class<?>> classes(JsonNode tree) {
    List<Class<?>> classes = new ArrayList<>(List.of(tree.getClass()));
    tree.forEach(child -> classes.addAll(classes(child)));
    return classes;
  }

  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      seeds.add(Captures.enveloped(Json.bytes(new RandomJson(random).object())));
    }
    seeds.add(
        Captures.enveloped(
            bytes(
                "{\"a\": {\"b\": [1, -2.50, true, null, \"x\\n\\\"y\\\\\\u20ac\"]}, \"c\": {}}")));
    List<byte[]> turned = seeds.stream().map(EnvelopeReaderTest::messageFirst).toList();
    return Stream.concat(seeds.stream(), turned.stream())
        .filter(seed -> EnvelopeReader.read(seed, NESTING) != null)
        .toList();
  }

  private static byte[] messageFirst(byte[] usual) {
    String version = "\"oslo.version\":\"2.0\"";
    String body = new String(usual, ISO_8859_1);
    assertThat(body).startsWith("{" + version + ",").endsWith("}");
    String turned =
        "{" + body.substring(version.length() + 2, body.length() - 1) + "," + version + "}";
    return turned.getBytes(ISO_8859_1);
  }

  private static byte[] mutate(byte[] body, Random random) {
    int at = random.nextInt(body.length + 1);
    int until = random.nextBoolean() ? at : Math.min(body.length, at + random.nextInt(6));
    String splinter = random.nextInt(4) == 0 ? "" : SPLINTERS.get(random.nextInt(SPLINTERS.size()));
    byte[] instead = splinter.getBytes(UTF_8);
    byte[] mutant = Arrays.copyOf(body, at + instead.length + body.length - until);
    System.arraycopy(instead, 0, mutant, at, instead.length);
    System.arraycopy(body, until, mutant, at + instead.length, body.length - until);
    return mutant;
  }

  private static byte[] bytes(String ascii) {
    return ascii.getBytes(US_ASCII);
  }
}
