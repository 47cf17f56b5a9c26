package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rarebit.api.CallOptions;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.api.VersionCapException;
import org.rarebit.ra.inbound.RpcActivationSpec;

/**
 * What a client of Python's oslo.messaging can ask of a bean, and a bean of a Python server: a
 * table of cases, each with the value on both sides. Bean and contract use the API alone.
 */
@Tag("peers")
class PythonCasesTest {

  private static final Target PYTHON = Target.topic("python_cases");

  private static final BlockingQueue<Object> given = new LinkedBlockingQueue<>();

  private static AdapterFixture fixture;
  private static PythonPeer python;
  private static RpcConnection connection;
  private static RpcClient client;
  private static Cases proxy;

  @BeforeAll
  static void start() throws Exception {
    PythonPeer.requireOslo();
    fixture = AdapterFixture.start();
    RpcActivationSpec spec = new RpcActivationSpec();
    spec.setTopic("java_cases");
    spec.setServer("java1");
    fixture
        .container()
        .activate(spec, fixture.container().endpoints(CasesBean.class, () -> new CasesBean(given)));
    fixture.awaitConsumers("java_cases", 1);
    python = PythonPeer.startCases(fixture.broker().url());
    connection = fixture.connect();
    client = connection.client(PYTHON);
    proxy = connection.proxy(Cases.class, PYTHON);
  }

  @AfterAll
  static void stop() throws Exception {
    if (python != null) {
      connection.close();
      python.close();
      fixture.close();
    }
  }

  @BeforeEach
  void forget() throws Exception {
    given.clear();
    python.run(Map.of("do", "forget"));
  }

  // what is told and asked

  /** What Python's client does, with arguments in its own notation. */
  private static Map<String, Object> call(String method, String kwargs) {
    Map<String, Object> command = new LinkedHashMap<>();
    command.put("do", "call");
    command.put("method", method);
    command.put("kwargs", kwargs);
    command.put("target", Map.of("version", "1.5"));
    return command;
  }

  private static Map<String, Object> with(Map<String, Object> command, String key, Object value) {
    command.put(key, value);
    return command;
  }

  /** Runs a command of Python's whose result is to be this. */
  private static void assertResult(Map<String, Object> command, String expected) throws Exception {
    JsonNode answer = python.run(with(command, "expected", expected));
    assertThat(answer.has("raised")).as("%s", answer).isFalse();
    assertThat(answer.get("result").asText()).isEqualTo(answer.get("expected").asText());
  }

  private static JsonNode raisedBy(Map<String, Object> command) throws Exception {
    JsonNode answer = python.run(command);
    assertThat(answer.has("raised")).as("%s", answer).isTrue();
    return answer;
  }

  private static void assertPythonWasGiven(String expected) throws Exception {
    Map<String, Object> command = new LinkedHashMap<>();
    command.put("do", "heard");
    assertResult(command, expected);
  }

  private static void assertBeanWasGiven(Object expected) throws Exception {
    assertThat(given.poll(30, TimeUnit.SECONDS)).isEqualTo(expected);
  }

  // values of no declared type

