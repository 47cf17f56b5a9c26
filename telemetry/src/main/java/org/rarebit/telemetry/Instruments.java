package org.rarebit.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcInvocation.Kind;
import org.rarebit.api.RpcInvocation.Side;

/** What one OpenTelemetry gave to write to. Immutable and thread-safe. */
final class Instruments {

  final Tracer tracer;
  final TextMapPropagator propagator;

  /** Whether anybody reads the metrics. */
  final boolean measure;

  final LongCounter consumed;
  final LongCounter redelivered;
  final LongCounter undelivered;
  private final LongUpDownCounter inFlight;
  private final DoubleHistogram clientCalls;
  private final DoubleHistogram serverCalls;
  private final DoubleHistogram sent;
  private final DoubleHistogram processed;
  private final Map<Kind, Attributes> sendingByKind;
  private final Map<Kind, Attributes> servingByKind;
  private final boolean off;

  Instruments(OpenTelemetry telemetry) {
    tracer =
        telemetry.getTracerProvider().tracerBuilder(Names.SCOPE).setSchemaUrl(Names.SCHEMA).build();
    propagator = telemetry.getPropagators().getTextMapPropagator();
    Meter meter =
        telemetry.getMeterProvider().meterBuilder(Names.SCOPE).setSchemaUrl(Names.SCHEMA).build();
    measure = meter.getClass() != OpenTelemetry.noop().getMeter(Names.SCOPE).getClass();
    off =
        !measure
            && tracer.getClass() == OpenTelemetry.noop().getTracer(Names.SCOPE).getClass()
            && propagator == TextMapPropagator.noop();
    clientCalls = duration(meter, Names.RPC_CLIENT_CALL_DURATION, "Calls, until their answer.");
    serverCalls = duration(meter, Names.RPC_SERVER_CALL_DURATION, "Calls that were served.");
    sent =
        duration(
            meter,
            Names.MESSAGING_CLIENT_OPERATION_DURATION,
            "Sending of casts, fanouts and notifications.");
    processed =
        duration(
            meter,
            Names.MESSAGING_PROCESS_DURATION,
            "Casts and notifications that were processed.");
    consumed =
        counter(
            meter,
            Names.MESSAGING_CLIENT_CONSUMED_MESSAGES,
            "Casts and notifications that were given to the application.");
    redelivered =
        counter(
            meter, Names.REDELIVERED_MESSAGES, "Messages that the broker has delivered before.");
    undelivered =
        counter(
            meter,
            Names.UNDELIVERED_MESSAGES,
            "Messages of committed transactions that did not leave.");
    inFlight =
        meter
            .upDownCounterBuilder(Names.IN_FLIGHT)
            .setUnit("{invocation}")
            .setDescription("What is being sent or served.")
            .build();
    sendingByKind = byKind(Side.SENDING);
    servingByKind = byKind(Side.SERVING);
  }

  private static Map<Kind, Attributes> byKind(Side side) {
    Map<Kind, Attributes> byKind = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      byKind.put(kind, Attributes.of(Names.SIDE, word(side), Names.KIND, word(kind)));
    }
    return byKind;
  }

  private static DoubleHistogram duration(Meter meter, String name, String description) {
    return meter
        .histogramBuilder(name)
        .setUnit("s")
        .setDescription(description)
        .setExplicitBucketBoundariesAdvice(Names.BUCKETS)
        .build();
  }

  private static LongCounter counter(Meter meter, String name, String description) {
    return meter.counterBuilder(name).setUnit("{message}").setDescription(description).build();
  }

  /** How a value of ours is written. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Whether all that is written goes nowhere: no SDK, or a disabled one. */
  boolean areOff() {
    return off;
  }

  /** Counts up or down what is in flight. */
  void addInFlight(long change, RpcInvocation invocation, Context context) {
    Map<Kind, Attributes> byKind =
        invocation.side() == Side.SENDING ? sendingByKind : servingByKind;
    inFlight.add(change, byKind.getOrDefault(invocation.kind(), Attributes.empty()), context);
  }

  DoubleHistogram durations(RpcInvocation invocation) {
    boolean sending = invocation.side() == Side.SENDING;
    return invocation.kind() == Kind.CALL
        ? sending ? clientCalls : serverCalls
        : sending ? sent : processed;
  }
}
