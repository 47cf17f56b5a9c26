package org.rarebit.ra.outbound;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.Target;
import org.rarebit.api.UncheckedMessagingException;
import org.rarebit.ra.contract.ContractOperations;
import org.rarebit.ra.contract.RpcOperation;
import org.rarebit.ra.contract.RpcParameter;

/** Turns calls of a contract's methods into requests. Immutable, so thread-safe. */
final class ContractProxy implements InvocationHandler {

  private final Class<?> contract;
  private final TargetClient client;
  private final Map<Method, RpcOperation> operations;

  private ContractProxy(
      Class<?> contract, TargetClient client, Map<Method, RpcOperation> operations) {
    this.contract = contract;
    this.client = client;
    this.operations = operations;
  }

  static <T> T of(Class<T> contract, TargetClient client) {
    ContractProxy handler = new ContractProxy(contract, client, ContractOperations.of(contract));
    Class<?>[] interfaces = {contract};
    return contract.cast(Proxy.newProxyInstance(contract.getClassLoader(), interfaces, handler));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, method, args);
    }
    RpcOperation operation = operations.get(method);
    if (operation == null) { // a default method of the contract runs here
      return InvocationHandler.invokeDefault(proxy, method, args);
    }
    try {
      return send(operation, args);
    } catch (RemoteErrorException e) {
      throw asDeclared(method, DeclaredErrors.of(method, e));
    } catch (MessagingException e) {
      throw asDeclared(method, e);
    }
  }

  private Object send(RpcOperation operation, Object[] args) throws MessagingException {
    TargetClient to = clientFor(operation);
    Map<String, Object> named = named(operation, args);
    Type result = operation.method().getGenericReturnType();
    if (operation.style() != RpcOperation.Style.CALL) {
      to.cast(operation.name(), named);
      return null;
    }
    return operation.method().getReturnType() == CompletionStage.class
        ? mapped(operation.method(), to.callAsyncAs(operation.name(), named, promised(result)))
        : to.callAs(operation.name(), named, result);
  }

  /** What a {@code CompletionStage<T>} promises: T. */
  private static Type promised(Type stage) {
    return stage instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[0]
        : Object.class;
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
    var cancelled = mapped.whenComplete((result, failure) -> call.cancel(false)); // if it is open
    return mapped;
  }

  private static Throwable asDeclared(Method method, Exception e) {
    return e instanceof MessagingException messaging && !declares(method, messaging)
        ? new UncheckedMessagingException(messaging)
        : e;
  }

  private TargetClient clientFor(RpcOperation operation) {
    Target target = client.target();
    if (target.namespace() == null) {
      target = target.namespace(operation.namespace());
    }
    if (target.version() == null) {
      target = target.version(operation.version());
    }
    if (operation.style() == RpcOperation.Style.FANOUT) {
      target = target.fanout(true);
    }
    return client.target(target);
  }

  private static Map<String, Object> named(RpcOperation operation, Object[] args) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < operation.parameters().size(); i++) {
      RpcParameter parameter = operation.parameters().get(i);
      if (!parameter.isContext()) {
        named.put(parameter.name(), args[i]);
      }
    }
    return named;
  }

  private static boolean declares(Method method, MessagingException e) {
    for (Class<?> declared : method.getExceptionTypes()) {
      if (declared.isInstance(e)) {
        return true;
      }
    }
    return false;
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
