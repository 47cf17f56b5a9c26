package org.rarebit.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcInvocation.Kind;
import org.rarebit.api.RpcInvocation.Side;

/**
 * One invocation under way: its span, and what is measured of it. Begins when it is made, and ends
 * with the stage that it is given to. No value of a message is written: of failures the class alone
 * is, since texts may quote arguments.
 */
final class Observed implements BiConsumer<@Nullable Object, @Nullable Throwable> {

  /** What is no class's name in Java or Python could be anything. */
  private static final Pattern CLASS = Pattern.compile("[A-Za-z_$][\\w.$]{0,199}");

  private final Instruments instruments;
  private final RpcInvocation invocation;
  private final Operation operation;
  private final Context context;
  private final Span span;
  private final long beginNanos = System.nanoTime();

  /**
   * Begins.
   *
   * @param parent whose child the span is
   * @param links the messages of a batch, where they came from
   */
  Observed(
      Instruments instruments, RpcInvocation invocation, Context parent, List<SpanContext> links) {
    this.instruments = instruments;
    this.invocation = invocation;
    operation = instruments.operation(invocation);
    if (instruments.trace) {
      span = span(parent, links);
      context = parent.with(span);
      if (span.isRecording()) {
        describe();
      }
    } else {
      span = Span.getInvalid();
      context = parent;
    }
    if (instruments.measure) {
      instruments.inFlight.add(1, operation.inFlight(), context);
      count();
    }
  }

  private Span span(Context parent, List<SpanContext> links) {
    SpanBuilder builder =
        instruments
            .tracer
            .spanBuilder(operation.spanName())
            .setSpanKind(operation.spanKind())
            .setParent(parent)
            .setAllAttributes(operation.attributes());
    for (SpanContext link : links) {
      builder.addLink(link);
    }
    return builder.startSpan();
  }

  /** That of the span. */
  Context context() {
    return context;
  }

  /** Ends with the stage, which is over already where the caller waits or a bean has returned. */
  CompletionStage<Object> endsWith(CompletionStage<Object> stage) {
    if (stage instanceof CompletableFuture<Object> future
        && future.isDone()
        && !future.isCompletedExceptionally()) {
      accept(null, null);
      return stage;
    }
    return stage.whenComplete(this);
  }

  /** Ends. */
  @Override
  public void accept(@Nullable Object ignored, @Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (instruments.measure) {
      double seconds = (System.nanoTime() - beginNanos) / (double) TimeUnit.SECONDS.toNanos(1);
      operation.durations().record(seconds, measured(cause), context);
      instruments.inFlight.add(-1, operation.inFlight(), context);
    }
    if (cause != null && span.isRecording()) {
      span.setStatus(StatusCode.ERROR);
      span.setAttribute(Names.ERROR_TYPE, cause.getClass().getName());
      if (cause instanceof RemoteErrorException remote
          && CLASS.matcher(remote.remoteClass()).matches()) {
        span.setAttribute(Names.REMOTE_CLASS, remote.remoteClass());
      }
    }
    span.end();
  }

  private Attributes measured(@Nullable Throwable cause) {
    Attributes attributes = operation.attributes();
    return cause == null
        ? attributes
        : attributes.toBuilder().put(Names.ERROR_TYPE, cause.getClass().getName()).build();
  }

  private void describe() {
    span.setAttribute(Names.KIND, operation.kind());
    String method = invocation.method();
    if (invocation.kind() == Kind.NOTIFICATION) {
      if (invocation.notifications().size() > 1) {
        span.setAttribute(
            Names.MESSAGING_BATCH_MESSAGE_COUNT, (long) invocation.notifications().size());
      } else if (method != null) {
        span.setAttribute(Names.EVENT_TYPE, method);
      }
    } else if (invocation.kind() != Kind.CALL) {
      span.setAttribute(Names.RPC_METHOD, operation.rpcMethod());
    }
    if (Redelivered.count(invocation) > 0) {
      span.setAttribute(Names.REDELIVERED, true);
    }
  }

  private void count() {
    if (invocation.side() == Side.SENDING) {
      return;
    }
    if (invocation.kind() != Kind.CALL) {
      instruments.consumed.add(
          Math.max(1, invocation.notifications().size()), operation.attributes(), context);
    }
    long again = Redelivered.count(invocation);
    if (again > 0) {
      instruments.redelivered.add(again, operation.attributes(), context);
    }
  }
}
