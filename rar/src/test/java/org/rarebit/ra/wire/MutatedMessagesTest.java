package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rarebit.api.EncodingException;
import org.rarebit.api.spi.Versions;

/**
 * Messages of Python, damaged in a hundred thousand ways: each is either read, or refused with the
 * one exception that is made for it. The damage is the same in every run.
 */
class MutatedMessagesTest {

  private static final int MUTANTS = 100_000;
  private static final int LONGEST_SEED = 3000;
  private static final Limits LIMITS = new Limits(20_000, 30);

  /** What parsers stumble over. */
  private static final List<byte[]> SPLINTERS =
      List.of(
          bytes("["),
          bytes("]"),
          bytes("{"),
          bytes("}"),
          bytes("\""),
          bytes("\\"),
          bytes("\\\""),
          bytes(","),
          bytes(":"),
          bytes("null"),
          bytes("NaN"),
          bytes("-Infinity"),
          bytes("1e999"),
          bytes("-0"),
          bytes("1180591620717411303424"),
          bytes("\\u"),
          bytes("\\ud800"),
          bytes("0x1"),
          bytes("\u00e9"),
          bytes("\ud83d\ude00"),
          bytes("/*"),
          bytes("//"),
          bytes("{}"),
          bytes("\"_msg_id\":1,"),
          bytes("\\\"failure\\\": \\\"{}\\\","),
          bytes("\"version\":[],"),
          bytes("[".repeat(40)),
          bytes("{\"a\":".repeat(40)),
          bytes("9".repeat(5000)),
          bytes("x".repeat(10_000)),
          new byte[] {0},
          new byte[] {(byte) 0xff},
          new byte[] {(byte) 0xc3},
          new byte[] {(byte) 0xed, (byte) 0xa0},
          new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf},
          new byte[] {(byte) 0xfe, (byte) 0xff},
          new byte[] {0x1f, (byte) 0x8b});

  record Bound(String name, int count, List<Map<String, Long>> more) {}

  private int read;
  private int refused;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES) // a parser that hangs; it takes some seconds
  void mutantIsReadOrRefusedAndNothingElse() throws Exception {
    Random random = new Random(20240229);
    List<Body> seeds = seeds();

    for (int i = 0; i < MUTANTS; i++) {
      Body seed = seeds.get(random.nextInt(seeds.size()));
      Body mutant = mutate(seed, random);
      try {
        use(mutant);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("mutant " + i + ": " + Arrays.toString(mutant.bytes()), e);
      }
    }

    assertThat(read).as("read").isGreaterThan(MUTANTS / 20);
    assertThat(refused).as("refused").isGreaterThan(MUTANTS / 4);
  }

  private void use(Body mutant) {
    try {
      Request<JsonNode> request = RequestCodec.decode(mutant, LIMITS);
      assertThat(request.toString()).isNotEmpty();
      RequestCodec.fault(request);
      Versions.isCompatible("1.0", request.version());
      bind(request.args());
      read++;
    } catch (MalformedMessageException e) {
      assertThat(e.getMessage()).isNotEmpty().hasSizeLessThan(300);
      refused++;
    }
    try {
      Reply<JsonNode> reply = ReplyCodec.decode(mutant, LIMITS);
      assertThat(reply.msgId()).isNotNull();
      assertThat(reply.isHeartbeat() && reply.ending()).isFalse();
      if (reply.failure() != null) {
        assertThat(reply.failure().toException()).isNotNull();
      }
      bind(reply.result());
    } catch (MalformedMessageException e) {
      assertThat(e.getMessage()).isNotEmpty().hasSizeLessThan(300);
    }
  }

  private static void bind(JsonNode tree) {
    Json.toNative(tree);
    try {
      Json.convert(tree, Bound.class);
    } catch (EncodingException e) {
      assertThat(e.getMessage()).isNotEmpty().hasSizeLessThan(600);
    }
  }

  /** Each captured message as it came, without its envelope, and compressed. */
  private static List<Body> seeds() throws MalformedMessageException {
    List<Body> seeds = new ArrayList<>();
    List<JsonNode> captures = new ArrayList<>();
    Captures.names("request_").forEach(name -> captures.add(Captures.read(name)));
    Captures.names("reply_").forEach(name -> captures.add(Captures.read(name)));
    Captures.rows("behaviour_requests").forEach(captures::add);
    for (JsonNode capture : captures) {
      Body body = Captures.body(capture);
      if (body.bytes().length > LONGEST_SEED) {
        continue;
      }
      seeds.add(body);
      if (body.bytes().length > 0 && Body.CONTENT_TYPE.equals(body.contentType())) {
        seeds.add(new Body(Body.compress(body.bytes()), Body.CONTENT_TYPE, Body.COMPRESSION));
        addInner(seeds, body);
      }
    }
    return seeds;
  }

  private static void addInner(List<Body> seeds, Body body) {
    try {
      JsonNode inner = Captures.inner(body.json(Limits.DEFAULT));
      seeds.add(new Body(bytes(inner.toString()), Body.CONTENT_TYPE, null));
    } catch (RuntimeException | MalformedMessageException e) {
      // one of the odd ones: it has no inner message
    }
  }

  private static Body mutate(Body seed, Random random) {
    byte[] bytes = seed.bytes();
    boolean inner = seed.compression() == null && random.nextInt(3) == 0;
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      bytes = mutate(bytes, random);
    }
    if (inner) { // so that the damage is within a sound envelope
      bytes = Captures.enveloped(bytes);
    }
    return new Body(bytes, seed.contentType(), seed.compression());
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return SPLINTERS.get(random.nextInt(SPLINTERS.size()));
    }
    int at = random.nextInt(bytes.length);
    int until = Math.min(bytes.length, at + random.nextInt(40));
    byte[] splinter = SPLINTERS.get(random.nextInt(SPLINTERS.size()));
    return switch (random.nextInt(7)) {
      case 0 -> { // another bit
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << random.nextInt(8));
        yield copy;
      }
      case 1 -> splice(bytes, at, until, new byte[0]); // a hole
      case 2 -> splice(bytes, at, at, splinter); // a splinter
      case 3 -> splice(bytes, at, until, splinter); // a splinter instead
      case 4 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, until)); // a repetition
      case 5 -> Arrays.copyOf(bytes, at); // an early end
      default -> { // another number
        byte[] copy = bytes.clone();
        for (int i = at; i < copy.length; i++) {
          if (copy[i] >= '0' && copy[i] <= '9') {
            copy[i] = (byte) ('0' + random.nextInt(10));
            break;
          }
        }
        yield copy;
      }
    };
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] instead) {
    byte[] result = new byte[bytes.length - (to - from) + instead.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(instead, 0, result, from, instead.length);
    System.arraycopy(bytes, to, result, from + instead.length, bytes.length - to);
    return result;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
