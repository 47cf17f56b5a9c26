package org.rarebit.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcInvocation.Kind;
import org.rarebit.api.RpcInvocation.Side;
import org.rarebit.api.Target;

/**
 * What spans and metrics say of each invocation of one method, or each notification of one topic,
 * on one side. Made once, since a request has no time for it.
 *
 * @param attributes of the span and of the durations: few values for each
 * @param inFlight the attributes of what is in flight
 * @param rpcMethod topic, namespace if there is one, and method; null for a notification
 */
record Operation(
    String spanName,
    SpanKind spanKind,
    Attributes attributes,
    Attributes inFlight,
    DoubleHistogram durations,
    String kind,
    @Nullable String rpcMethod) {

  /** What tells them apart. Event types do not: a peer may make up as many as it likes. */
  record Key(
      Side side, Kind kind, String topic, @Nullable String namespace, @Nullable String method) {

    static Key of(RpcInvocation invocation) {
      Target target = invocation.target();
      boolean told = invocation.kind() == Kind.NOTIFICATION;
      return new Key(
          invocation.side(),
          invocation.kind(),
          target.topic(),
          target.namespace(),
          told ? null : invocation.method());
    }

    boolean isSending() {
      return side == Side.SENDING;
    }

    boolean isCall() {
      return kind == Kind.CALL;
    }
  }

  static Operation of(Key key, DoubleHistogram durations) {
    String rpcMethod = key.kind == Kind.NOTIFICATION ? null : rpcMethod(key);
    String verb = key.isSending() ? Names.SEND : Names.PROCESS;
    return new Operation(
        key.isCall() && rpcMethod != null ? rpcMethod : verb + " " + key.topic,
        spanKind(key),
        key.isCall() && rpcMethod != null
            ? Attributes.of(
                Names.RPC_SYSTEM_NAME, Names.OSLO_MESSAGING, Names.RPC_METHOD, rpcMethod)
            : Attributes.of(
                Names.MESSAGING_SYSTEM,
                Names.RABBITMQ,
                Names.MESSAGING_DESTINATION_NAME,
                key.topic,
                Names.MESSAGING_OPERATION_NAME,
                verb,
                Names.MESSAGING_OPERATION_TYPE,
                verb),
        Attributes.of(Names.SIDE, Names.word(key.side), Names.KIND, Names.word(key.kind)),
        durations,
        Names.word(key.kind),
        rpcMethod);
  }

  private static String rpcMethod(Key key) {
    String scope = key.namespace == null ? key.topic : key.topic + "." + key.namespace;
    return scope + "/" + key.method;
  }

  private static SpanKind spanKind(Key key) {
    if (key.isCall()) {
      return key.isSending() ? SpanKind.CLIENT : SpanKind.SERVER;
    }
    return key.isSending() ? SpanKind.PRODUCER : SpanKind.CONSUMER;
  }
}
