package org.rarebit.ra.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Method;
import java.time.Duration;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.Target;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.ra.wire.Json;
import org.rarebit.ra.wire.Request;

/** A request as a call of a bean's method, whatever brought it. Used by one thread. */
abstract class RequestCall implements Bean.Call {

  private final RpcOperation operation;
  private final Request<JsonNode> request;
  private final RpcContext context;
  private RpcInvocation seen; // null until interceptors ask

  RequestCall(RpcOperation operation, Request<JsonNode> request, RpcContext context) {
    this.operation = operation;
    this.request = request;
    this.context = context;
  }

  /** Topic, exchange and server that it came to. */
  abstract Target target();

  @Override
  public final Method method() {
    return operation.method();
  }

  @Override
  public final RpcContext context() {
    return context;
  }

  @Override
  public final Object[] bind() throws Bean.BadArgumentsException {
    return ArgumentBinder.bind(operation, request.args(), context);
  }

  @Override
  public final RpcInvocation invocation() {
    seen =
        RpcInvocation.of(
            RpcInvocation.Side.SERVING,
            request.isCall() ? RpcInvocation.Kind.CALL : RpcInvocation.Kind.CAST,
            target().namespace(request.namespace()).version(request.version()),
            request.method(),
            new LazyArgs(request.args()),
            options());
    return seen;
  }

  private CallOptions options() {
    CallOptions options = CallOptions.none().withContext(context.requestContext());
    if (context.uniqueId() != null && !context.uniqueId().isEmpty()) {
      options = options.withUniqueId(context.uniqueId());
    }
    Duration left = context.remaining();
    if (left != null && !left.isZero()) {
      options = options.withTimeout(left);
    }
    return options.withHeaders(context.headers());
  }

  /** Arguments that nobody replaced are bound as they came, with all their digits. */
  @Override
  public final Object[] bind(RpcInvocation asLeft) throws Bean.BadArgumentsException {
    JsonNode args = asLeft.args() == seen.args() ? request.args() : Json.tree(asLeft.args());
    return ArgumentBinder.bind(operation, args, context);
  }
}
