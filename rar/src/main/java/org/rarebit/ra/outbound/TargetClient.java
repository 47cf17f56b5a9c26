package org.rarebit.ra.outbound;

import java.io.Serializable;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.rarebit.api.CallOptions;
import org.rarebit.api.InvalidTargetException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcRequest;
import org.rarebit.api.Target;
import org.rarebit.api.VersionCapException;
import org.rarebit.api.spi.InterceptorChain;
import org.rarebit.api.spi.RequestSender;
import org.rarebit.api.spi.Versions;
import org.rarebit.ra.client.OutboundRequest;

/**
 * A client for one target. Immutable; serializable if it takes a connection for each call.
 *
 * @param calls takes what is sent
 * @param target where to
 * @param sendingOptions how
 * @param interceptors what it goes through; null for none
 */
record TargetClient(
    Calls calls, Target target, ClientOptions sendingOptions, InterceptorChain interceptors)
    implements RpcClient, RequestSender, Serializable {

  @Override
  public RpcRequest request(String method) {
    return new RpcRequest(this, method);
  }

  @Override
  public Object call(RpcRequest request, Type resultType) {
    return with(request.options()).callAs(request.method(), request.args(), resultType);
  }

  Object callAs(String method, Map<String, ?> args, Type resultType) {
    if (interceptors != null) {
      return Intercepted.call(this, method, args, resultType);
    }
    requireOneServer(method);
    return calls.call(outbound(method, args, timeoutOfCall()), resultType);
  }

  @Override
  public CompletableFuture<Object> callAsync(RpcRequest request, Type resultType) {
    return with(request.options()).callAsyncAs(request.method(), request.args(), resultType);
  }

  CompletableFuture<Object> callAsyncAs(String method, Map<String, ?> args, Type resultType) {
    if (interceptors != null) {
      return Intercepted.callAsync(this, method, args, resultType);
    }
    try {
      requireOneServer(method);
      return calls.callAsync(outbound(method, args, timeoutOfCall()), resultType);
    } catch (MessagingException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void requireOneServer(String method) {
    if (target.fanout()) {
      throw new InvalidTargetException(
          "A call to a fanout would have many answers: cast \""
              + method
              + "\" to topic \""
              + target.topic()
              + "\" instead, or name one server.");
    }
  }

  @Override
  public void cast(RpcRequest request) {
    with(request.options()).castAs(request.method(), request.args());
  }

  @Override
  public void fanout(RpcRequest request) {
    with(request.options()).to(target.fanout(true)).castAs(request.method(), request.args());
  }

  /** Its own timeout counts, not what the caller of this thread's method has left. */
  void castAs(String method, Map<String, ?> args) {
    if (interceptors != null) {
      Intercepted.cast(this, method, args);
      return;
    }
    calls.cast(outbound(method, args, sendingOptions.timeout()));
  }

  private OutboundRequest outbound(String method, Map<String, ?> args, Duration timeout) {
    Objects.requireNonNull(args, "args");
    if (target.version() != null && !Versions.isValid(target.version())) {
      throw new InvalidTargetException(
          "The version of a target must be major.minor, but is \""
              + target.version()
              + "\" for \""
              + method
              + "\" at topic \""
              + target.topic()
              + "\".");
    }
    if (!Versions.canSend(sendingOptions.versionCap(), target.version())) {
      throw new VersionCapException(
          "The request \""
              + method
              + "\" needs version "
              + target.version()
              + ", but this client is capped to "
              + sendingOptions.versionCap()
              + ".");
    }
    return OutboundRequest.now(
            target,
            method,
            args,
            sendingOptions.sentContext(),
            sendingOptions.uniqueId(),
            timeout,
            sendingOptions.monitor())
        .withHeaders(sendingOptions.said().headers());
  }

  /** Inside a serving method, nobody waits longer than that method's own caller. */
  private Duration timeoutOfCall() {
    Duration own = sendingOptions.timeout();
    Duration callers = RpcContext.current().map(RpcContext::remaining).orElse(own);
    return callers.compareTo(own) < 0 ? callers : own;
  }

  @Override
  public <T> T proxy(Class<T> contract) {
    return ContractProxy.of(contract, this);
  }

  @Override
  public CallOptions options() {
    return sendingOptions.said();
  }

  TargetClient to(Target other) {
    return new TargetClient(calls, other, sendingOptions, interceptors);
  }

  @Override
  public TargetClient with(CallOptions more) {
    if (more.equals(CallOptions.none())) {
      return this;
    }
    return new TargetClient(
        calls,
        more.server().map(target::server).orElse(target),
        sendingOptions.with(more),
        interceptors);
  }

  @Override
  public TargetClient with(RpcInterceptor interceptor) {
    return new TargetClient(
        calls, target, sendingOptions, InterceptorChain.with(interceptors, interceptor));
  }

  /** What is behind the interceptors, which know the context as a whole. */
  TargetClient asAsked(RpcInvocation asked) {
    return new TargetClient(calls, asked.target(), sendingOptions.adding(AddedContext.NONE), null)
        .with(asked.options());
  }
}
