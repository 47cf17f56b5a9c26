package org.rarebit.cdi;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.CallOptions;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.spi.ContractOperations;
import org.rarebit.api.spi.DefaultMethods;
import org.rarebit.api.spi.ProxyHandler;
import org.rarebit.api.spi.RpcOperation;

/**
 * Calls a contract's methods through a proxy of a connection factory, which is looked up by the
 * first call. That proxy does the rest, so results and exceptions are the same. Thread-safe;
 * serializable, and so are the proxies that it handles.
 */
final class InjectedContract implements ProxyHandler, Serializable {

  private static final long serialVersionUID = 1L;

  private final Class<?> contract;
  private final InjectedClient client;
  private transient volatile @Nullable Made made; // null: to be made

  private InjectedContract(Class<?> contract, InjectedClient client) {
    this.contract = contract;
    this.client = client;
  }

  /** A proxy of a contract that has been checked. */
  static <T> T of(Class<T> contract, InjectedClient client) {
    return contract.cast(new InjectedContract(contract, client).proxy());
  }

  private Object proxy() {
    Class<?>[] interfaces = {contract};
    return Proxy.newProxyInstance(contract.getClassLoader(), interfaces, this);
  }

  @Override
  public Object proxyWith(CallOptions more) {
    return new InjectedContract(contract, client.with(more)).proxy();
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, method, args);
    }
    if (method.isDefault()) { // runs here
      return DefaultMethods.invoke(proxy, method, args);
    }
    try {
      method.trySetAccessible(); // the interface itself need not be public
      return method.invoke(proxyOfFactory(), args);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof NoConnectionException) {
        client.factories().forget();
      }
      throw e.getCause();
    } catch (NoConnectionException e) { // there is no factory
      RpcOperation operation = requireNonNull(ContractOperations.of(contract).get(method));
      if (operation.promised()) {
        return CompletableFuture.failedFuture(e);
      }
      throw e;
    }
  }

  private Object proxyOfFactory() {
    RpcConnectionFactory factory = client.factories().factory();
    Made known = made;
    if (known == null || known.by() != factory) { // two threads may do so: both are as good
      known = new Made(factory, client.clientOf(factory).proxy(contract));
      made = known;
    }
    return known.proxy();
  }

  private record Made(RpcConnectionFactory by, Object proxy) {}

  private Object ofObject(Object proxy, Method method, Object[] args) {
    return switch (method.getName()) {
      case "equals" -> proxy == args[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> contract.getSimpleName() + " at " + client.target();
    };
  }
}
