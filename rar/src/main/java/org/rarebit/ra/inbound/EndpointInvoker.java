package org.rarebit.ra.inbound;

import jakarta.ejb.EJBException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.RollbackException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Method;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.rarebit.api.CurrentRequest;
import org.rarebit.api.RpcContext;

/** Delivers one request to one endpoint: beforeDelivery, the method, afterDelivery. Thread-safe. */
final class EndpointInvoker {

  private final Endpoints endpoints;
  private final TransactionSynchronizationRegistry transactions;
  private final ClassLoader applicationLoader;
  private volatile EndpointCall endpointCall; // null until the first endpoint

  /** An invoker for one bean, with its endpoints. */
  EndpointInvoker(
      Endpoints endpoints,
      MessageEndpointFactory factory,
      TransactionSynchronizationRegistry transactions) {
    this.endpoints = endpoints;
    this.transactions = transactions;
    this.applicationLoader = factory.getEndpointClass().getClassLoader();
  }

  /** Where endpoints are taken from. */
  Endpoints endpoints() {
    return endpoints;
  }

  /**
   * Delivers and gives the endpoint back; never throws.
   *
   * @param begin asked when nothing stands between it and the method any more; false: the method is
   *     not called
   */
  Outcome deliver(
      MessageEndpoint endpoint,
      Method method,
      Object[] args,
      RpcContext context,
      BooleanSupplier begin) {
    Outcome outcome = null;
    try {
      outcome = deliverTransacted(endpoint, method, args, context, begin);
      return outcome;
    } finally {
      if (outcome == null || outcome.isFailure() || !outcome.begun()) {
        endpoints.release(endpoint);
      } else {
        endpoints.keep(endpoint);
      }
    }
  }

  private Outcome deliverTransacted(
      MessageEndpoint endpoint,
      Method method,
      Object[] args,
      RpcContext context,
      BooleanSupplier begin) {
    try {
      endpoint.beforeDelivery(method); // of the bean's class: containers look it up
    } catch (Throwable e) { // Payara, for one, closes a bean before it deactivates it
      return Outcome.notBegun(e);
    }
    TransactionOutcome transaction = null;
    Outcome outcome;
    try {
      transaction = TransactionOutcome.watch(transactions);
      outcome =
          begin.getAsBoolean() ? invoke(endpoint, method, args, context) : Outcome.notBegun(null);
    } catch (RuntimeException e) { // the transaction has ended already, for example by its timeout
      outcome = Outcome.notBegun(e);
    }
    Throwable ended = end(endpoint); // whatever happened before
    if (outcome.isFailure() || !outcome.begun()) {
      return outcome;
    }
    Exception undone = transaction.failure(method.getName(), ended);
    if (undone != null) {
      return Outcome.failed(undone);
    }
    return ended == null ? outcome : Outcome.failed(ended);
  }

  /** What afterDelivery threw, which on some servers is how they tell of a rollback; or null. */
  private static Throwable end(MessageEndpoint endpoint) {
    try {
      endpoint.afterDelivery();
      return null;
    } catch (Throwable e) {
      return e;
    }
  }

  private Outcome invoke(
      MessageEndpoint endpoint, Method method, Object[] args, RpcContext context) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(applicationLoader); // not every container sets it
    RpcContext outer = CurrentRequest.set(context);
    try {
      return Outcome.of(awaited(callOf(endpoint).invoke(endpoint, method, args)));
    } catch (Throwable e) { // an Error of the bean is the caller's failure, too
      return Outcome.failed(told(unwrapped(e), method));
    } finally {
      CurrentRequest.set(outer);
      thread.setContextClassLoader(before);
    }
  }

  /** A future that is no stage tells nobody when it is done: it is waited for here. */
  private static Object awaited(Object result) throws Throwable {
    if (result instanceof Future<?> future && !(result instanceof CompletionStage<?>)) {
      try {
        return future.get();
      } catch (ExecutionException e) {
        throw e.getCause() == null ? e : e.getCause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw e;
      }
    }
    return result;
  }

  private EndpointCall callOf(MessageEndpoint endpoint) {
    EndpointCall known = endpointCall;
    if (known == null || !known.fits(endpoint)) {
      known = EndpointCall.of(endpoint);
      endpointCall = known;
    }
    return known;
  }

  /** Servers that commit before the method returns say so in the transaction manager's words. */
  private static Throwable told(Throwable e, Method method) {
    Throwable reason = e instanceof EJBException ? e.getCause() : e;
    return reason instanceof RollbackException rollback
        ? new RolledBackException(method.getName(), rollback)
        : e;
  }

  /**
   * The container wraps what it did not expect; the caller wants the bean's own exception. Around a
   * checked exception it is the bean's own: so a bean says that the system failed, and that must
   * not look like an application exception.
   */
  static Throwable unwrapped(Throwable e) {
    Throwable inner = e;
    while (inner instanceof EJBException
        && !AccessRefusals.isOne(inner)
        && inner.getCause() != null
        && !ApplicationExceptions.isChecked(inner.getCause())) {
      inner = inner.getCause();
    }
    return inner;
  }
}
