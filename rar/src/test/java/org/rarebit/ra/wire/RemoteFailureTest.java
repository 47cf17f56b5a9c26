package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.RemoteErrorException;

class RemoteFailureTest {

  static final class QuotaException extends Exception {
    private static final long serialVersionUID = 1L;

    QuotaException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  @Test
  void exceptionOfJavaTravelsWithClassPackageTextAndStack() {
    RemoteFailure failure =
        RemoteFailure.of(new QuotaException("full\u00e9", new IllegalStateException("disk")));

    assertThat(failure.className()).isEqualTo("QuotaException");
    assertThat(failure.module()).isEqualTo("org.rarebit.ra.wire");
    assertThat(failure.message()).isEqualTo("full\u00e9");
    assertThat(failure.args()).containsExactly("full\u00e9");
    assertThat(failure.kwargs()).isEmpty();
    assertThat(failure.traceback()).allMatch(line -> line.endsWith("\n"));
    assertThat(failure.traceback().get(0)).isEqualTo("Traceback (Java, most recent call first):\n");
    assertThat(failure.traceback().get(1)).endsWith("QuotaException: full\u00e9\n");
    assertThat(failure.traceback().get(2))
        .startsWith("    at org.rarebit.ra.wire.RemoteFailureTest");
    assertThat(failure.traceback()).contains("Caused by: java.lang.IllegalStateException: disk\n");
  }

  @Test
  void exceptionWithoutTextHasNoArguments() {
    RemoteFailure failure = RemoteFailure.of(new IllegalStateException());

    assertThat(failure.message()).isEmpty();
    assertThat(failure.args()).isEmpty();
  }

  @Test
  void anonymousExceptionHasTheNameOfItsSuperclass() {
    RemoteFailure failure =
        RemoteFailure.of(
            new IllegalStateException("x") {
              private static final long serialVersionUID = 1L;
            });

    assertThat(failure.className()).isEqualTo("IllegalStateException");
    assertThat(failure.module()).isEqualTo("java.lang");
  }

  @Test
  void stackIsBoundedHoweverDeepAndHoweverLongItsTexts() {
    Throwable deep = new StackOverflowError("x".repeat(100_000));
    StackTraceElement[] frames = new StackTraceElement[10_000];
    Arrays.fill(frames, new StackTraceElement("C", "m", "C.java", 1));
    deep.setStackTrace(frames);
    Throwable thrown = deep;
    for (int i = 0; i < 20; i++) {
      thrown = new IllegalStateException("again", thrown);
      thrown.setStackTrace(frames);
    }

    List<String> traceback = RemoteFailure.of(thrown).traceback();

    assertThat(traceback).hasSize(200).allMatch(line -> line.length() < 1100);
    assertThat(RemoteFailure.of(deep).traceback()).contains("    ... 9950 more\n");
  }

  @Test
  void exceptionsThatCauseEachOtherEnd() {
    Exception first = new Exception("chicken");
    Exception second = new Exception("egg", first);
    first.initCause(second);

    assertThat(RemoteFailure.of(first).traceback())
        .filteredOn(l -> l.contains("chicken"))
        .hasSize(1);
  }

  @Test
  void remoteErrorThatIsThrownOnKeepsItsOrigin() {
    RemoteErrorException remote =
        new RemoteErrorException(
            "WidgetError",
            "app.endpoints",
            "widget broke",
            Arrays.asList("widget broke", null),
            Map.of("code", 7L),
            "Traceback:\n  File x\n    code\napp.WidgetError: widget broke\n");

    RemoteFailure failure = RemoteFailure.of(remote);

    assertThat(failure.className()).isEqualTo("WidgetError");
    assertThat(failure.module()).isEqualTo("app.endpoints");
    assertThat(failure.message()).isEqualTo("widget broke");
    assertThat(failure.args()).containsExactly("widget broke", null);
    assertThat(failure.kwargs()).isEqualTo(Map.of("code", 7L));
    assertThat(failure.traceback()).hasSize(4).allMatch(line -> line.endsWith("\n"));
    assertThat(failure.toException().remoteTraceback()).isEqualTo(remote.remoteTraceback());
  }

  @Test
  void remoteErrorWithoutTraceHasNoLines() {
    RemoteErrorException remote = new RemoteErrorException("A", "m", "x", List.of(), Map.of(), "");

    assertThat(RemoteFailure.of(remote).traceback()).isEmpty();
  }