  /**
   * A value that is sent as it is.
   *
   * @param name the case's
   * @param python the value in Python's notation
   * @param java the value in Java
   */
  private record Value(String name, String python, Object java) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Value> values() {
    Map<String, Object> withNull = new LinkedHashMap<>();
    withNull.put("a", null);
    withNull.put("", List.of());
    Object deep = 7L;
    for (int i = 0; i < 50; i++) {
      deep = List.of(deep);
    }
    return List.of(
        new Value("null", "None", null),
        new Value("true", "True", true),
        new Value("false", "False", false),
        new Value("zero", "0", 0L),
        new Value("a negative number", "-1", -1L),
        new Value("more than 32 bits", "2**31", 1L << 31),
        new Value("more than a double's digits", "2**53 + 1", (1L << 53) + 1),
        new Value("the largest long", "2**63 - 1", Long.MAX_VALUE),
        new Value("the smallest long", "-2**63", Long.MIN_VALUE),
        new Value("one more than a long", "2**63", BigInteger.ONE.shiftLeft(63)),
        new Value("a big number", "2**64", BigInteger.ONE.shiftLeft(64)),
        new Value("a big negative number", "-2**100", BigInteger.ONE.shiftLeft(100).negate()),
        new Value("a number of 4000 digits", "10**3999", BigInteger.TEN.pow(3999)),
        new Value("a fraction", "0.1", 0.1),
        new Value("a large float", "1.5e300", 1.5e300),
        new Value("a small float", "5e-324", Double.MIN_VALUE),
        new Value("negative zero", "-0.0", -0.0),
        new Value("a whole float", "3.0", 3.0),
        new Value("not a number", "float('nan')", Double.NaN),
        new Value("infinity", "float('inf')", Double.POSITIVE_INFINITY),
        new Value("negative infinity", "float('-inf')", Double.NEGATIVE_INFINITY),
        new Value("empty text", "''", ""),
        new Value("text of Latin letters", "'Gr\\u00fc\\u00dfe'", "Grüße"),
        new Value("text of other scripts", "'\\u4e16\\u754c'", "世界"),
        new Value("an emoji", "'\\U0001f30d'", "🌍"),
        new Value("half of a surrogate pair", "'a\\ud800b'", "a\ud800b"),
        new Value("the other half", "'\\udc00'", "\udc00"),
        new Value("a null character", "'a\\x00b'", "a\0b"),
        new Value("quotes and newlines", "'\"\\'\\\\\\n\\r\\t'", "\"'\\\n\r\t"),
        new Value("line separators", "'\\u2028\\u2029'", "\u2028\u2029"),
        new Value("an empty list", "[]", List.of()),
        new Value("an empty object", "{}", Map.of()),
        new Value("a list of everything", "[1, 'a', None, 1.5]", Arrays.asList(1L, "a", null, 1.5)),
        new Value("an object with null and an empty key", "{'a': None, '': []}", withNull),
        new Value("a key of another script", "{'f\\u00fcnf': 5}", Map.of("fünf", 5L)),
        new Value(
            "a key with half of a surrogate pair", "{'a\\ud800b': 5}", Map.of("a\ud800b", 5L)),
        new Value("fifty levels", "[".repeat(50) + "7" + "]".repeat(50), deep),
        new Value("a megabyte", "'x' * 1000000", "x".repeat(1_000_000)),
        new Value(
            "ten thousand objects",
            "[{'id': 7}] * 10000",
            Collections.nCopies(10_000, Map.of("id", 7L))));
  }

  @ParameterizedTest
  @MethodSource("values")
  void pythonSendsAValueToABean(Value value) throws Exception {
    assertResult(call("echo", "{'value': " + value.python + "}"), value.python);
    assertBeanWasGiven(value.java == null ? "null" : value.java);
  }

  @ParameterizedTest
  @MethodSource("values")
  void aBeanSendsAValueToPython(Value value) throws Exception {
    assertThat(client.request("echo").arg("value", value.java).call()).isEqualTo(value.java);
    assertPythonWasGiven(value.python);
  }

  // values of a declared type

