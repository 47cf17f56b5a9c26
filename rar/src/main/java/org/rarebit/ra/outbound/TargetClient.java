package org.rarebit.ra.outbound;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.rarebit.api.InvalidTargetException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.Target;
import org.rarebit.api.TypeRef;

/** A client for one target. Immutable. */
record TargetClient(
    ConnectionHandle connection, Target target, RequestContext context, Duration timeout)
    implements RpcClient {

  @Override
  public Object call(String method, Map<String, ?> args) throws MessagingException {
    return callAs(method, args, Object.class);
  }

  @Override
  public <T> T call(String method, Map<String, ?> args, Class<T> resultType)
      throws MessagingException {
    return castTo(callAs(method, args, resultType));
  }

  @Override
  public <T> T call(String method, Map<String, ?> args, TypeRef<T> resultType)
      throws MessagingException {
    return castTo(callAs(method, args, resultType.type()));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the value was read as this
  private static <T> T castTo(Object value) {
    return (T) value;
  }

  Object callAs(String method, Map<String, ?> args, Type resultType) throws MessagingException {
    if (target.fanout()) {
      throw new InvalidTargetException(
          "A call to a fanout would have many answers: cast \""
              + method
              + "\" to topic \""
              + target.topic()
              + "\" instead, or name one server.");
    }
    return connection.call(request(method, args), resultType);
  }

  @Override
  public void cast(String method, Map<String, ?> args) throws MessagingException {
    connection.cast(request(method, args));
  }

  private OutboundRequest request(String method, Map<String, ?> args) {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(args, "args");
    return new OutboundRequest(target, method, args, context, timeout);
  }

  @Override
  public <T> T proxy(Class<T> contract) {
    return ContractProxy.of(contract, this);
  }

  @Override
  public RpcClient target(Target other) {
    return new TargetClient(connection, other, context, timeout);
  }

  @Override
  public RpcClient withTimeout(Duration other) {
    if (other.isNegative() || other.isZero()) {
      throw new IllegalArgumentException("A timeout must be more than zero, but is " + other + ".");
    }
    return new TargetClient(connection, target, context, other);
  }

  @Override
  public RpcClient withContext(RequestContext other) {
    return new TargetClient(connection, target, Objects.requireNonNull(other), timeout);
  }
}
