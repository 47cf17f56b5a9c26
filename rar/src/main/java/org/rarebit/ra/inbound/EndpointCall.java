package org.rarebit.ra.inbound;

import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

/**
 * Calls a bean's method on an endpoint of a listener without methods. On most servers that is plain
 * reflection. On Payara and GlassFish the endpoint's own methods lead to a lookup that fails and
 * takes the bean's exception with it; the invocation handler behind them works when it is given the
 * bean's method. Such an endpoint is known by a field that holds a dynamic proxy, not by the
 * server's name. The only class that knows of this.
 */
final class EndpointCall {

  private static final Field NONE = null;

  private final Class<?> endpointType;
  private final Field proxyField; // null: plain reflection

  private EndpointCall(Class<?> endpointType, Field proxyField) {
    this.endpointType = endpointType;
    this.proxyField = proxyField;
  }

  /** Looks once at the kind of endpoint that a factory makes. */
  static EndpointCall of(MessageEndpoint endpoint) {
    for (Class<?> type = endpoint.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (holdsProxy(field, endpoint)) {
          return new EndpointCall(endpoint.getClass(), field);
        }
      }
    }
    return new EndpointCall(endpoint.getClass(), NONE);
  }

  private static boolean holdsProxy(Field field, MessageEndpoint endpoint) {
    if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
      return false;
    }
    try {
      field.setAccessible(true);
      Object value = field.get(endpoint);
      return value != null && Proxy.isProxyClass(value.getClass());
    } catch (IllegalAccessException | RuntimeException e) {
      return false; // of a module that is closed to us, so not a generated endpoint
    }
  }

  boolean fits(MessageEndpoint endpoint) {
    return endpointType == endpoint.getClass();
  }

  /**
   * Calls the method.
   *
   * @param method of the bean's class
   * @return what the bean returned
   * @throws Throwable what the bean, or the container for it, threw
   */
  Object invoke(MessageEndpoint endpoint, Method method, Object[] args) throws Throwable {
    if (proxyField != null) {
      InvocationHandler handler = Proxy.getInvocationHandler(proxyField.get(endpoint));
      return handler.invoke(endpoint, method, args.length == 0 ? null : args);
    }
    try {
      return method.invoke(endpoint, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
