package org.rarebit.telemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Collection;
import java.util.List;

/** An SDK that keeps what is written to it. */
final class Recorder {

  /** The global one: interceptors of beans are kept, and with them what they write to. */
  static final Recorder GLOBAL = new Recorder();

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final InMemoryMetricReader reader = InMemoryMetricReader.createDelta();

  final OpenTelemetrySdk telemetry =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(reader).build())
          .setPropagators(
              ContextPropagators.create(
                  TextMapPropagator.composite(
                      W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())))
          .build();

  /** Begins anew, as the global one. */
  static Recorder global() {
    GlobalOpenTelemetry.resetForTest();
    GlobalOpenTelemetry.set(GLOBAL.telemetry);
    GLOBAL.exporter.reset();
    GLOBAL.reader.collectAllMetrics();
    return GLOBAL;
  }

  List<SpanData> spans() {
    return exporter.getFinishedSpanItems();
  }

  /** The only one of the name and kind. */
  SpanData span(SpanKind kind, String name) {
    List<SpanData> found =
        spans().stream()
            .filter(span -> span.getKind() == kind && span.getName().equals(name))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " spans " + kind + " \"" + name + "\" in " + spans());
    }
    return found.get(0);
  }

  /** What was measured since the last look. */
  Collection<MetricData> metrics() {
    return reader.collectAllMetrics();
  }

  static <T> T attribute(SpanData span, AttributeKey<T> key) {
    return span.getAttributes().get(key);
  }
}