  /**
   * A value that a contract declares.
   *
   * @param name the case's
   * @param method which declares it
   * @param sent what Python sends, in its notation
   * @param python what Python gets, from a bean and for one
   * @param java the value in Java
   * @param call the method of the proxy
   */
  private record Typed(
      String name,
      String method,
      String sent,
      String python,
      Object java,
      Function<Cases, Object> call) {

    static Typed of(
        String name, String method, String python, Object java, Function<Cases, Object> call) {
      return new Typed(name, method, python, python, java, call);
    }

    /** Arrays are equal by what is in them. */
    Object shown(Object value) {
      return value instanceof byte[] bytes
          ? Arrays.toString(bytes)
          : value instanceof int[] ints ? Arrays.toString(ints) : value;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Typed> typed() {
    LocalDateTime moment = LocalDateTime.parse("2024-02-29T12:34:56.789012");
    Instant instant = Instant.parse("2024-02-29T12:34:56.789012Z");
    UUID id = UUID.fromString("6f0c1b1e-6f1d-4d3c-8a52-1f1d6a3f9b10");
    Cases.Point point = new Cases.Point(1, Optional.of(2));
    List<Cases.Point> points = List.of(point, new Cases.Point(3, Optional.empty()));
    Map<String, List<Integer>> table = Map.of("a", List.of(1, 2));
    List<Typed> all = new ArrayList<>();
    all.add(Typed.of("long", "whole", "2**53 + 1", (1L << 53) + 1, c -> c.whole((1L << 53) + 1)));
    all.add(Typed.of("byte", "small", "-128", (byte) -128, c -> c.small((byte) -128)));
    all.add(Typed.of("double", "decimal", "1.1", 1.1, c -> c.decimal(1.1)));
    all.add(
        Typed.of("double of nan", "decimal", "float('nan')", Double.NaN, c -> c.decimal(0.0 / 0)));
    all.add(new Typed("double of int", "decimal", "3", "3.0", 3.0, c -> c.decimal(3)));
    all.add(Typed.of("boolean", "truth", "True", true, c -> c.truth(true)));
    all.add(Typed.of("String", "text", "'\\u00e4'", "ä", c -> c.text("ä")));
    all.add(Typed.of("char", "letter", "'\\u00e4'", 'ä', c -> c.letter('ä')));
    all.add(
        Typed.of(
            "BigInteger",
            "big",
            "2**200",
            BigInteger.ONE.shiftLeft(200),
            c -> c.big(BigInteger.ONE.shiftLeft(200))));
    all.add(
        Typed.of(
            "BigDecimal",
            "exact",
            "0.1",
            new BigDecimal("0.1"),
            c -> c.exact(new BigDecimal("0.1"))));
    all.add(
        Typed.of(
            "byte[]",
            "blob",
            "'AAH+/w=='",
            new byte[] {0, 1, -2, -1},
            c -> c.blob(new byte[] {0, 1, -2, -1})));
    all.add(
        new Typed(
            "LocalDateTime",
            "moment",
            "datetime.datetime(2024, 2, 29, 12, 34, 56, 789012)",
            "'2024-02-29T12:34:56.789012'",
            moment,
            c -> c.moment(moment)));
    all.add(
        Typed.of(
            "Instant",
            "instant",
            "'2024-02-29T12:34:56.789012'",
            instant,
            c -> c.instant(instant)));
    all.add(
        Typed.of(
            "LocalDate",
            "day",
            "'2024-02-29'",
            LocalDate.of(2024, 2, 29),
            c -> c.day(LocalDate.of(2024, 2, 29))));
    all.add(
        Typed.of(
            "Duration",
            "length",
            "'PT1M30S'",
            Duration.ofSeconds(90),
            c -> c.length(Duration.ofSeconds(90))));
    all.add(
        new Typed(
            "UUID",
            "identity",
            "uuid.UUID('" + id + "')",
            "'" + id + "'",
            id,
            c -> c.identity(id)));
    all.add(
        Typed.of(
            "enum",
            "colour",
            "'dark green'",
            Cases.Colour.DARK_GREEN,
            c -> c.colour(Cases.Colour.DARK_GREEN)));
    all.add(Typed.of("record", "point", "{'x': 1, 'y_axis': 2}", point, c -> c.point(point)));
    all.add(
        new Typed(
            "record with more than it knows",
            "point",
            "{'x': 1, 'y_axis': 2, 'z': 3}",
            "{'x': 1, 'y_axis': 2}",
            point,
            c -> c.point(point)));
    all.add(
        Typed.of(
            "list of records",
            "points",
            "[{'x': 1, 'y_axis': 2}, {'x': 3, 'y_axis': None}]",
            points,
            c -> c.points(points)));
    all.add(Typed.of("map of lists", "table", "{'a': [1, 2]}", table, c -> c.table(table)));
    all.add(
        Typed.of("int[]", "numbers", "[1, 2]", new int[] {1, 2}, c -> c.numbers(new int[] {1, 2})));
    all.add(Typed.of("Optional", "maybe", "'x'", Optional.of("x"), c -> c.maybe(Optional.of("x"))));
    all.add(
        new Typed("bytes as text", "anything", "b'abc'", "'abc'", "abc", c -> c.anything("abc")));
    all.add(
        new Typed(
            "tuple and set",
            "anything",
            "(1, {2})",
            "[1, [2]]",
            List.of(1L, List.of(2L)),
            c -> c.anything(List.of(1, List.of(2)))));
    all.add(
        new Typed(
            "keys that are numbers",
            "anything",
            "{1: 'a'}",
            "{'1': 'a'}",
            Map.of("1", "a"),
            c -> c.anything(Map.of(1, "a"))));
    return all;
  }

  @ParameterizedTest
  @MethodSource("typed")
  void pythonSendsWhatAContractDeclares(Typed value) throws Exception {
    assertResult(call(value.method, "{'value': " + value.sent + "}"), value.python);
    assertBeanWasGiven(value.shown(value.java));
  }

  @ParameterizedTest
  @MethodSource("typed")
  void aProxySendsWhatItsContractDeclares(Typed value) throws Exception {
    assertThat(value.shown(value.call.apply(proxy))).isEqualTo(value.shown(value.java));
    assertPythonWasGiven(value.python);
  }

  // what Python's client asks of a bean

  private interface Deed {
    void run() throws Exception;
  }

  private record Case(String name, Deed deed) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Case> ofPythonsClient() {
    return List.of(
        new Case(
            "arguments by name, in any order",
            () -> {
              assertResult(call("subtract", "{'b': 2, 'a': 44}"), "42");
              assertBeanWasGiven(List.of(44L, 2L));
            }),
        new Case(
            "a default that is left out",
            () -> {
              assertResult(call("greet", "{'name': 'Zo\\u00eb'}"), "'Hello Zo\\u00eb'");
              assertBeanWasGiven(List.of("Zoë", Optional.empty()));
            }),
        new Case(
            "a default that is given",
            () -> {
              assertResult(call("greet", "{'name': 'Zoe', 'greeting': 'Hi'}"), "'Hi Zoe'");
              assertBeanWasGiven(List.of("Zoe", Optional.of("Hi")));
            }),
        new Case(
            "None for a default",
            () -> {
              assertResult(call("greet", "{'name': 'Zoe', 'greeting': None}"), "'Hello Zoe'");
              assertBeanWasGiven(List.of("Zoe", Optional.empty()));
            }),
        new Case(
            "**kwargs",
            () -> {
              assertResult(call("keywords", "{'a': 1, 'b': None}"), "{'a': 1, 'b': None}");
              Map<String, Object> expected = new LinkedHashMap<>();
              expected.put("a", 1L);
              expected.put("b", null);
              assertBeanWasGiven(expected);
            }),
        new Case(
            "**kwargs of none",
            () -> {
              assertResult(call("keywords", "{}"), "{}");
              assertBeanWasGiven(Map.of());
            }),
        new Case(
            "**kwargs beside an argument",
            () -> {
              assertResult(call("mixed", "{'first': 'x', 'more': [1]}"), "['x', {'more': [1]}]");
              assertBeanWasGiven(List.of("x", Map.of("more", List.of(1L))));
            }),
        new Case(
            "an argument that is missing",
            () ->
                assertThat(raisedBy(call("subtract", "{'a': 1}")).get("text").asText())
                    .contains("missing argument 'b'")),
        new Case(
            "an argument that nobody knows",
            () ->
                assertThat(raisedBy(call("nothing", "{'a': 1}")).get("raised").asText())
                    .isEqualTo("TypeError")),
        new Case(
            "an argument of another type",
            () ->
                assertThat(raisedBy(call("whole", "{'value': '1'}")).get("raised").asText())
                    .isEqualTo("TypeError")),
        new Case(
            "None for what cannot be null",
            () ->
                assertThat(raisedBy(call("whole", "{'value': None}")).get("raised").asText())
                    .isEqualTo("TypeError")),
        new Case(
            "a result of None",
            () -> {
              assertResult(call("nothing", "{}"), "None");
              assertBeanWasGiven("nothing");
            }),
        new Case(
            "a namespace",
            () ->
                assertResult(
                    with(
                        call("where", "{}"),
                        "target",
                        Map.of("namespace", "control", "version", "2.0")),
                    "'control'")),
        new Case(
            "a method of another namespace",
            () ->
                assertThat(raisedBy(call("where", "{}")).get("type").asText())
                    .isEqualTo("NoSuchMethod")),
        new Case(
            "a namespace that nobody serves",
            () ->
                assertThat(
                        raisedBy(with(call("where", "{}"), "target", Map.of("namespace", "no")))
                            .get("type")
                            .asText())
                    .isEqualTo("UnsupportedVersion")),
        new Case(
            "a lower version",
            () ->
                assertResult(
                    with(call("subtract", "{'a': 1, 'b': 1}"), "target", Map.of("version", "1.0")),
                    "0")),
        new Case(
            "a higher minor version",
            () ->
                assertThat(
                        raisedBy(with(call("nothing", "{}"), "target", Map.of("version", "1.6")))
                            .get("type")
                            .asText())
                    .isEqualTo("UnsupportedVersion")),
        new Case(
            "another major version",
            () ->
                assertThat(
                        raisedBy(with(call("nothing", "{}"), "target", Map.of("version", "2.0")))
                            .get("type")
                            .asText())
                    .isEqualTo("UnsupportedVersion")),
        new Case(
            "a method of another name than in Java",
            () -> assertResult(call("renamed_method", "{}"), "'renamed'")),
        new Case(
            "a method that is not there",
            () ->
                assertThat(raisedBy(call("missing", "{}")).get("type").asText())
                    .isEqualTo("NoSuchMethod")),
        new Case(
            "a method of Object's",
            () ->
                assertThat(raisedBy(call("toString", "{}")).get("type").asText())
                    .isEqualTo("NoSuchMethod")),
        new Case(
            "a version above the cap",
            () ->
                assertThat(
                        raisedBy(with(call("nothing", "{}"), "cap", "1.1")).get("raised").asText())
                    .isEqualTo("RPCVersionCapError")),
        new Case(
            "a version within the cap",
            () -> assertResult(with(call("nothing", "{}"), "cap", "1.5"), "None")),
        new Case(
            "the context",
            () -> {
              Map<String, Object> command =
                  with(
                      call("context", "{}"),
                      "context",
                      Map.of("user_id", "zoë", "roles", List.of("a")));
              assertThat(python.run(command).get("result").asText())
                  .contains("'user_id': 'zoë'", "'roles': ['a']");
              assertBeanWasGiven(Map.of("user_id", "zoë", "roles", List.of("a")));
            }),
        new Case(
            "a cast",
            () -> {
              assertResult(with(call("note", "{'line': 'cast'}"), "do", "cast"), "None");
              assertBeanWasGiven("cast");
            }),
        new Case(
            "a fanout",
            () -> {
              assertResult(
                  with(
                      with(call("tell", "{'line': 'fanout'}"), "do", "cast"),
                      "target",
                      Map.of("fanout", true, "version", "1.5")),
                  "None");
              assertBeanWasGiven("fanout");
            }),
        new Case(
            "one server",
            () -> {
              assertResult(
                  with(call("nothing", "{}"), "target", Map.of("server", "java1")), "None");
              assertBeanWasGiven("nothing");
            }),
        new Case(
            "a failure that both sides know, with keyword arguments",
            () -> {
              JsonNode failure = raisedBy(call("refuse", "{'why': 'no', 'stack_name': 'web'}"));
              assertThat(failure.get("raised").asText()).isEqualTo("Refused_Remote");
              assertThat(failure.get("kwargs").asText()).contains("'stack_name': 'web'");
            }),
        new Case(
            "a failure that nobody expected",
            () -> {
              JsonNode failure = raisedBy(call("fail", "{'text': 'sch\\u00f6n kaputt'}"));
              assertThat(failure.get("raised").asText()).isEqualTo("RemoteError");
              assertThat(failure.get("type").asText()).isEqualTo("IllegalStateException");
              assertThat(failure.get("value").asText()).isEqualTo("schön kaputt");
            }),
        new Case(
            "an answer that comes later",
            () -> {
              assertResult(call("later", "{'text': 'soon'}"), "'soon'");
              assertBeanWasGiven("soon");
            }),
        new Case(
            "a call monitor",
            () ->
                assertResult(
                    with(with(call("slow", "{'millis': 3000}"), "monitor", 2), "timeout", 60),
                    "'done'")),
        new Case(
            "a timeout",
            () ->
                assertThat(
                        raisedBy(with(call("slow", "{'millis': 2000}"), "timeout", 1))
                            .get("raised")
                            .asText())
                    .isEqualTo("MessagingTimeout")));
  }

  @ParameterizedTest
  @MethodSource("ofPythonsClient")
  void pythonsClientAsksABean(Case one) throws Exception {
    one.deed.run();
  }

  // what a Java client asks of Python's server

  private static void assertFailure(Deed deed, String type) {
    assertThatThrownBy(deed::run)
        .isInstanceOfSatisfying(
            RemoteErrorException.class, e -> assertThat(e.remoteClass()).isEqualTo(type));
  }

  private static List<Case> ofJavasClient() {
    return List.of(
        new Case(
            "arguments by name",
            () -> {
              assertThat(proxy.subtract(44, 2)).isEqualTo(42);
              assertPythonWasGiven("(44, 2)");
            }),
        new Case(
            "a default that is left out",
            () -> {
              assertThat(proxy.greet("Zoë", Optional.empty())).isEqualTo("Hello Zoë");
              assertPythonWasGiven("('Zo\\u00eb', 'Hello')");
            }),
        new Case(
            "a default that is given",
            () -> {
              assertThat(proxy.greet("Zoe", Optional.of("Hi"))).isEqualTo("Hi Zoe");
              assertPythonWasGiven("('Zoe', 'Hi')");
            }),
        new Case(
            "**kwargs",
            () -> {
              assertThat(proxy.keywords(Map.of("a", 1))).isEqualTo(Map.of("a", 1L));
              assertPythonWasGiven("{'a': 1}");
            }),
        new Case(
            "**kwargs with None",
            () -> {
              client.request("keywords").arg("a", null).call();
              assertPythonWasGiven("{'a': None}");
            }),
        new Case(
            "**kwargs beside an argument",
            () -> {
              assertThat(proxy.mixed("x", Map.of("more", List.of(1))))
                  .isEqualTo(List.of("x", Map.of("more", List.of(1L))));
              assertPythonWasGiven("('x', {'more': [1]})");
            }),
        new Case(
            "an argument that is missing",
            () -> assertFailure(() -> client.request("subtract").arg("a", 1).call(), "TypeError")),
        new Case(
            "a result of None",
            () -> {
              proxy.nothing();
              assertPythonWasGiven("'nothing'");
            }),
        new Case(
            "a namespace",
            () ->
                assertThat(connection.proxy(Cases.Control.class, PYTHON).where())
                    .isEqualTo("control")),
        new Case(
            "a method of another namespace",
            () -> assertFailure(() -> client.request("where").call(), "NoSuchMethod")),
        new Case(
            "a higher minor version",
            () ->
                assertFailure(
                    () -> connection.client(PYTHON.version("1.6")).request("nothing").call(),
                    "UnsupportedVersion")),
        new Case(
            "a lower version",
            () ->
                assertThat(
                        connection
                            .client(PYTHON.version("1.0"))
                            .request("later")
                            .arg("text", "x")
                            .call())
                    .isEqualTo("x")),
        new Case("a method's own version", () -> assertThat(proxy.renamed()).isEqualTo("renamed")),
        new Case(
            "a version above the cap",
            () ->
                assertThatThrownBy(
                        () ->
                            client
                                .with(CallOptions.none().withVersionCap("1.1"))
                                .proxy(Cases.class)
                                .nothing())
                    .isInstanceOf(VersionCapException.class)),
        new Case(
            "a method that is hidden",
            () -> assertFailure(() -> client.request("_hidden").call(), "NoSuchMethod")),
        new Case(
            "the context",
            () -> {
              RpcClient known =
                  client.with(
                      CallOptions.none()
                          .withContext(
                              RequestContext.of(Map.of("user_id", "zoë", "roles", List.of("a")))));
              Map<String, Object> seen = known.proxy(Cases.class).context();
              assertThat(seen).containsEntry("user_id", "zoë").containsEntry("roles", List.of("a"));
            }),
        new Case(
            "a cast",
            () -> {
              proxy.note("cast");
              assertPythonWasGiven("'cast'");
            }),
        new Case(
            "a fanout",
            () -> {
              proxy.tell("fanout");
              assertPythonWasGiven("'fanout'");
            }),
        new Case(
            "one server",
            () -> {
              connection.client(PYTHON.server("py1")).request("nothing").call();
              assertPythonWasGiven("'nothing'");
            }),
        new Case(
            "a failure that both sides know, with keyword arguments",
            () ->
                assertThatThrownBy(() -> proxy.refuse("no", "web"))
                    .isInstanceOfSatisfying(
                        Cases.Refused.class, e -> assertThat(e.stackName()).isEqualTo("web"))
                    .hasMessageContaining("no")),
        new Case(
            "a failure that Python expects, with its arguments",
            () ->
                assertThatThrownBy(() -> client.request("expected").arg("key", "k").call())
                    .isInstanceOfSatisfying(
                        RemoteErrorException.class,
                        e -> {
                          assertThat(e.remoteClass()).isEqualTo("KeyError");
                          assertThat(e.remoteArgs()).containsExactly("k", 42L);
                        })),
        new Case(
            "a failure that nobody expected",
            () ->
                assertThatThrownBy(() -> proxy.fail("schön kaputt"))
                    .isInstanceOfSatisfying(
                        RemoteErrorException.class,
                        e -> {
                          assertThat(e.remoteClass()).isEqualTo("ValueError");
                          assertThat(e.remoteArgs()).containsExactly("schön kaputt", 42L);
                          assertThat(e.remoteTraceback()).contains("cases_peer.py");
                        })),
        new Case(
            "an answer that comes later",
            () ->
                assertThat(proxy.later("soon").toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .isEqualTo("soon")),
        new Case(
            "a call monitor",
            () ->
                assertThat(
                        client
                            .with(CallOptions.none().withCallMonitor(Duration.ofSeconds(2)))
                            .proxy(Cases.class)
                            .slow(3000))
                    .isEqualTo("done")),
        new Case(
            "a timeout",
            () ->
                assertThatThrownBy(
                        () ->
                            client
                                .with(CallOptions.timeout(Duration.ofMillis(300)))
                                .proxy(Cases.class)
                                .slow(1000))
                    .isInstanceOf(MessagingTimeoutException.class)));
  }

  @ParameterizedTest
  @MethodSource("ofJavasClient")
  void aJavaClientAsksPython(Case one) throws Exception {
    one.deed.run();
  }

  @Test
  void thereAreAsManyCasesAsPythonsOwnClientHas() {
    assertThat(values().size() + typed().size() + ofPythonsClient().size())
        .isGreaterThanOrEqualTo(67);
  }
}
