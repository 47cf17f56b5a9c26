package org.rarebit.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.ConnectionLostException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcInvocation.Kind;
import org.rarebit.api.RpcInvocation.Side;
import org.rarebit.api.Target;
import org.rarebit.api.UndeliveredMessage;

/** What is counted and measured. */
class MetricsTest {

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

  private static MetricData metric(Collection<MetricData> metrics, String name) {
    return metrics.stream()
        .filter(metric -> metric.getName().equals(name))
        .findAny()
        .orElseThrow(() -> new AssertionError(name + " is not in " + metrics));
  }

  private static HistogramPointData histogram(
      Collection<MetricData> metrics, String name, AttributeKey<String> key, String value) {
    return metric(metrics, name).getHistogramData().getPoints().stream()
        .filter(point -> value.equals(point.getAttributes().get(key)))
        .findAny()
        .orElseThrow(() -> new AssertionError(value + " is not in " + metrics));
  }

  @Test
  void durationsAreMeasuredInSeconds() {
    shop.counter().request("buy").arg("id", 7).call();
    shop.counter().request("buy").arg("id", 8).call();
    shop.awaitQuiet();

    Collection<MetricData> metrics = recorder.metrics();
    for (String name : List.of(Names.RPC_CLIENT_CALL_DURATION, Names.RPC_SERVER_CALL_DURATION)) {
      HistogramPointData buys = histogram(metrics, name, Names.RPC_METHOD, "counter/buy");
      assertThat(metric(metrics, name).getUnit()).isEqualTo("s");
      assertThat(buys.getCount()).isEqualTo(2);
      assertThat(buys.getSum()).isBetween(0.0, 60.0);
      assertThat(buys.getBoundaries()).isEqualTo(Names.BUCKETS);
      assertThat(buys.getAttributes().get(Names.ERROR_TYPE)).isNull();
    }
    for (String name :
        List.of(Names.MESSAGING_CLIENT_OPERATION_DURATION, Names.MESSAGING_PROCESS_DURATION)) {
      for (String topic : List.of("store", "notifications")) {
        assertThat(histogram(metrics, name, Names.MESSAGING_DESTINATION_NAME, topic).getCount())
            .isEqualTo(2);
      }
    }
  }

  @Test
  void failuresAreMeasuredByTheirClasses() {
    assertThatThrownBy(() -> shop.counter().request("fail").arg("text", "oops").call())
        .isInstanceOf(RemoteErrorException.class);

    Collection<MetricData> metrics = recorder.metrics();
    assertThat(
            histogram(
                    metrics,
                    Names.RPC_CLIENT_CALL_DURATION,
                    Names.ERROR_TYPE,
                    RemoteErrorException.class.getName())
                .getCount())
        .isEqualTo(1);
    assertThat(
            histogram(
                    metrics,
                    Names.RPC_SERVER_CALL_DURATION,
                    Names.ERROR_TYPE,
                    IllegalStateException.class.getName())
                .getCount())
        .isEqualTo(1);
  }

  @Test
  void whatIsInFlightIsCounted() {
    CompletableFuture<Object> call = shop.store().request("later").callAsync();
    Collection<MetricData> during = recorder.metrics();
    shop.answer.complete("now");
    call.join();
    shop.awaitQuiet();
    Collection<MetricData> after = recorder.metrics();

    assertThat(inFlight(during, Side.SENDING)).isEqualTo(1);
    assertThat(inFlight(after, Side.SENDING)).isEqualTo(-1); // the change
    assertThat(inFlight(during, Side.SERVING) + inFlight(after, Side.SERVING)).isZero();
  }

  private static long inFlight(Collection<MetricData> metrics, Side side) {
    return metric(metrics, Names.IN_FLIGHT).getLongSumData().getPoints().stream()
        .filter(point -> Names.word(side).equals(point.getAttributes().get(Names.SIDE)))
        .mapToLong(LongPointData::getValue)
        .sum();
  }

  @Test
  void messagesThatCameAreCountedAndThoseThatCameAgain() {
    RpcInvocation.of(
            Side.SERVING,
            Kind.NOTIFICATION,
            Target.topic("notifications"),
            "invoice.created",
            Map.of(),
            CallOptions.none())
        .withNotifications(
            List.of(
                new Heard(Map.of(), true), new Heard(Map.of(), false), new Heard(Map.of(), true)))
        .through(
            List.of(new OpenTelemetryInterceptor(recorder.telemetry)),
            invocation -> CompletableFuture.completedFuture(null))
        .toCompletableFuture()
        .join();

    Collection<MetricData> metrics = recorder.metrics();
    assertThat(sum(metrics, Names.MESSAGING_CLIENT_CONSUMED_MESSAGES)).isEqualTo(3);
    assertThat(sum(metrics, Names.REDELIVERED_MESSAGES)).isEqualTo(2);
  }

  private static long sum(Collection<MetricData> metrics, String name) {
    return metric(metrics, name).getLongSumData().getPoints().stream()
        .mapToLong(LongPointData::getValue)
        .sum();
  }

  private static RpcInvocation cast(String topic) {
    return RpcInvocation.of(
        Side.SENDING, Kind.CAST, Target.topic(topic), "m", Map.of(), CallOptions.none());
  }

  @Test
  void whatIsSaidOfAMethodIsMadeOnceUnlessTopicsAreMadeUp() {
    Instruments instruments = new Instruments(recorder.telemetry);
    Operation first = instruments.operation(cast("first"));
    for (int i = 0; i < 2000; i++) {
      assertThat(instruments.operation(cast("topic" + i)).spanName()).isEqualTo("send topic" + i);
    }

    assertThat(instruments.operation(cast("first"))).isSameAs(first);
    assertThat(instruments.operation(cast("topic1999")))
        .isNotSameAs(instruments.operation(cast("topic1999")));
  }

  @Test
  void whatDidNotLeaveIsCounted() {
    new OpenTelemetryUndeliveredListener().undelivered(new Lost());
    new OpenTelemetryUndeliveredListener(recorder.telemetry).undelivered(new Lost());

    Collection<LongPointData> points =
        metric(recorder.metrics(), Names.UNDELIVERED_MESSAGES).getLongSumData().getPoints();
    assertThat(points).hasSize(1).extracting(LongPointData::getValue).containsExactly(2L);
    assertThat(points)
        .extracting(LongPointData::getAttributes)
        .containsExactly(
            Attributes.of(
                Names.MESSAGING_SYSTEM, "rabbitmq",
                Names.MESSAGING_DESTINATION_NAME, "store",
                Names.KIND, "cast",
                Names.ERROR_TYPE, ConnectionLostException.class.getName()));
  }

  /** A cast that was lost. */
  private record Lost() implements UndeliveredMessage {
    @Override
    public Kind kind() {
      return Kind.CAST;
    }

    @Override
    public Target target() {
      return Target.topic("store");
    }

    @Override
    public String method() {
      return "note";
    }

    @Override
    public Map<String, ?> args() {
      return Map.of("text", "secret");
    }

    @Override
    public RequestContext context() {
      return RequestContext.empty();
    }

    @Override
    public Map<String, String> headers() {
      return Map.of();
    }

    @Override
    public String uniqueId() {
      return "1";
    }

    @Override
    public @Nullable String messageId() {
      return null;
    }

    @Override
    public MessagingException reason() {
      return new ConnectionLostException("the broker went away", MayHaveRun.NO, null);
    }
  }
}
