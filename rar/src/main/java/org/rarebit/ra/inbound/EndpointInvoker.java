package org.rarebit.ra.inbound;

import jakarta.ejb.EJBException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.RollbackException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.function.BooleanSupplier;
import org.rarebit.api.CurrentRequest;
import org.rarebit.api.RpcContext;

/**
 * Delivers one request to one endpoint: createEndpoint, beforeDelivery, the method, afterDelivery,
 * release. A new endpoint each time, used by one thread, released exactly once. Thread-safe.
 */
final class EndpointInvoker {

  private static final System.Logger LOG = System.getLogger(EndpointInvoker.class.getName());

  private final String subject;
  private final Shortage shortage;
  private final MessageEndpointFactory factory;
  private final TransactionSynchronizationRegistry transactions;
  private final ClassLoader applicationLoader;
  private volatile EndpointCall endpointCall; // null until the first endpoint

  /**
   * An invoker for one bean.
   *
   * @param subject begins its log lines
   */
  EndpointInvoker(
      String subject,
      MessageEndpointFactory factory,
      TransactionSynchronizationRegistry transactions) {
    this.subject = subject;
    this.shortage =
        new Shortage(
            subject,
            "no free instance of the bean",
            "Either all are busy (give the server more, or lower maxConcurrency), or none can be"
                + " made.");
    this.factory = factory;
    this.transactions = transactions;
    this.applicationLoader = factory.getEndpointClass().getClassLoader();
  }

  /**
   * Takes an endpoint. To be given to {@link #deliver} or to {@link #release}. Whatever else it
   * throws, such as the error of a class that cannot be initialized, is the container's own.
   *
   * @throws UnavailableException if the container has none now
   */
  MessageEndpoint take() throws UnavailableException {
    try {
      MessageEndpoint endpoint = factory.createEndpoint(null);
      shortage.ended();
      return endpoint;
    } catch (UnavailableException e) {
      shortage.lasts(e);
      throw e;
    }
  }

  /**
   * Delivers and releases the endpoint; never throws.
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
    try {
      return deliverTransacted(endpoint, method, args, context, begin);
    } finally {
      release(endpoint);
    }
  }

  /** Gives an endpoint back; never throws, since what was delivered has its outcome. */
  void release(MessageEndpoint endpoint) {
    try {
      endpoint.release();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, subject + ": the container did not take an endpoint back", e);
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
      return Outcome.of(callOf(endpoint).invoke(endpoint, method, args));
    } catch (Throwable e) { // an Error of the bean is the caller's failure, too
      return Outcome.failed(told(unwrapped(e), method));
    } finally {
      CurrentRequest.set(outer);
      thread.setContextClassLoader(before);
    }
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
