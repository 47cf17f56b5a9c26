package org.rarebit.bench.peer;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcInvocation.Kind;
import org.rarebit.api.RpcInvocation.Side;
import org.rarebit.api.Target;

/**
 * What the jar for OpenTelemetry adds to each side of a call, and what OpenTelemetry's SDK takes by
 * itself of that: the same measurements and the same span, written by hand without any detour.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TelemetryBenchmark {

  private static final CompletionStage<Object> DONE = CompletableFuture.completedFuture(1);
  private static final Map<String, String> CAME =
      Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-00");
  private static final Attributes SIDE = Attributes.of(AttributeKey.stringKey("side"), "sending");
  private static final Attributes METHOD =
      Attributes.of(
          AttributeKey.stringKey("rpc.system.name"),
          "oslo_messaging",
          AttributeKey.stringKey("rpc.method"),
          "benchmark/echo");

  /** What is written: nothing, metrics, or traces of which one in a hundred is recorded. */
  @Param({"off", "metrics", "traces"})
  String written;

  private final RpcInvocation toSend = invocation(Side.SENDING, CallOptions.none());
  private final RpcInvocation toServe =
      invocation(
          Side.SERVING, CallOptions.none().withHeader("traceparent", CAME.get("traceparent")));

  private URLClassLoader jar;
  private List<RpcInterceptor> jars;
  private LongUpDownCounter inFlight;
  private DoubleHistogram durations;
  private Tracer tracer;
  private TextMapPropagator propagator;

  /** For JMH. */
  public TelemetryBenchmark() {}

  private static RpcInvocation invocation(Side side, CallOptions options) {
    return RpcInvocation.of(side, Kind.CALL, Target.topic("benchmark"), "echo", Map.of(), options);
  }

  /**
   * Sets up OpenTelemetry as the peers do, and finds the jar, which is no library of this one's.
   *
   * @throws URISyntaxException never
   * @throws IOException if the jar is not there
   */
  @Setup
  public void open() throws URISyntaxException, IOException {
    switch (written) {
      case "metrics" -> Observation.ofMetrics();
      case "traces" -> Observation.ofTraces();
      default -> {
        // nobody observes
      }
    }
    URL own = TelemetryBenchmark.class.getProtectionDomain().getCodeSource().getLocation();
    URL telemetry = Path.of(own.toURI()).resolveSibling("rarebit-telemetry.jar").toUri().toURL();
    jar = new URLClassLoader(new URL[] {telemetry}, TelemetryBenchmark.class.getClassLoader());
    jars =
        ServiceLoader.load(RpcInterceptor.class, jar).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    if (jars.isEmpty()) {
      throw new IOException("There is no " + telemetry);
    }
    Meter meter = GlobalOpenTelemetry.getMeter("benchmark");
    inFlight = meter.upDownCounterBuilder("in_flight").build();
    durations = meter.histogramBuilder("durations").build();
    tracer = GlobalOpenTelemetry.getTracer("benchmark");
    propagator = GlobalOpenTelemetry.getPropagators().getTextMapPropagator();
  }

  /**
   * Lets the jar go.
   *
   * @throws IOException never
   */
  @TearDown
  public void close() throws IOException {
    jar.close();
  }

  /**
   * A call, as the jar sees it on the side of who calls.
   *
   * @return its stage
   */
  @Benchmark
  public Object sent() {
    return toSend.through(jars, end -> DONE);
  }

  /**
   * A call, as the jar sees it on the side of who serves.
   *
   * @return its stage
   */
  @Benchmark
  public Object served() {
    return toServe.through(jars, end -> DONE);
  }

  /**
   * The least that OpenTelemetry needs for a call on the side of who calls.
   *
   * @return the headers
   */
  @Benchmark
  public Object sentByHand() {
    Map<String, String> headers = new HashMap<>();
    write(
        SpanKind.CLIENT,
        Context.current(),
        context -> propagator.inject(context, headers, Map::put));
    return headers;
  }

  /**
   * The least that OpenTelemetry needs for a call on the side of who serves.
   *
   * @return the context of the message
   */
  @Benchmark
  public Object servedByHand() {
    Context parent = propagator.extract(Context.root(), CAME, Getter.INSTANCE);
    write(SpanKind.SERVER, parent, context -> {});
    return parent;
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private void write(SpanKind kind, Context parent, Within within) {
    switch (written) {
      case "metrics" -> {
        long begin = System.nanoTime();
        inFlight.add(1, SIDE, parent);
        durations.record((System.nanoTime() - begin) / 1e9, METHOD, parent);
        inFlight.add(-1, SIDE, parent);
      }
      case "traces" -> {
        Span span =
            tracer.spanBuilder("benchmark/echo").setSpanKind(kind).setParent(parent).startSpan();
        Context context = parent.with(span);
        try (var ignored = context.makeCurrent()) {
          within.run(context);
        }
        span.end();
      }
      default -> {
        // nobody observes
      }
    }
  }

  /** What is done while a span is current. */
  private interface Within {
    void run(Context context);
  }

  private enum Getter implements TextMapGetter<Map<String, String>> {
    INSTANCE;

    @Override
    @SuppressWarnings("deprecation") // the interface still wants it
    public Iterable<String> keys(Map<String, String> headers) {
      return headers.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> headers, String name) {
      return headers == null ? null : headers.get(name);
    }
  }
}
