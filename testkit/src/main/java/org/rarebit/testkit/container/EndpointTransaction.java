package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.lang.reflect.Method;
import javax.transaction.xa.XAResource;

/**
 * What the container does around one delivery, from beforeDelivery to afterDelivery: the context
 * class loader and the transaction. Used by the delivering thread.
 */
final class EndpointTransaction {

  private final FakeEndpointFactory<?> factory;
  private final Method method;
  private final Thread thread = Thread.currentThread();
  private final ClassLoader loaderBefore = thread.getContextClassLoader();
  private final FakeTransaction suspended;
  private final boolean transacted;
  private Object[] arguments;
  private BeanCall call; // null until the bean was called

  private EndpointTransaction(FakeEndpointFactory<?> factory, Method method) {
    this.factory = factory;
    this.method = method;
    this.transacted = factory.isTransacted(method);
    this.suspended = factory.transactions().suspend();
  }

  static EndpointTransaction begin(
      FakeEndpointFactory<?> factory, Method method, XAResource resource) throws ResourceException {
    EndpointTransaction begun = new EndpointTransaction(factory, method);
    begun.thread.setContextClassLoader(factory.getEndpointClass().getClassLoader());
    if (begun.transacted) {
      begun.start(resource);
    }
    return begun;
  }

  private void start(XAResource resource) throws ResourceException {
    try {
      factory.transactions().begin();
      if (resource != null) {
        factory.transactions().enlist(resource);
      }
    } catch (NotSupportedException e) {
      throw new IllegalStateException("the thread's transaction was suspended", e);
    } catch (ResourceException e) {
      abandon();
      throw e;
    }
  }

  void checkThread() {
    if (Thread.currentThread() != thread) {
      throw factory.violation(
          "13.5.6", "beforeDelivery on " + thread + ", then " + Thread.currentThread());
    }
  }

  void checkMethod(Method called) {
    if (!called.equals(method)) {
      throw factory.violation(
          "13.5.6", called + " was called, but beforeDelivery was told " + method);
    }
  }

  void called(Object[] with, BeanCall ended) {
    arguments = with;
    call = ended;
    if (transacted && ended.asksForRollback()) {
      factory.transactions().setRollbackOnly();
    }
  }

  /** Commits or rolls back. A rollback that the bean asked for is no error and throws nothing. */
  void end() throws RollbackException, SystemException {
    DeliveryOutcome outcome = DeliveryOutcome.ROLLED_BACK;
    try {
      if (!transacted) {
        outcome = DeliveryOutcome.NO_TRANSACTION;
      } else if (factory.transactions().required().isRollbackOnly()) {
        factory.transactions().rollback();
      } else {
        factory.transactions().commit();
        outcome = DeliveryOutcome.COMMITTED;
      }
    } finally {
      restore();
      if (call != null) {
        factory.delivered(method, arguments, call, outcome);
      }
    }
  }

  /** Rolls back a delivery that the adapter never ended. */
  void abandon() {
    if (Thread.currentThread() == thread) {
      if (transacted && factory.transactions().current() != null) {
        factory.transactions().rollback();
      }
      restore();
    }
  }

  private void restore() {
    factory.transactions().resume(suspended);
    thread.setContextClassLoader(loaderBefore);
  }
}