  @Test
  void suffixOfPythonsRemoteExceptionsIsTakenOff() {
    assertThat(failure("ValueError_Remote", "nova.exception_Remote"))
        .isEqualTo(failure("ValueError", "nova.exception"));
    assertThat(failure("My_Remote", "app").className()).isEqualTo("My_Remote");
  }

  @Test
  void failuresOfTheDispatcherAreOslos() {
    assertThat(RemoteFailure.noSuchMethod("nope").message())
        .isEqualTo("Endpoint does not support RPC method nope");
    assertThat(RemoteFailure.unsupportedVersion(null, "m").message())
        .isEqualTo("Endpoint does not support RPC version None. Attempted method: m");
    assertThat(RemoteFailure.noSuchMethod("nope").module())
        .isEqualTo(RemoteFailure.unsupportedVersion("2.9", "m").module())
        .isEqualTo("oslo_messaging.rpc.dispatcher");
    assertThat(RemoteFailure.typeError("x").toException())
        .hasMessage("TypeError: x")
        .extracting(RemoteErrorException::remoteModule)
        .isEqualTo("builtins");
    assertThat(RemoteFailure.valueError("x").className()).isEqualTo("ValueError");
    assertThat(RemoteFailure.attributeError("x").className()).isEqualTo("AttributeError");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "\"\"", "false", "0", "0.0", "[]", "{}"}) // what is false to Python
  void replyMayHaveNoFailureInManyWays(String failure) throws Exception {
    assertThat(decodeFailure(failure)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"oops\"", "\"[1]\"", "\"{\"", "5", "[1]", "true", "\"  \""})
  void failureThatCannotBeReadIsAFailureStill(String failure) throws Exception {
    RemoteFailure read = decodeFailure(failure);

    assertThat(read.message()).startsWith("unreadable failure: ");
    assertThat(read.toException().remoteClass()).isEmpty();
  }

  @Test
  void fieldsOfAFailureMayBeAbsentOrOfOddTypes() throws Exception {
    assertThat(decodeFailure("{\"message\": 5}").message()).isEqualTo("5");
    assertThat(decodeFailure("{\"tb\": \"line\\n\", \"args\": 1, \"kwargs\": []}"))
        .isEqualTo(new RemoteFailure("", "", "", List.of("line\n"), List.of(), Map.of()));
  }

  @Test
  void resultThatIsNoJsonIsAnErrorOfTheServer() {
    assertThatThrownBy(() -> ReplyCodec.encode(Reply.returned("m", List.of(new Object()))))
        .hasMessageStartingWith("The result at [0] cannot be written as JSON: ");
  }

  @Test
  void failureHidesTheResult() throws Exception {
    RemoteFailure failure = RemoteFailure.valueError("x");

    Reply<?> reply =
        ReplyCodec.decode(
            body(ReplyCodec.encode(new Reply<>(5, failure, true, "m", "u"))), Limits.DEFAULT);

    assertThat(reply.failure()).isEqualTo(failure);
    assertThat(reply).hasToString("failure msg_id=m unique_id=u");
  }

  @Test
  void heartbeatIsToldFromAnswers() throws Exception {
    assertThat(Reply.heartbeat("m").isHeartbeat()).isTrue();
    assertThat(ReplyCodec.decode(body(ReplyCodec.encode(Reply.heartbeat("m"))), Limits.DEFAULT))
        .matches(Reply::isHeartbeat);
    assertThat(Reply.returned("m", null).isHeartbeat()).isFalse();
    assertThat(Reply.failed("m", RemoteFailure.valueError("x")).isHeartbeat()).isFalse();
    assertThat(new Reply<>(5, null, false, "m", "u").isHeartbeat()).isFalse();
  }

  @Test
  void replyWithoutIdIsMalformed() {
    assertThatThrownBy(
            () ->
                ReplyCodec.decode(
                    body("{\"result\": 1}".getBytes(StandardCharsets.UTF_8)), Limits.DEFAULT))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("The reply has no _msg_id.");
  }

  private static RemoteFailure failure(String className, String module) {
    return new RemoteFailure(className, module, "", List.of(), List.of(), Map.of());
  }

  private static RemoteFailure decodeFailure(String failure) throws Exception {
    String reply = "{\"_msg_id\": \"m\", \"result\": 1, \"ending\": true, \"failure\": %s}";
    return ReplyCodec.decode(
            body(reply.formatted(failure).getBytes(StandardCharsets.UTF_8)), Limits.DEFAULT)
        .failure();
  }

  private static Body body(byte[] bytes) {
    return new Body(bytes, Body.CONTENT_TYPE, null);
  }
}
