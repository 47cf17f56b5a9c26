package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.EncodingException;
import org.rarebit.api.TypeRef;

/** What becomes of Java values in JSON and back. */
@SuppressWarnings("JavaUtilDate") // applications still have it
class JsonTest {

  private static final Map<String, Class<?>> PRIMITIVES =
      Map.of(
          "boolean", boolean.class,
          "short", short.class,
          "int", int.class,
          "long", long.class,
          "double", double.class);

  enum Color {
    RED,
    GREEN
  }

  record Flavor(String name, int vcpus, Optional<Color> color, List<Long> disks) {}

  record Cloud(Map<String, Flavor> flavors, Instant since) {}

  /** A class as applications write them: no annotations, the names are in the class file. */
  static final class Point {
    private final int x;
    private final int y;

    public Point(int x, int y) {
      if (x < 0) {
        throw new IllegalArgumentException("x must not be negative");
      }
      this.x = x;
      this.y = y;
    }

    public int getX() {
      return x;
    }

    public int getY() {
      return y;
    }
  }

  /** A class with setters. */
  public static final class Bean {
    private String name;

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }
  }

  /** A bean that has lost its session, say. */
  public static final class Broken {
    @SuppressWarnings("DoNotCallSuggester") // Jackson calls it
    public int getValue() {
      throw new IllegalStateException("no session");
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
  interface Shape {}

  record Circle(int r) implements Shape {}

  // ---- writing

  @Test
  void specialNumbersAreWrittenAsPythonReadsThem() throws Exception {
    assertThat(
            text(
                Arrays.asList(
                    Double.NaN,
                    Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY,
                    -0.0,
                    Float.NaN,
                    new BigInteger("1180591620717411303424"))))
        .isEqualTo("[NaN,Infinity,-Infinity,-0.0,NaN,1180591620717411303424]");
  }

  /** Python tells an int from a float. */
  @ParameterizedTest
  @ValueSource(strings = {"8.825e3", "-8.825031760704955E15", "1e3", "1E+400", "8825.0"})
  void aNumberThatIsNoWholeOneStaysSo(String json) throws Exception {
    String again = text(Captures.parse(json));

    assertThat(Captures.parse(again).isIntegralNumber()).as(again).isFalse();
  }

  @Test
  void textIsWrittenInAsciiWithHalfSurrogatePairsKept() throws Exception {
    assertThat(text("hé 漢 😀 \ud800 \"\\\n"))
        .isEqualToIgnoringCase("\"h\\u00e9 \\u6f22 \\ud83d\\ude00 \\ud800 \\\"\\\\\\n\"");
    assertThat(text(Map.of("é\udc00", 1))).isEqualToIgnoringCase("{\"\\u00e9\\udc00\":1}");
  }

  @Test
  void keysOfMapsAreWrittenAsPythonDoes() throws Exception {
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put(1, "a");
    map.put(null, "b");
    map.put(2.5, "c");
    map.put(true, null);

    assertThat(text(map)).isEqualTo("{\"1\":\"a\",\"null\":\"b\",\"2.5\":\"c\",\"true\":null}");
  }

  @Test
  void datesAreWrittenAsOsloDoes() throws Exception {
    Instant instant = Instant.parse("2024-02-29T12:34:56.789012345Z");

    assertThat(text(instant.atZone(ZoneOffset.UTC).toLocalDateTime()))
        .isEqualTo("\"2024-02-29T12:34:56.789012\"");
    assertThat(text(instant)).isEqualTo("\"2024-02-29T12:34:56.789012\"");
    assertThat(text(instant.atOffset(ZoneOffset.ofHours(2))))
        .isEqualTo("\"2024-02-29T12:34:56.789012\"");
    assertThat(text(instant.atZone(ZoneId.of("America/New_York"))))
        .isEqualTo("\"2024-02-29T12:34:56.789012\"");
    assertThat(text(Date.from(instant))).isEqualTo("\"2024-02-29T12:34:56.789000\"");
    assertThat(text(LocalDateTime.of(2024, 1, 2, 3, 4)))
        .isEqualTo("\"2024-01-02T03:04:00.000000\"");
    assertThat(text(LocalDate.of(2024, 2, 29))).isEqualTo("\"2024-02-29\"");
    assertThat(text(Duration.ofSeconds(90))).isEqualTo("\"PT1M30S\"");
  }

  @Test
  void commonValuesAreWrittenPlainly() throws Exception {
    assertThat(text(Optional.of(1))).isEqualTo("1");
    assertThat(text(Optional.empty())).isEqualTo("null");
    assertThat(text(Color.RED)).isEqualTo("\"RED\"");
    assertThat(text(new BigDecimal("12.50"))).isEqualTo("12.50");
    assertThat(text(new byte[] {0, -1, 16})).isEqualTo("\"AP8Q\"");
    assertThat(text(new int[] {1, 2})).isEqualTo("[1,2]");
    assertThat(text(UUID.fromString("6b0ae1ce-5d0b-4f0a-9f3c-3f5b1d1f9a11")))
        .isEqualTo("\"6b0ae1ce-5d0b-4f0a-9f3c-3f5b1d1f9a11\"");
    assertThat(text(new Flavor("m1", 2, Optional.of(Color.GREEN), null)))
        .isEqualTo("{\"name\":\"m1\",\"vcpus\":2,\"color\":\"GREEN\",\"disks\":null}");
    assertThat(text(new Point(1, 2))).isEqualTo("{\"x\":1,\"y\":2}");
  }

  @Test
  void valueWithoutFormSaysWhere() {
    assertThatThrownBy(() -> Json.bytes(Map.of("a", List.of(1, Map.of("b", new Object())))))
        .isInstanceOf(EncodingException.class)
        .hasMessageStartingWith(
            "The value at a[1].b cannot be written as JSON: No serializer found");
  }

  @Test
  void valueThatContainsItselfIsRefused() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("self", map);

    assertThatThrownBy(() -> Json.bytes(list))
        .isInstanceOf(EncodingException.class)
        .hasMessageContaining("nesting");
    assertThatThrownBy(() -> Json.tree(map)).isInstanceOf(EncodingException.class);
  }

  @Test
  void valueWhoseGetterFailsIsRefused() {
    assertThatThrownBy(() -> Json.bytes(new Broken()))
        .isInstanceOf(EncodingException.class)
        .hasMessageContaining("at value cannot be written as JSON: ")
        .hasMessageContaining("no session")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void treeIsWhatThePeerReads() throws Exception {
    JsonNode tree = Json.tree(Map.of("since", Instant.EPOCH));

    assertThat(tree.get("since").textValue()).isEqualTo("1970-01-01T00:00:00.000000");
  }

  // ---- as plain Java

  @Test
  void treeAsPlainJavaHasOneTypeOfIntegerAndOfFloat() throws Exception {
    JsonNode tree =
        Captures.parse(
            "[null, true, 1, 9223372036854775808, -9223372036854775808, 1.5, \"a\", {}]");

    assertThat(Json.toNative(tree))
        .isEqualTo(
            Arrays.asList(
                null, true, 1L, BigInteger.TWO.pow(63), Long.MIN_VALUE, 1.5, "a", Map.of()));
  }

  @Test
  void plainJavaCollectionsCannotBeChanged() throws Exception {
    @SuppressWarnings("unchecked")
    Map<String, Object> map =
        (Map<String, Object>) Json.toNative(Captures.parse("{\"a\": [null]}"));

    assertThatThrownBy(() -> map.put("b", 1)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ((List<?>) map.get("a")).remove(0))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void builtTreesAreReadLikeReceivedOnes() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;

    assertThat(Json.toNative(nodes.numberNode(1.5f))).isEqualTo(1.5);
    assertThat(Json.toNative(nodes.numberNode((short) 1))).isEqualTo(1L);
    assertThat(Json.toNative(nodes.numberNode(new BigDecimal("2.5")))).isEqualTo(2.5);
    assertThat(Json.toNative(nodes.numberNode(BigInteger.ONE))).isEqualTo(1L);
    assertThat(Json.toNative(nodes.binaryNode(new byte[] {1}))).isEqualTo("AQ==");
    assertThat(Json.toNative(nodes.missingNode())).isNull();
    assertThat(Json.toNative(null)).isNull();
  }

  // ---- as a type

  @Test
  void treeBecomesNestedRecords() throws Exception {
    Object cloud =
        convert(
            "{\"flavors\": {\"m1\": {\"name\": \"m1\", \"vcpus\": 2, \"color\": \"RED\","
                + " \"disks\": [1], \"new_in_next_release\": 5}},"
                + " \"since\": \"2024-02-29T12:34:56.789012\"}",
            new TypeRef<Cloud>() {});

    assertThat(cloud)
        .isEqualTo(
            new Cloud(
                Map.of("m1", new Flavor("m1", 2, Optional.of(Color.RED), List.of(1L))),
                Instant.parse("2024-02-29T12:34:56.789012Z")));
  }

  @Test
  void absentReferencesAreNullAndAbsentOptionalsEmpty() throws Exception {
    assertThat(Json.convert(Captures.parse("{\"vcpus\": 1}"), Flavor.class))
        .isEqualTo(new Flavor(null, 1, Optional.empty(), null));
  }

  @Test
  void classesAreMadeByConstructorOrSetters() throws Exception {
    Point point = (Point) Json.convert(Captures.parse("{\"x\": 1, \"y\": 2}"), Point.class);
    Bean bean = (Bean) Json.convert(Captures.parse("{\"name\": \"a\"}"), Bean.class);

    assertThat(List.of(point.getX(), point.getY())).containsExactly(1, 2);
    assertThat(bean.getName()).isEqualTo("a");
  }

  @Test
  void objectsInCollectionsArePlainJava() throws Exception {
    assertThat(
            convert("{\"a\": 1, \"b\": [5000000000, null]}", new TypeRef<Map<String, Object>>() {}))
        .isEqualTo(Map.of("a", 1L, "b", Arrays.asList(5_000_000_000L, null)));
    assertThat(convert("[1180591620717411303424]", new TypeRef<List<?>>() {}))
        .isEqualTo(List.of(new BigInteger("1180591620717411303424")));
    assertThat(Json.convert(Captures.parse("[1]"), Object.class)).isEqualTo(List.of(1L));
  }

  @Test
  void numbersWidenButDoNotNarrow() throws Exception {
    JsonNode five = Captures.parse("5");

    assertThat(Json.convert(five, long.class)).isEqualTo(5L);
    assertThat(Json.convert(five, double.class)).isEqualTo(5.0);
    assertThat(Json.convert(five, BigDecimal.class)).isEqualTo(new BigDecimal(5));
    assertThat(Json.convert(five, BigInteger.class)).isEqualTo(new BigInteger("5"));
    assertThat(Json.convert(Captures.parse("0.1"), BigDecimal.class))
        .isEqualTo(new BigDecimal("0.1"));
    assertThat(Json.convert(Captures.parse("NaN"), double.class)).isEqualTo(Double.NaN);
    assertThat(Json.convert(Captures.parse("1e400"), Double.class))
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-02-29T12:34:56.789012",
        "2024-02-29 12:34:56.789012",
        "2024-02-29T12:34:56.789012Z",
        "2024-02-29T14:34:56.789012+02:00",
        "2024-02-29T14:34:56.789012+0200",
        "2024-02-29T07:04:56.789012-05:30"
      })
  void datesAreReadInUtcUnlessTheyHaveAnOffset(String text) throws Exception {
    JsonNode tree = Json.tree(text);
    Instant instant = Instant.parse("2024-02-29T12:34:56.789012Z");

    assertThat(Json.convert(tree, Instant.class)).isEqualTo(instant);
    assertThat(Json.convert(tree, LocalDateTime.class))
        .isEqualTo(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    assertThat(((OffsetDateTime) Json.convert(tree, OffsetDateTime.class)).toInstant())
        .isEqualTo(instant);
    assertThat(((ZonedDateTime) Json.convert(tree, ZonedDateTime.class)).toInstant())
        .isEqualTo(instant);
    assertThat(Json.convert(tree, Date.class)).isEqualTo(new Date(instant.toEpochMilli()));
  }

  @Test
  void otherValuesComeBackAsTheyWent() throws Exception {
    for (Object value :
        List.of(
            LocalDate.of(2024, 2, 29),
            LocalTime.of(12, 34, 56),
            Duration.ofMillis(90_500),
            UUID.randomUUID(),
            Color.GREEN,
            'x',
            true,
            new BigInteger("9".repeat(4000)))) {
      assertThat(Json.convert(Json.tree(value), value.getClass())).isEqualTo(value);
    }
    assertThat((byte[]) Json.convert(Json.tree(new byte[] {0, -1}), byte[].class))
        .containsExactly(0, -1);
  }

  @Test
  void nullIsNullOfAnyReference() throws Exception {
    assertThat(Json.convert(null, String.class)).isNull();
    assertThat(Json.convert(Captures.parse("null"), Flavor.class)).isNull();
    assertThat(Json.convert(Captures.parse("null"), Optional.class)).isEqualTo(Optional.empty());
    assertThat(Json.convert(Captures.parse("5"), void.class)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"5\"        | long    | a text of 1 characters",
        "\"5\"        | double  | a text of 1 characters",
        "\"true\"     | boolean | a text of 4 characters",
        "\"\"         | int     | a text of 0 characters",
        "1.5          | int     | a number with a fraction",
        "1.0          | long    | a number with a fraction",
        "3000000000   | int     | a whole number of 10 digits",
        "1e3          | short   | a number with a fraction",
        "null         | int     | null",
        "null         | boolean | null",
        "1            | boolean | a whole number of 1 digits",
        "true         | int     | a boolean",
        "[1]          | int     | an array of 1",
        "{}           | long    | an object",
      })
  void primitivesAreReadStrictly(String json, String type, String found) {
    assertThatThrownBy(() -> Json.convert(Captures.parse(json), PRIMITIVES.get(type)))
        .isInstanceOf(EncodingException.class)
        .hasMessage(
            "Cannot be read as " + type + ": it is " + found + ", but must be " + type + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "1.5", "true", "[]", "{}"})
  void onlyTextIsText(String json) {
    assertThatThrownBy(() -> Json.convert(Captures.parse(json), String.class))
        .isInstanceOf(EncodingException.class)
        .hasMessageContaining("Cannot be read as String: it is ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"yesterday\"", "5", "\"2024-02-30T00:00:00\""})
  void onlyDatesAreDates(String json) {
    assertThatThrownBy(() -> Json.convert(Captures.parse(json), Instant.class))
        .isInstanceOf(EncodingException.class);
    assertThatThrownBy(() -> Json.convert(Captures.parse(json), LocalDate.class))
        .isInstanceOf(EncodingException.class);
  }

  @Test
  void errorSaysWhereAndWhatAndWhatWasNeeded() {
    TypeRef<List<Flavor>> flavors = new TypeRef<>() {};

    assertThatThrownBy(() -> convert("[{\"vcpus\": 1}, {\"vcpus\": \"four\"}]", flavors))
        .isInstanceOf(EncodingException.class)
        .hasMessage(
            "Cannot be read as List<JsonTest$Flavor>: [1].vcpus is a text of 4 characters, but"
                + " must be int.");
    assertThatThrownBy(() -> convert("[{\"vcpus\": 1, \"color\": \"blue\"}]", flavors))
        .hasMessageEndingWith(
            "[0].color is a text of 4 characters, but must be one of [RED, GREEN].");
    assertThatThrownBy(() -> convert("[{\"name\": \"m1\"}]", flavors))
        .hasMessageEndingWith("[0].vcpus is absent, but must be int.");
    assertThatThrownBy(() -> convert("[{\"vcpus\": 3000000000}]", flavors))
        .hasMessageEndingWith("[0].vcpus is a whole number of 10 digits, but must be int.");
    assertThatThrownBy(() -> convert("{}", flavors))
        .hasMessageEndingWith(": it is an object, but must be List<JsonTest$Flavor>.");
  }

  @Test
  void errorOfAConstructorIsToldOn() {
    assertThatThrownBy(() -> Json.convert(Captures.parse("{\"x\": -1, \"y\": 0}"), Point.class))
        .isInstanceOf(EncodingException.class)
        .hasMessage(
            "Cannot be read as JsonTest$Point: it is an object, which was refused:"
                + " java.lang.IllegalArgumentException: x must not be negative")
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void errorShowsNothingOfAValue() {
    assertThatThrownBy(() -> Json.convert(Json.tree("secret"), int.class))
        .hasMessageContaining("a text of 6 characters")
        .hasMessageNotContaining("secret")
        .hasNoCause(); // Jackson's shows the value
  }

  @Test
  void typeThatCannotBeMadeIsNamed() {
    assertThatThrownBy(() -> Json.convert(Captures.parse("{}"), Runnable.class))
        .isInstanceOf(EncodingException.class)
        .hasMessageStartingWith("Cannot be read as Runnable: Cannot construct instance");
  }

  @Test
  void messageDoesNotChooseTheClass() throws Exception {
    String json = "{\"@class\": \"" + Circle.class.getName() + "\", \"r\": 1}";

    assertThatThrownBy(() -> Json.convert(Captures.parse(json), Shape.class))
        .isInstanceOf(EncodingException.class);
    assertThat(text(new Circle(1))).isEqualTo("{\"r\":1}");
  }

  @Test
  void classesOfUndeployedApplicationsCanGo() throws Exception {
    WeakReference<ClassLoader> loader = useClassOfItsOwnLoader();

    Json.forget();

    for (int i = 0; i < 50 && loader.get() != null; i++) {
      System.gc();
      System.runFinalization();
    }
    assertThat(loader.get()).isNull();
  }

  private static WeakReference<ClassLoader> useClassOfItsOwnLoader() throws Exception {
    Class<?> type = new CopyingLoader().copyOf(Flavor.class);
    Object flavor = Json.convert(Captures.parse("{\"vcpus\": 1}"), type);
    assertThat(flavor.getClass()).isNotEqualTo(Flavor.class);
    assertThat(Json.bytes(flavor)).isNotEmpty();
    return new WeakReference<>(type.getClassLoader());
  }

  /** Stands for the class loader of an application. */
  private static final class CopyingLoader extends ClassLoader {
    Class<?> copyOf(Class<?> original) throws Exception {
      String file = "/" + original.getName().replace('.', '/') + ".class";
      try (var in = original.getResourceAsStream(file)) {
        byte[] bytes = in.readAllBytes();
        return defineClass(original.getName(), bytes, 0, bytes.length);
      }
    }
  }

  private static String text(Object value) {
    return new String(Json.bytes(value), StandardCharsets.US_ASCII);
  }

  private static Object convert(String json, TypeRef<?> type) {
    return Json.convert(Captures.parse(json), type.type());
  }
}
