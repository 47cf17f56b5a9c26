package org.rarebit.ra.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.EncodingException;
import org.rarebit.api.RequestContext;

/** What is written in one pass is what Jackson writes, and that as the text of an envelope. */
class MessageWriterTest {

  private static final int MESSAGES = 3000;

  record Flavor(String name, int vcpus, List<String> tags) {}

  @Test
  void anyRequestIsWrittenAsByJackson() {
    Random random = new Random(1);
    RandomJson json = new RandomJson(random);

    for (int i = 0; i < MESSAGES; i++) {
      check(Map.of("value", json.object(), "list", List.of(json.object(), 1)), json.object());
      check(json.object(), Map.of("text", json.text()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 7, 8, 9, 15, 16, 17, 499, 500, 511, 512, 513, 2000, 9000})
  void textOfAnyLengthWithAnythingAnywhereIsWrittenAsByJackson(int length) {
    for (String odd : List.of("", "\"", "\\", "\n", "\1", "\u007f", "\u00e9", "\u20ac", "\ud83d")) {
      for (int at = 0; at <= length; at = length < 20 ? at + 1 : at + 1 + length / 11) {
        String text = "x".repeat(at) + odd + "y".repeat(length - at);

        check(Map.of("text", text), Map.of("more", List.of(text, new Flavor(text, 1, List.of()))));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u20ac", "\"", "\n", "x"})
  void longTextIsWrittenAsByJacksonWhateverItGrowsTo(String unit) {
    check(Map.of("text", unit.repeat(300_000)), Map.of());
    check(Map.of("flavor", new Flavor(unit.repeat(300_000), 1, List.of(unit))), Map.of());
  }

  @Test
  void valuesOfEachKindAreWrittenAsByJackson() {
    Map<String, Object> args = new LinkedHashMap<>();
    args.put("null", null);
    args.put("numbers", Arrays.asList(1, -1L, Long.MIN_VALUE, 1.5, 1e300, (short) 3, -0.0, null));
    args.put("booleans", List.of(true, false));
    args.put("empty", List.of(Map.of(), List.of(), "", Set.of(), new HashMap<>()));
    args.put("record", new Flavor("m1.\"tiny\"", 1, List.of("a", "b")));
    args.put("maps", List.of(new TreeMap<>(Map.of("b", 1, "a", 2)), Map.of(1, 2)));
    args.put("nullKey", Collections.singletonMap(null, "x"));
    args.put("bytes", new byte[] {1, 2, 3});
    args.put("array", new Object[] {1, "x", null});
    args.put("floats", new float[] {1, 1e-7f, Float.NaN, 3.4e38f});
    args.put("digits", List.of(new BigDecimal("1.50"), new BigDecimal("1E+400"), BigInteger.TEN));
    args.put("times", List.of(Instant.EPOCH, LocalDate.EPOCH, Duration.ofSeconds(1, 5)));
    args.put("enums", List.of(TimeUnit.DAYS, new EnumMap<>(Map.of(TimeUnit.DAYS, 1))));
    args.put("texts", List.of('"', "\u2028/\u007f\ud83d", "\u20ac".repeat(600).toCharArray()));
    args.put(
        "optional", List.of(Optional.of("\"".repeat(700)), Optional.empty(), OptionalInt.of(1)));
    args.put("longKey", Map.of("\u00e9\"".repeat(400), new char[] {'a', '"'}, LocalDate.EPOCH, 1));

    check(args, Map.of("roles", List.of("admin", "member"), "is_admin", true));
  }

  @Test
  void whatContainsItselfIsRefused() {
    List<Object> list = new ArrayList<>();
    list.add(list);

    assertThatThrownBy(() -> RequestCodec.encode(request(Map.of("list", list), Map.of())))
        .isInstanceOf(EncodingException.class)
        .hasMessageContaining("Argument of \"m\"");
  }

  /** The message itself is a level, too. */
  @Test
  void nothingIsWrittenThatIsNestedTooDeepToBeRead() throws Exception {
    Body most =
        new Body(ReplyCodec.encode(Reply.returned("m", nested(999))), Body.CONTENT_TYPE, null);

    assertThat(ReplyCodec.decode(most, Limits.OWN).result()).isEqualTo(Json.tree(nested(999)));
    assertThatThrownBy(() -> ReplyCodec.encode(Reply.returned("m", nested(1000))))
        .isInstanceOf(EncodingException.class)
        .hasMessageContaining("nesting depth");
  }

  private static Object nested(int levels) {
    Object value = "bottom";
    for (int i = 0; i < levels; i++) {
      value = List.of(value);
    }
    return value;
  }

  @Test
  void whatChangesWhileItIsWrittenIsRefusedRatherThanWrittenWrongly() {
    AtomicInteger looks = new AtomicInteger();
    Set<Map.Entry<String, Object>> entries =
        new AbstractSet<>() {
          @Override
          public Iterator<Map.Entry<String, Object>> iterator() {
            Object value = looks.getAndIncrement() == 0 ? "text" : new Flavor("x", 1, List.of());
            return List.of(Map.entry("value", value)).iterator();
          }

          @Override
          public int size() {
            return 1;
          }
        };
    Map<String, Object> changing =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, Object>> entrySet() {
            return entries;
          }
        };

    assertThatThrownBy(
            () -> RequestCodec.encode(request(Collections.unmodifiableMap(changing), Map.of())))
        .isInstanceOf(EncodingException.class)
        .hasMessageContaining("changed while it was written");
  }

  @Test
  void messageAfterOneThatFailedIsWrittenAsAny() {
    Iterator<Object> unwritable = List.of().iterator();

    assertThatThrownBy(
            () ->
                RequestCodec.encode(
                    request(Map.of("x", List.of(unwritable, new Object())), Map.of())))
        .isInstanceOf(EncodingException.class);

    check(Map.of("a", 1), Map.of());
  }

  @Test
  void threadsDoNotWriteIntoEachOthersMessages() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Void>> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Random random = new Random(i);
        writers.add(
            () -> {
              for (int n = 0; n < 200; n++) {
                String text = "a\u20ac".repeat(random.nextInt(1000));
                check(
                    Map.of("text", text, "flavor", new Flavor(text, 1, List.of())),
                    new RandomJson(random).object());
              }
              return null;
            });
      }

      for (Future<Void> writer : threads.invokeAll(writers)) {
        assertThat(writer.get()).isNull();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static void check(Map<String, ?> args, Map<String, Object> context) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("method", "m");
    fields.put("args", args);
    fields.put("version", "1.0");
    fields.put("_unique_id", "u");
    context.forEach((key, value) -> fields.put("_context_" + key, value));

    byte[] body = RequestCodec.encode(request(args, context));

    assertThat(new String(body, US_ASCII))
        .isEqualTo(new String(Captures.enveloped(Json.bytes(fields)), US_ASCII));
    checkWithoutEnvelope(args, context);
  }

  private static void checkWithoutEnvelope(Map<String, ?> payload, Map<String, Object> context) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("message_id", "m");
    fields.put("publisher_id", null);
    fields.put("event_type", "e");
    fields.put("priority", "INFO");
    fields.put("payload", payload);
    fields.put("timestamp", "t");
    fields.put("_unique_id", "u");
    context.forEach((key, value) -> fields.put("_context_" + key, value));

    byte[] body =
        NotificationCodec.encode(
            new NotificationMessage<>(
                "m", null, "e", "INFO", payload, "t", "u", RequestContext.of(context)),
            1);

    assertThat(new String(body, US_ASCII)).isEqualTo(new String(Json.bytes(fields), US_ASCII));
  }

  private static Request<Map<String, ?>> request(Map<String, ?> args, Map<String, Object> context) {
    return new Request<>("m", args, null, "1.0", null, null, null, "u", RequestContext.of(context));
  }
}
