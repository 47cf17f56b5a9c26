package org.rarebit.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcInvocation.Kind;
import org.rarebit.api.RpcInvocation.Side;
import org.rarebit.api.Target;

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
  private final Attributes attributes;
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
    attributes = attributes(invocation);
    SpanBuilder builder =
        instruments
            .tracer
            .spanBuilder(spanName(invocation))
            .setSpanKind(spanKind(invocation))
            .setParent(parent)
            .setAllAttributes(attributes);
    for (SpanContext link : links) {
      builder.addLink(link);
    }
    span = builder.startSpan();
    context = parent.with(span);
    if (span.isRecording()) {
      describe();
    }
    if (instruments.measure) {
      instruments.addInFlight(1, invocation, context);
      count();
    }
  }

  /** That of the span. */
  Context context() {
    return context;
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
      instruments.durations(invocation).record(seconds, measured(cause), context);
      instruments.addInFlight(-1, invocation, context);
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
    return cause == null
        ? attributes
        : attributes.toBuilder().put(Names.ERROR_TYPE, cause.getClass().getName()).build();
  }

  private void describe() {
    span.setAttribute(Names.KIND, Instruments.word(invocation.kind()));
    String method = invocation.method();
    if (invocation.kind() == Kind.NOTIFICATION) {
      if (invocation.notifications().size() > 1) {
        span.setAttribute(
            Names.MESSAGING_BATCH_MESSAGE_COUNT, (long) invocation.notifications().size());
      } else if (method != null) {
        span.setAttribute(Names.EVENT_TYPE, method);
      }
    } else if (invocation.kind() != Kind.CALL) {
      span.setAttribute(Names.RPC_METHOD, method(invocation));
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
      instruments.consumed.add(Math.max(1, invocation.notifications().size()), attributes, context);
    }
    long again = Redelivered.count(invocation);
    if (again > 0) {
      instruments.redelivered.add(again, attributes, context);
    }
  }

  /** Those of the span and of the durations: few values for each. */
  private static Attributes attributes(RpcInvocation invocation) {
    AttributesBuilder builder = Attributes.builder();
    if (invocation.kind() == Kind.CALL) {
      builder.put(Names.RPC_SYSTEM_NAME, Names.OSLO_MESSAGING);
      builder.put(Names.RPC_METHOD, method(invocation));
    } else {
      String operation = operation(invocation);
      builder.put(Names.MESSAGING_SYSTEM, Names.RABBITMQ);
      builder.put(Names.MESSAGING_DESTINATION_NAME, invocation.target().topic());
      builder.put(Names.MESSAGING_OPERATION_NAME, operation);
      builder.put(Names.MESSAGING_OPERATION_TYPE, operation);
    }
    return builder.build();
  }

  private static String spanName(RpcInvocation invocation) {
    return invocation.kind() == Kind.CALL
        ? method(invocation)
        : operation(invocation) + " " + invocation.target().topic();
  }

  private static SpanKind spanKind(RpcInvocation invocation) {
    boolean sending = invocation.side() == Side.SENDING;
    return invocation.kind() == Kind.CALL
        ? sending ? SpanKind.CLIENT : SpanKind.SERVER
        : sending ? SpanKind.PRODUCER : SpanKind.CONSUMER;
  }

  private static String operation(RpcInvocation invocation) {
    return invocation.side() == Side.SENDING ? Names.SEND : Names.PROCESS;
  }

  private static String method(RpcInvocation invocation) {
    Target target = invocation.target();
    return (target.namespace() == null ? target.topic() : target.topic() + "." + target.namespace())
        + "/"
        + invocation.method();
  }
}
