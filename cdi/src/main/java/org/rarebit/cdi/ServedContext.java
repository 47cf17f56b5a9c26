package org.rarebit.cdi;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.rarebit.api.RpcContext;

/**
 * What is injected as {@link RpcContext}: at each call the context of the request that the calling
 * thread serves. Stateless; serializable, and so are its proxies.
 */
final class ServedContext implements InvocationHandler, Serializable {

  private static final long serialVersionUID = 1L;

  private ServedContext() {}

  static RpcContext proxy() {
    Class<?>[] interfaces = {RpcContext.class};
    return (RpcContext)
        Proxy.newProxyInstance(RpcContext.class.getClassLoader(), interfaces, new ServedContext());
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return switch (method.getName()) {
        case "equals" -> proxy == args[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> "the RpcContext of the request that is being served";
      };
    }
    RpcContext served =
        RpcContext.current()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "This thread serves no request, so the injected RpcContext has no "
                            + method.getName()
                            + "(): it may be used on the thread of a serving method, or where"
                            + " Jakarta Concurrency carries the context "
                            + ServedRequestProvider.TYPE
                            + "; RpcContext.current() tells whether there is one."));
    try {
      return method.invoke(served, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
