package org.rarebit.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rarebit.api.RpcInvocation;

/** What one OpenTelemetry gave to write to. Immutable and thread-safe. */
final class Instruments {

  /** So many operations are kept: an application may send to topics that it makes up. */
  private static final int MOST = 1000;

  final Tracer tracer;
  final TextMapPropagator propagator;

  /** Whether there are spans. */
  final boolean trace;

  /** Whether anything travels. */
  final boolean propagate;

  /** Whether anybody reads the metrics. */
  final boolean measure;

  final LongUpDownCounter inFlight;
  final LongCounter consumed;
  final LongCounter redelivered;
  final LongCounter undelivered;
  private final DoubleHistogram clientCalls;
  private final DoubleHistogram serverCalls;
  private final DoubleHistogram sent;
  private final DoubleHistogram processed;
  private final Map<Operation.Key, Operation> operations = new ConcurrentHashMap<>();

  Instruments(OpenTelemetry telemetry) {
    tracer =
        telemetry.getTracerProvider().tracerBuilder(Names.SCOPE).setSchemaUrl(Names.SCHEMA).build();
    propagator = telemetry.getPropagators().getTextMapPropagator();
    Meter meter =
        telemetry.getMeterProvider().meterBuilder(Names.SCOPE).setSchemaUrl(Names.SCHEMA).build();
    measure = meter.getClass() != OpenTelemetry.noop().getMeter(Names.SCOPE).getClass();
    trace = tracer.getClass() != OpenTelemetry.noop().getTracer(Names.SCOPE).getClass();
    propagate = propagator != TextMapPropagator.noop();
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
  }

  private static DoubleHistogram duration(Meter meter, String name, String description) {
    DoubleHistogramBuilder builder =
        meter.histogramBuilder(name).setUnit("s").setDescription(description);
    try {
      return builder.setExplicitBucketBoundariesAdvice(Names.BUCKETS).build();
    } catch (NoSuchMethodError e) { // a server's OpenTelemetry of before 1.32: its own buckets
      return builder.build();
    }
  }

  private static LongCounter counter(Meter meter, String name, String description) {
    return meter.counterBuilder(name).setUnit("{message}").setDescription(description).build();
  }

  /** Whether all that is written goes nowhere: no SDK, or a disabled one. */
  boolean areOff() {
    return !measure && !trace && !propagate;
  }

  /** What is said of an invocation, whatever comes of it. */
  Operation operation(RpcInvocation invocation) {
    Operation.Key key = Operation.Key.of(invocation);
    Operation known = operations.get(key);
    if (known == null) {
      known = Operation.of(key, durations(key));
      if (operations.size() < MOST) {
        operations.put(key, known);
      }
    }
    return known;
  }

  private DoubleHistogram durations(Operation.Key key) {
    return key.isCall()
        ? key.isSending() ? clientCalls : serverCalls
        : key.isSending() ? sent : processed;
  }
}
