package org.rarebit.api.spi;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/** Runs the default methods of contracts, which a proxy does not send. */
public final class DefaultMethods {

  private DefaultMethods() {}

  /**
   * Runs one on a proxy.
   *
   * @param proxy of the interface
   * @param method a default method of it
   * @param args as they came to the proxy; null for none
   * @return what it returned
   * @throws Throwable what it threw
   */
  public static Object invoke(Object proxy, Method method, Object... args) throws Throwable {
    Class<?> contract = method.getDeclaringClass();
    if (Modifier.isPublic(contract.getModifiers())) {
      return InvocationHandler.invokeDefault(proxy, method, args);
    }
    return MethodHandles.privateLookupIn(contract, MethodHandles.lookup()) // not ours to see
        .unreflectSpecial(method, contract)
        .bindTo(proxy)
        .invokeWithArguments(args == null ? new Object[0] : args);
  }
}
