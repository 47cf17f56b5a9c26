package org.rarebit.ra.outbound;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.rarebit.api.InvalidTargetException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcContext;
import org.rarebit.api.Target;
import org.rarebit.api.TypeRef;
import org.rarebit.api.VersionCapException;
import org.rarebit.api.spi.Versions;
import org.rarebit.ra.client.OutboundRequest;

/** A client for one target. Immutable. */
record TargetClient(ConnectionHandle connection, Target target, CallOptions options)
    implements RpcClient {

  /**
   * Servers send a sign of life each half of it, in whole seconds: less than two seconds is none.
   */
  private static final Duration SHORTEST_MONITOR = Duration.ofSeconds(2);

  @Override
  public Object call(String method, Map<String, ?> args) {
    return callAs(method, args, Object.class);
  }

  @Override
  public <T> T call(String method, Map<String, ?> args, Class<T> resultType) {
    return castTo(callAs(method, args, resultType));
  }

  @Override
  public <T> T call(String method, Map<String, ?> args, TypeRef<T> resultType) {
    return castTo(callAs(method, args, resultType.type()));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the value was read as this
  private static <T> T castTo(Object value) {
    return (T) value;
  }

  Object callAs(String method, Map<String, ?> args, Type resultType) {
    requireOneServer(method);
    return connection.call(request(method, args, timeoutOfCall()), resultType);
  }

  @Override
  public CompletionStage<Object> callAsync(String method, Map<String, ?> args) {
    return callAsyncAs(method, args, Object.class);
  }

  @Override
  public <T> CompletionStage<T> callAsync(String method, Map<String, ?> args, Class<T> resultType) {
    return castTo(callAsyncAs(method, args, resultType));
  }

  @Override
  public <T> CompletionStage<T> callAsync(
      String method, Map<String, ?> args, TypeRef<T> resultType) {
    return castTo(callAsyncAs(method, args, resultType.type()));
  }

  CompletableFuture<Object> callAsyncAs(String method, Map<String, ?> args, Type resultType) {
    try {
      requireOneServer(method);
      return connection.callAsync(request(method, args, timeoutOfCall()), resultType);
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
  public void cast(String method, Map<String, ?> args) {
    connection.cast(request(method, args, options.timeout())); // a caller does not wait for it
  }

  private OutboundRequest request(String method, Map<String, ?> args, Duration timeout) {
    Objects.requireNonNull(method, "method");
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
    if (!canSendVersion(target.version())) {
      throw new VersionCapException(
          "The request \""
              + method
              + "\" needs version "
              + target.version()
              + ", but this client is capped to "
              + options.versionCap()
              + ".");
    }
    return OutboundRequest.now(
        target,
        method,
        args,
        options.caller().addedTo(options.context()),
        timeout,
        options.monitor());
  }

  /** Inside a serving method, nobody waits longer than that method's own caller. */
  private Duration timeoutOfCall() {
    Duration own = options.timeout();
    Duration callers = RpcContext.current().map(RpcContext::remaining).orElse(own);
    return callers.compareTo(own) < 0 ? callers : own;
  }

  @Override
  public boolean canSendVersion(String version) {
    return Versions.canSend(options.versionCap(), version);
  }

  @Override
  public <T> T proxy(Class<T> contract) {
    return ContractProxy.of(contract, this);
  }

  @Override
  public TargetClient target(Target other) {
    return new TargetClient(connection, other, options);
  }

  @Override
  public RpcClient withTimeout(Duration other) {
    if (other.isNegative() || other.isZero()) {
      throw new IllegalArgumentException("A timeout must be more than zero, but is " + other + ".");
    }
    return with(options.timeout(other));
  }

  @Override
  public RpcClient withCallMonitorTimeout(Duration other) {
    if (!other.isZero() && other.compareTo(SHORTEST_MONITOR) < 0) {
      throw new IllegalArgumentException(
          "A call monitor timeout must be zero or at least 2 s, but is " + other + ".");
    }
    Duration wholeSeconds = Duration.ofSeconds(other.toSeconds());
    return with(options.monitor(wholeSeconds));
  }

  @Override
  public RpcClient withVersionCap(String version) {
    return with(options.versionCap(version));
  }

  @Override
  public RpcClient withContext(RequestContext other) {
    return with(options.context(Objects.requireNonNull(other)));
  }

  private TargetClient with(CallOptions other) {
    return new TargetClient(connection, target, other);
  }
}
