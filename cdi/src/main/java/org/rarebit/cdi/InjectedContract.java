package org.rarebit.cdi;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.spi.ContractOperations;
import org.rarebit.api.spi.DefaultMethods;

/**
 * Calls a contract's methods through a proxy of a connection, which it takes for each call. The
 * adapter's own proxy does the rest, so results and exceptions are the same. Immutable, so
 * thread-safe; serializable, and so are the proxies that it handles.
 */
final class InjectedContract implements InvocationHandler, Serializable {

  private static final long serialVersionUID = 1L;

  private final Class<?> contract;
  private final InjectedClient client;

  private InjectedContract(Class<?> contract, InjectedClient client) {
    this.contract = contract;
    this.client = client;
  }

  /** A proxy of a contract that has been checked. */
  static <T> T of(Class<T> contract, InjectedClient client) {
    Class<?>[] interfaces = {contract};
    InvocationHandler handler = new InjectedContract(contract, client);
    return contract.cast(Proxy.newProxyInstance(contract.getClassLoader(), interfaces, handler));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, method, args);
    }
    if (method.isDefault()) { // runs here; each call that it makes takes a connection of its own
      return DefaultMethods.invoke(proxy, method, args);
    }
    RpcConnection taken;
    try {
      taken = client.connections().take();
    } catch (MessagingException e) {
      if (ContractOperations.of(contract).get(method).promised()) {
        return CompletableFuture.failedFuture(e);
      }
      throw e;
    }
    try (RpcConnection connection = taken) {
      return call(client.settings().applyTo(connection).proxy(contract), method, args);
    }
  }

  private static Object call(Object target, Method method, Object[] args) throws Throwable {
    try {
      method.trySetAccessible(); // the interface itself need not be public
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Object ofObject(Object proxy, Method method, Object[] args) {
    return switch (method.getName()) {
      case "equals" -> proxy == args[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> contract.getSimpleName() + " at " + client.target();
    };
  }
}
