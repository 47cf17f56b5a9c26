package org.rarebit.telemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Which OpenTelemetry is written to: a given one, else the one of OpenTelemetry's Java agent, else
 * a CDI bean of the application's, else the global one. Looked up at the first use, since
 * interceptors may be made before either is there; the global one until somebody has set it.
 * Thread-safe.
 */
final class Source {

  private static final System.Logger LOG = System.getLogger(Source.class.getName());
  private static final String AGENT = "io.opentelemetry.javaagent.";
  private static final AtomicBoolean TOLD = new AtomicBoolean();
  private static final boolean AGENT_IS_ATTACHED = isAgentAttached();

  private static final String LOSES_SPANS =
      "OpenTelemetry's Java agent is attached, but here its contexts lose spans, since"
          + " opentelemetry-api and opentelemetry-context are of different class loaders: no trace"
          + " is carried along. Put both into the application where the server has no OpenTelemetry"
          + " of its own; else start it with"
          + " -Dotel.instrumentation.opentelemetry-api.enabled=false, and traces are the server's.";

  private volatile @Nullable Instruments found;
  private volatile boolean containerHasNone;

  /** The application's. */
  Source() {}

  Source(OpenTelemetry given) {
    found = new Instruments(given);
  }

  /**
   * What to write to.
   *
   * @return null if nobody would read it
   */
  @Nullable Instruments instruments() {
    Instruments known = found;
    if (known == null) {
      known = find();
    }
    return known == null || known.areOff() ? null : known;
  }

  private @Nullable Instruments find() {
    OpenTelemetry telemetry = ofAgent();
    if (telemetry == null && !containerHasNone) {
      telemetry = ofContainer();
    }
    if (telemetry == null) {
      containerHasNone = true; // asking costs more than a request may
      telemetry = global();
      if (telemetry == OpenTelemetry.noop()) {
        return null;
      }
    }
    Instruments made = new Instruments(telemetry);
    found = made;
    return made;
  }

  /**
   * Goes before a bean that the container has besides: the agent's context carries no spans but the
   * agent's own, so each of the bean's would begin a trace.
   */
  private static @Nullable OpenTelemetry ofAgent() {
    if (!AGENT_IS_ATTACHED) {
      return null;
    }
    OpenTelemetry global = GlobalOpenTelemetry.get(); // the agent has set it
    if (!global.getTracerProvider().getClass().getName().startsWith(AGENT)) {
      return null;
    }
    if (losesSpans(global) && TOLD.compareAndSet(false, true)) {
      LOG.log(System.Logger.Level.WARNING, LOSES_SPANS);
    }
    return global;
  }

  /**
   * So it is where a server has OpenTelemetry's API and its contexts in two modules: the agent has
   * a copy of its classes in each, and one does not know the contexts of the other.
   */
  private static boolean losesSpans(OpenTelemetry agents) {
    Span span =
        Span.wrap(
            SpanContext.create(
                "0123456789abcdef0123456789abcdef",
                "0123456789abcdef",
                TraceFlags.getDefault(),
                TraceState.getDefault()));
    TextMapPropagator propagator = agents.getPropagators().getTextMapPropagator();
    Map<String, String> headers = new HashMap<>();
    propagator.inject(Context.root().with(span), headers, OpenTelemetryInterceptor.SETTER);
    return headers.isEmpty() && propagator.fields().contains("traceparent");
  }

  /** Agents are on the path of the JVM itself. */
  private static boolean isAgentAttached() {
    try {
      Class<?> unused =
          Class.forName(AGENT + "OpenTelemetryAgent", false, ClassLoader.getSystemClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static @Nullable OpenTelemetry ofContainer() {
    try {
      return ContainerTelemetry.find();
    } catch (LinkageError e) { // plain Java without the classes of CDI
      return null;
    }
  }

  private static OpenTelemetry global() {
    try {
      return GlobalOpenTelemetry.getOrNoop(); // get() would set it, so that nobody else can
    } catch (NoSuchMethodError e) { // a server's OpenTelemetry of before 1.57
      return GlobalOpenTelemetry.get();
    }
  }
}
