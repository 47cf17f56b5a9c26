package org.rarebit.testkit.container;

import jakarta.ejb.ApplicationException;
import jakarta.ejb.EJBAccessException;
import jakarta.ejb.EJBException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.rmi.RemoteException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How one call of a bean ended: it returned, threw an application exception or a system exception
 * (Enterprise Beans 4.0, chapter 9).
 *
 * @param result what it returned
 * @param failure what it threw, or null
 */
record BeanCall(Object result, Throwable failure) {

  static BeanCall of(Object bean, Method method, Object[] arguments) {
    try {
      method.setAccessible(true);
      return new BeanCall(method.invoke(bean, arguments), null);
    } catch (InvocationTargetException e) {
      return new BeanCall(null, e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("the method was made accessible", e);
    }
  }

  /** The container does not let the caller through to the bean. */
  static BeanCall refused(Method method) {
    return new BeanCall(
        null, new EJBAccessException("The caller has no role that may call " + method.getName()));
  }

  /**
   * An exception that discards the instance and rolls back, as opposed to a part of the contract.
   */
  boolean isSystemException() {
    if (failure == null || applicationException() != null) {
      return false;
    }
    return failure instanceof RuntimeException
        || failure instanceof Error
        || failure instanceof RemoteException;
  }

  boolean asksForRollback() {
    ApplicationException annotation = failure == null ? null : applicationException();
    return isSystemException() || (annotation != null && annotation.rollback());
  }

  /** What the caller of the container sees: the result, or the exception to be thrown. */
  Object result(boolean lost, Method method) throws Throwable {
    if (failure == null) {
      return result;
    }
    if (lost) {
      throw lost(method);
    }
    if (failure instanceof EJBAccessException) {
      throw failure;
    }
    if (isSystemException()) {
      throw failure instanceof Exception exception
          ? new EJBException(failure.toString(), exception)
          : new EJBException(failure.toString(), new RuntimeException(failure));
    }
    throw failure;
  }

  /** What Payara and GlassFish say instead. */
  static EJBException lost(Method method) {
    return new EJBException("Transaction Attribute not found for method " + method);
  }

  EndpointDelivery asDelivery(
      Method method, Object[] arguments, DeliveryOutcome outcome, CallerIdentity caller) {
    List<Object> copy =
        arguments == null
            ? List.of()
            : Collections.unmodifiableList(Arrays.asList(arguments.clone()));
    return new EndpointDelivery(method, copy, result, failure, outcome, caller);
  }

  private ApplicationException applicationException() {
    for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
      ApplicationException annotation = type.getDeclaredAnnotation(ApplicationException.class);
      if (annotation != null && (type == failure.getClass() || annotation.inherited())) {
        return annotation;
      }
    }
    return null;
  }
}
