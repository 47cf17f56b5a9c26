package org.rarebit.ra.outbound;

import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.Target;
import org.rarebit.api.spi.ContractOperations;
import org.rarebit.api.spi.DefaultMethods;
import org.rarebit.api.spi.ProxyHandler;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.api.spi.RpcParameter;
import org.rarebit.ra.wire.Values;

/** Turns calls of a contract's methods into requests. Immutable, so thread-safe. */
final class ContractProxy implements ProxyHandler, Serializable {

  private static final long serialVersionUID = 1L;

  private final Class<?> contract;
  private final TargetClient client;
  private final transient Map<Method, RpcOperation> operations;

  private ContractProxy(
      Class<?> contract, TargetClient client, Map<Method, RpcOperation> operations) {
    this.contract = contract;
    this.client = client;
    this.operations = operations;
  }

  static <T> T of(Class<T> contract, TargetClient client) {
    return contract.cast(
        new ContractProxy(contract, client, ContractOperations.of(contract)).proxy());
  }

  private Object proxy() {
    Class<?>[] interfaces = {contract};
    return Proxy.newProxyInstance(contract.getClassLoader(), interfaces, this);
  }

  @Override
  public Object proxyWith(CallOptions more) {
    return new ContractProxy(contract, client.with(more), operations).proxy();
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, method, args);
    }
    RpcOperation operation = operations.get(method);
    if (operation == null) { // a default method of the contract runs here
      return DefaultMethods.invoke(proxy, method, args);
    }
    try {
      return send(operation, args);
    } catch (RemoteErrorException e) {
      throw DeclaredErrors.of(operation.method(), e);
    }
  }

  private Object send(RpcOperation operation, Object[] args) {
    TargetClient to = clientFor(operation);
    Map<String, Object> named = named(operation, args);
    if (operation.style() != RpcOperation.Style.CALL) {
      to.castAs(operation.name(), named);
      return null;
    }
    Type result = Values.incoming(operation, null, operation.result());
    return operation.promised()
        ? mapped(operation.method(), to.callAsyncAs(operation.name(), named, result))
        : to.callAs(operation.name(), named, result);
  }

  private static CompletableFuture<Object> mapped(Method method, CompletableFuture<Object> call) {
    CompletableFuture<Object> mapped = new CompletableFuture<>();
    var unused =
        call.whenComplete(
            (result, failure) -> {
              if (failure == null) {
                mapped.complete(result);
              } else {
                mapped.completeExceptionally(
                    failure instanceof RemoteErrorException remote
                        ? DeclaredErrors.of(method, remote)
                        : failure);
              }
            });
    var ignored = mapped.whenComplete((result, failure) -> call.cancel(false)); // if it is open
    return mapped;
  }

  private TargetClient clientFor(RpcOperation operation) {
    Target target = client.target();
    if (target.namespace() == null && operation.namespace() != null) {
      target = target.namespace(operation.namespace());
    }
    if (operation.needs() != null) {
      target = target.version(operation.needs());
    } else if (target.version() == null) {
      target = target.version(operation.version());
    }
    if (operation.style() == RpcOperation.Style.FANOUT) {
      target = target.fanout(true);
    }
    return client.to(target);
  }

  private static Map<String, Object> named(RpcOperation operation, Object[] args) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < operation.parameters().size(); i++) {
      RpcParameter parameter = operation.parameters().get(i);
      if (parameter.isRest()) {
        addRest(operation, (Map<?, ?>) args[i], named);
      } else if (!isAbsent(args[i])) {
        named.put(parameter.name(), Values.outgoing(operation, parameter.name(), args[i]));
      }
    }
    return named;
  }

  private static void addRest(RpcOperation operation, Map<?, ?> rest, Map<String, Object> named) {
    if (rest == null) {
      return;
    }
    rest.forEach(
        (key, value) -> {
          String name = String.valueOf(key);
          boolean taken =
              named.containsKey(name)
                  || operation.parameters().stream().anyMatch(own -> name.equals(own.name()));
          if (taken) {
            throw new IllegalArgumentException(
                operation.signature() + " got two arguments named \"" + name + "\".");
          }
          if (!isAbsent(value)) {
            named.put(name, Values.outgoing(operation, name, value));
          }
        });
  }

  /** Left out, so that the default of the peer's method counts; null is sent. */
  private static boolean isAbsent(Object argument) {
    return (argument instanceof Optional<?> any && any.isEmpty())
        || (argument instanceof OptionalInt number && number.isEmpty())
        || (argument instanceof OptionalLong number && number.isEmpty())
        || (argument instanceof OptionalDouble number && number.isEmpty());
  }

  /** The methods are read again. */
  private Object readResolve() {
    return new ContractProxy(contract, client, ContractOperations.of(contract));
  }

  private Object ofObject(Object proxy, Method method, Object[] args)
      throws IllegalAccessException, InvocationTargetException {
    return switch (method.getName()) {
      case "equals" -> proxy == args[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> contract.getSimpleName() + " at " + client.target();
    };
  }
}
