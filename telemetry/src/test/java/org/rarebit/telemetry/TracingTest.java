package org.rarebit.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcInvocation.Kind;
import org.rarebit.api.RpcInvocation.Side;
import org.rarebit.api.Target;

/** Spans, by the service file of the jar alone. */
class TracingTest {

  private static final String SECRET = "t0p-s3cret";
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final Recorder recorder = Recorder.global();
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop();
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aRequestAndAllThatItCausesAreOneTrace() {
    assertThat(shop.counter().request("buy").arg("id", 7).call()).isEqualTo(6L);
    shop.awaitQuiet();

    SpanData call = recorder.span(SpanKind.CLIENT, "counter/buy");
    SpanData served = recorder.span(SpanKind.SERVER, "counter/buy");
    SpanData nested = recorder.span(SpanKind.CLIENT, "store/take");
    SpanData nestedServed = recorder.span(SpanKind.SERVER, "store/take");
    SpanData cast = recorder.span(SpanKind.PRODUCER, "send store");
    SpanData castServed = recorder.span(SpanKind.CONSUMER, "process store");
    SpanData told = recorder.span(SpanKind.PRODUCER, "send notifications");
    SpanData heard = recorder.span(SpanKind.CONSUMER, "process notifications");

    assertThat(call.getParentSpanContext().isValid()).isFalse();
    assertChild(served, call);
    assertChild(nested, served);
    assertChild(nestedServed, nested);
    assertChild(cast, served);
    assertChild(castServed, cast);
    assertChild(told, served);
    assertChild(heard, told);
    assertThat(recorder.spans())
        .hasSize(8)
        .allMatch(span -> span.getTraceId().equals(call.getTraceId()))
        .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.UNSET);
  }

  private static void assertChild(SpanData child, SpanData parent) {
    assertThat(child.getParentSpanId()).as(child.getName()).isEqualTo(parent.getSpanId());
  }

  @Test
  void spansHaveTheAttributesOfTheConventions() {
    shop.counter().request("buy").arg("id", 7).call();
    shop.awaitQuiet();

    assertThat(recorder.span(SpanKind.SERVER, "counter/buy").getAttributes().asMap())
        .isEqualTo(
            Map.of(
                Names.RPC_SYSTEM_NAME, "oslo_messaging",
                Names.RPC_METHOD, "counter/buy",
                Names.KIND, "call"));
    assertThat(recorder.span(SpanKind.PRODUCER, "send store").getAttributes().asMap())
        .isEqualTo(
            Map.of(
                Names.MESSAGING_SYSTEM, "rabbitmq",
                Names.MESSAGING_DESTINATION_NAME, "store",
                Names.MESSAGING_OPERATION_NAME, "send",
                Names.MESSAGING_OPERATION_TYPE, "send",
                Names.RPC_METHOD, "store/note",
                Names.KIND, "cast"));
    assertThat(recorder.span(SpanKind.CONSUMER, "process notifications").getAttributes().asMap())
        .isEqualTo(
            Map.of(
                Names.MESSAGING_SYSTEM, "rabbitmq",
                Names.MESSAGING_DESTINATION_NAME, "notifications",
                Names.MESSAGING_OPERATION_NAME, "process",
                Names.MESSAGING_OPERATION_TYPE, "process",
                Names.EVENT_TYPE, "sold",
                Names.KIND, "notification"));
  }

  @Test
  void failuresAreToldByTheirClasses() {
    assertThatThrownBy(() -> shop.counter().request("fail").arg("text", "oops").call())
        .isInstanceOf(RemoteErrorException.class);

    SpanData call = recorder.span(SpanKind.CLIENT, "counter/fail");
    assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(Recorder.attribute(call, Names.ERROR_TYPE))
        .isEqualTo(RemoteErrorException.class.getName());
    assertThat(Recorder.attribute(call, Names.REMOTE_CLASS)).isEqualTo("IllegalStateException");
    SpanData served = recorder.span(SpanKind.SERVER, "counter/fail");
    assertThat(served.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(Recorder.attribute(served, Names.ERROR_TYPE))
        .isEqualTo(IllegalStateException.class.getName());
  }

  @Test
  void noValueOfAMessageIsWritten() {
    RpcClient client =
        shop.counter()
            .with(
                CallOptions.none()
                    .withContext(RequestContext.of(Map.of("auth_token", SECRET)))
                    .withHeader("token", SECRET));
    assertThatThrownBy(() -> client.request("fail").arg("text", SECRET).call())
        .hasMessageContaining(SECRET);
    assertThatThrownBy(() -> client.request("buy").arg("id", SECRET).call())
        .isInstanceOf(RemoteErrorException.class);
    shop.store().request("note").arg("text", SECRET).cast();
    shop.rpc.notifier(SECRET).info("sold", Map.of(SECRET, SECRET));
    shop.awaitQuiet();

    assertThat(recorder.spans()).hasSize(8);
    assertThat(recorder.spans().toString()).doesNotContain(SECRET).doesNotContain("auth_token");
    assertThat(recorder.metrics().toString())
        .contains(Names.RPC_SERVER_CALL_DURATION)
        .doesNotContain(SECRET)
        .doesNotContain("auth_token");
  }

  @Test
  @SuppressWarnings("try") // the scope is there to be closed
  void baggageTravels() {
    try (Scope ignored = Baggage.builder().put("tenant", "t1").build().makeCurrent()) {
      shop.counter().request("buy").arg("id", 7).call();
    }

    assertThat(shop.baggage).extracting(each -> each.getEntryValue("tenant")).containsExactly("t1");
  }

  @Test
  void theSpanOfACallLastsUntilItsAnswer() throws Exception {
    CompletableFuture<Object> call = shop.store().request("later").callAsync();
    assertThat(recorder.spans()).isEmpty();

    shop.answer.complete("now");
    assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo("now");
    shop.awaitQuiet();

    assertThat(recorder.span(SpanKind.CLIENT, "store/later").hasEnded()).isTrue();
    assertThat(recorder.span(SpanKind.SERVER, "store/later").hasEnded()).isTrue();
  }

  @Test
  void theSpanOfACallThatIsCancelledEnds() {
    CompletableFuture<Object> call = shop.store().request("later").callAsync();

    call.cancel(true);

    SpanData span = recorder.span(SpanKind.CLIENT, "store/later");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(Recorder.attribute(span, Names.ERROR_TYPE))
        .isEqualTo(CancellationException.class.getName());
    shop.answer.complete("nobody waits");
  }

  @Test
  void whatIsHeardTogetherIsOneSpanWithLinksToEach() {
    RpcInvocation batch =
        RpcInvocation.of(
                Side.SERVING,
                Kind.NOTIFICATION,
                Target.topic("notifications"),
                "invoice.created",
                Map.of(),
                CallOptions.none())
            .withNotifications(
                List.of(
                    heard("00f067aa0ba902b7"),
                    new Heard(Map.of(), true),
                    heard("00f067aa0ba902b8")));
    SpanContext[] current = new SpanContext[1];

    batch
        .through(
            List.of(new OpenTelemetryInterceptor(recorder.telemetry)),
            invocation -> {
              current[0] = Span.current().getSpanContext();
              return CompletableFuture.completedFuture(null);
            })
        .toCompletableFuture()
        .join();

    SpanData span = recorder.span(SpanKind.CONSUMER, "process notifications");
    assertThat(span.getSpanContext()).isEqualTo(current[0]);
    assertThat(span.getTraceId()).isNotEqualTo(TRACE);
    assertThat(span.getParentSpanContext().isValid()).isFalse();
    assertThat(span.getLinks())
        .extracting(LinkData::getSpanContext)
        .extracting(SpanContext::getTraceId, SpanContext::getSpanId)
        .containsExactly(tuple(TRACE, "00f067aa0ba902b7"), tuple(TRACE, "00f067aa0ba902b8"));
    assertThat(Recorder.attribute(span, Names.MESSAGING_BATCH_MESSAGE_COUNT)).isEqualTo(3);
    assertThat(Recorder.attribute(span, Names.REDELIVERED)).isTrue();
    assertThat(Span.current().getSpanContext().isValid()).isFalse(); // nothing is left behind
  }

  private static Heard heard(String span) {
    return new Heard(Map.of("traceparent", "00-" + TRACE + "-" + span + "-01"), false);
  }

  @Test
  @SuppressWarnings("try") // the scope is there to be closed
  void aMessageWithoutATraceIsNobodysChild() {
    Span before = recorder.telemetry.getTracer("test").spanBuilder("before").startSpan();
    try (Scope ignored = Context.root().with(before).makeCurrent()) {
      RpcInvocation.of(
              Side.SERVING, Kind.CALL, Target.topic("t"), "m", Map.of(), CallOptions.none())
          .through(
              List.of(new OpenTelemetryInterceptor(recorder.telemetry)),
              invocation -> CompletableFuture.completedFuture(1))
          .toCompletableFuture()
          .join();
    }
    before.end();

    assertThat(recorder.span(SpanKind.SERVER, "t/m").getParentSpanContext().isValid()).isFalse();
  }

  @Test
  void aMessageWithoutRoomForTheTraceIsSentWithoutIt() {
    CallOptions full = CallOptions.none();
    for (int i = 0; i < 64; i++) {
      full = full.withHeader("h" + i, "v");
    }

    assertThat(shop.counter().with(full).request("buy").arg("id", 7).call()).isEqualTo(6L);
    shop.awaitQuiet();

    assertThat(recorder.span(SpanKind.SERVER, "counter/buy").getTraceId())
        .isNotEqualTo(recorder.span(SpanKind.CLIENT, "counter/buy").getTraceId());
  }
}
