package org.rarebit.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.Notification;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.RpcInvocation;

/**
 * Writes a span and metrics of each request and notification, and carries the trace and the baggage
 * along in headers of the message, by the propagators of OpenTelemetry: {@code traceparent}, {@code
 * tracestate}, {@code baggage}. What a bean does while it serves belongs to the span of that.
 *
 * <p>The service file of this jar names it, so that it is around all that the application sends and
 * serves. It then writes to OpenTelemetry's Java agent, else to the OpenTelemetry that is a CDI
 * bean of the application, as MicroProfile Telemetry has one, else to the global one, which it does
 * not set. They are looked up by the first invocation; as long as there is neither, each later one
 * looks for the global one again. Without an SDK an invocation goes on as if this were not here.
 *
 * <p>No argument, result, context or text of a failure is written. A header for which the message
 * has no room is left out. Thread-safe; does not block.
 */
public final class OpenTelemetryInterceptor implements RpcInterceptor {

  private static final System.Logger LOG =
      System.getLogger(OpenTelemetryInterceptor.class.getName());

  static final TextMapSetter<Map<String, String>> SETTER = OpenTelemetryInterceptor::set;
  private static final TextMapGetter<Map<String, String>> GETTER = new Headers();

  /** Room for the three that W3C's propagators write. */
  private static final int USUAL_HEADERS = 4;

  private final Source source;

  /** For the service file: writes to the application's OpenTelemetry. */
  public OpenTelemetryInterceptor() {
    source = new Source();
  }

  /**
   * For one client or notifier, where the jar's service file is not in the application: {@code
   * client.with(new OpenTelemetryInterceptor(openTelemetry))}.
   *
   * @param openTelemetry what is written to
   */
  public OpenTelemetryInterceptor(OpenTelemetry openTelemetry) {
    source = new Source(Objects.requireNonNull(openTelemetry, "openTelemetry"));
  }

  /**
   * Goes on, and writes what came of it.
   *
   * @param invocation what is sent or served
   * @return what it came to, after it was written
   */
  @Override
  public CompletionStage<Object> around(RpcInvocation invocation) {
    Instruments instruments = source.instruments();
    if (instruments == null) {
      return invocation.proceed();
    }
    if (invocation.side() == RpcInvocation.Side.SENDING) {
      Observed observed = new Observed(instruments, invocation, Context.current(), List.of());
      return proceed(
          instruments.propagate
              ? injected(instruments, observed.context(), invocation)
              : invocation,
          observed);
    }
    List<Notification> heard = invocation.notifications();
    Observed observed =
        heard.size() > 1
            ? new Observed(instruments, invocation, Context.root(), origins(instruments, heard))
            : new Observed(
                instruments, invocation, extracted(instruments, invocation.headers()), List.of());
    return proceed(invocation, observed);
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private static CompletionStage<Object> proceed(RpcInvocation invocation, Observed observed) {
    CompletionStage<Object> stage;
    try (Scope ignored = observed.context().makeCurrent()) {
      stage = invocation.proceed();
    }
    return observed.endsWith(stage);
  }

  private static RpcInvocation injected(
      Instruments instruments, Context context, RpcInvocation invocation) {
    Map<String, String> headers = new LinkedHashMap<>(USUAL_HEADERS);
    instruments.propagator.inject(context, headers, SETTER);
    if (headers.isEmpty()) {
      return invocation;
    }
    try {
      return invocation.withHeaders(headers);
    } catch (IllegalArgumentException e) { // perhaps some of them
      return injectedSingly(headers, invocation);
    }
  }

  private static RpcInvocation injectedSingly(
      Map<String, String> headers, RpcInvocation invocation) {
    RpcInvocation carrying = invocation;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      try {
        carrying = carrying.withHeader(header.getKey(), header.getValue());
      } catch (IllegalArgumentException e) { // no room: the message matters more than its trace
        LOG.log(
            System.Logger.Level.DEBUG,
            "The header {0} is left out of {1}",
            header.getKey(),
            invocation);
      }
    }
    return carrying;
  }

  /** From the root: what the thread did before has nothing to do with what has come. */
  private static Context extracted(Instruments instruments, Map<String, String> headers) {
    return instruments.propagator.extract(Context.root(), headers, GETTER);
  }

  private static List<SpanContext> origins(Instruments instruments, List<Notification> heard) {
    List<SpanContext> origins = new ArrayList<>(heard.size());
    for (Notification notification : heard) {
      Context origin = extracted(instruments, notification.headers());
      origins.add(Span.fromContext(origin).getSpanContext()); // an invalid one is no link
    }
    return origins;
  }

  private static void set(@Nullable Map<String, String> headers, String name, String value) {
    if (headers != null) {
      headers.put(name, value);
    }
  }

  /** Reads headers. */
  private static final class Headers implements TextMapGetter<Map<String, String>> {

    @Override
    @SuppressWarnings("deprecation") // older servers' OpenTelemetry asks for them
    public Iterable<String> keys(Map<String, String> headers) {
      return headers.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> headers, String name) {
      return headers == null ? null : headers.get(name);
    }
  }
}
