package org.rarebit.ra.inbound;

import jakarta.ejb.AccessLocalException;
import jakarta.ejb.EJBAccessException;
import jakarta.ejb.EJBException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rarebit.api.CurrentRequest;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.spi.InterceptorChain;
import org.rarebit.ra.server.Bean;
import org.rarebit.ra.server.Bean.Outcome.Kind;

/**
 * Delivers to the endpoints of one bean, as the container's contract wants it: take an endpoint,
 * bind, beforeDelivery, the method, afterDelivery, give the endpoint back. Thread-safe.
 */
final class EndpointDelivery implements Bean {

  private static final System.Logger LOG = System.getLogger(EndpointDelivery.class.getName());

  private final String className;
  private final Endpoints endpoints;
  private final ParameterValidator validator;
  private final TransactionSynchronizationRegistry transactions;
  private final ClassLoader applicationLoader;
  private final SecurityInflow inflow; // null: the bean runs as nobody
  private final AtomicBoolean said = new AtomicBoolean();
  private volatile EndpointCall endpointCall; // null until the first endpoint
  private InterceptorChain chain; // null for none; written before chainKnown
  private volatile boolean chainKnown;

  /**
   * For one bean.
   *
   * @param validator of its arguments
   * @param inflow has each delivery run as its caller, on a thread of its own; null for none
   */
  EndpointDelivery(
      Endpoints endpoints,
      MessageEndpointFactory factory,
      ParameterValidator validator,
      TransactionSynchronizationRegistry transactions,
      SecurityInflow inflow) {
    this.className = factory.getEndpointClass().getName();
    this.endpoints = endpoints;
    this.validator = validator;
    this.transactions = transactions;
    this.applicationLoader = factory.getEndpointClass().getClassLoader();
    this.inflow = inflow;
  }

  @Override
  public String className() {
    return className;
  }

  @Override
  public boolean runsAsCaller() {
    return inflow != null;
  }

  @Override
  public void runAs(RequestContext caller, Runnable delivery, Runnable refused) {
    inflow.run(caller, delivery, refused);
  }

  @Override
  public void threadLeaves() {
    endpoints.leave();
  }

  @Override
  public void close() {
    endpoints.close();
  }

  @Override
  public Bean.Outcome deliver(Call call) {
    MessageEndpoint endpoint;
    try {
      endpoint = endpoints.take();
    } catch (UnavailableException e) {
      return new Bean.Outcome(Kind.NO_ENDPOINT, null, e);
    } catch (RuntimeException | Error e) { // the container cannot make the bean
      return new Bean.Outcome(Kind.NOT_BEGUN, null, e);
    }
    Bean.Outcome outcome = null;
    InterceptedBean within = null;
    try {
      within = within(endpoint, call);
      Object[] args = within == null ? bound(endpoint, call) : null;
      outcome = deliver(endpoint, call, args, within);
    } catch (Bean.BadArgumentsException | RuntimeException | Error e) { // ours, or an application's
      outcome = new Bean.Outcome(Kind.BAD_ARGUMENTS, null, e);
    } finally {
      if (outcome == null || outcome.kind() != Kind.RESULT || (within != null && within.threw())) {
        endpoints.release(endpoint);
      } else {
        endpoints.keep(endpoint);
      }
    }
    return outcome;
  }

  private Object[] bound(MessageEndpoint endpoint, Call call) throws BadArgumentsException {
    Object[] args = call.bind();
    validator.check(endpoint, call.method(), args);
    return args;
  }

  /** With arguments, or within interceptors, who have them bound later. */
  private Bean.Outcome deliver(
      MessageEndpoint endpoint, Call call, Object[] args, InterceptedBean within) {
    Method method = call.method();
    try {
      endpoint.beforeDelivery(method); // of the bean's class: containers look it up
    } catch (Throwable e) { // Payara, for one, closes a bean before it deactivates it
      return new Bean.Outcome(Kind.NOT_BEGUN, null, e);
    }
    TransactionOutcome transaction = null;
    Bean.Outcome outcome;
    try {
      transaction = TransactionOutcome.watch(transactions);
      outcome =
          !call.begin()
              ? Bean.Outcome.heldBack()
              : within == null
                  ? invoke(endpoint, method, args, call.context())
                  : invokeWithin(within, call.context());
    } catch (RuntimeException e) { // the transaction has ended already, for example by its timeout
      outcome = new Bean.Outcome(Kind.NOT_BEGUN, null, e);
    }
    Throwable ended = end(endpoint); // whatever happened before
    if (outcome.kind() != Kind.RESULT) {
      return outcome;
    }
    Exception undone = transaction.failure(method.getName(), ended);
    if (undone != null) {
      return failed(undone);
    }
    return ended == null ? outcome : failed(ended);
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

  @Override
  public Bean.Outcome failed(Throwable failure) {
    Kind kind =
        isAccessRefused(failure)
            ? Kind.ACCESS_REFUSED
            : ApplicationExceptions.isAnswer(failure) ? Kind.ANSWER : Kind.FAULT;
    return new Bean.Outcome(kind, null, failure);
  }

  /** The container kept a caller from a method for want of a role. */
  static boolean isAccessRefused(Throwable failure) {
    return failure instanceof EJBAccessException || failure instanceof AccessLocalException;
  }

  private Bean.Outcome invoke(
      MessageEndpoint endpoint, Method method, Object[] args, RpcContext context) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(applicationLoader); // not every container sets it
    RpcContext outer = CurrentRequest.set(context);
    try {
      return Bean.Outcome.of(awaited(callOf(endpoint).invoke(endpoint, method, args)));
    } catch (Throwable e) { // an Error of the bean is the caller's failure, too
      Throwable meant = unwrapped(e);
      sayIfTakenForFailure(e, meant);
      return failed(told(meant, method));
    } finally {
      CurrentRequest.set(outer);
      thread.setContextClassLoader(before);
    }
  }

  /** Null for none. Found by the first delivery, when the application is there as a whole. */
  private InterceptorChain chain() {
    if (!chainKnown) {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(applicationLoader);
      try {
        chain = InterceptorChain.of(applicationLoader);
      } finally {
        thread.setContextClassLoader(before);
      }
      chainKnown = true;
    }
    return chain;
  }

  /** Null if there is nothing to be intercepted. */
  private InterceptedBean within(MessageEndpoint endpoint, Call call) {
    RpcInvocation seen = chain() == null ? null : call.invocation();
    return seen == null ? null : new InterceptedBean(endpoint, call, seen);
  }

  /** Within the application's interceptors, which are within the transaction. */
  private Bean.Outcome invokeWithin(InterceptedBean within, RpcContext context) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(applicationLoader);
    RpcContext outer = CurrentRequest.set(context);
    try {
      return within.outcome(chain().around(within.seen, within::proceed));
    } finally {
      CurrentRequest.set(outer);
      thread.setContextClassLoader(before);
    }
  }

  /** What interceptors are around: the binding of the arguments, and the bean. One delivery's. */
  private final class InterceptedBean {

    private final MessageEndpoint endpoint;
    private final Call call;
    private final RpcInvocation seen;
    private final Thread deliverer = Thread.currentThread();
    private final AtomicBoolean called = new AtomicBoolean();
    private Bean.Outcome own; // null until the bean has returned; by the deliverer alone
    private Throwable unbound; // null unless the arguments did not fit

    InterceptedBean(MessageEndpoint endpoint, Call call, RpcInvocation seen) {
      this.endpoint = endpoint;
      this.call = call;
      this.seen = seen;
    }

    /** Whatever interceptors made of it: the container may have no use for the endpoint. */
    boolean threw() {
      return own != null && own.isFailure();
    }

    @SuppressWarnings("unchecked") // whatever a bean's stage holds is an object
    CompletionStage<Object> proceed(RpcInvocation asLeft) {
      if (Thread.currentThread() != deliverer || !called.compareAndSet(false, true)) {
        throw new IllegalStateException(
            "A bean is called once for a delivery, on the thread of the delivery: an interceptor"
                + " of what is served must call proceed() there, and not again.");
      }
      Object[] args;
      try {
        args = call.bind(asLeft);
        validator.check(endpoint, call.method(), args);
      } catch (Bean.BadArgumentsException | RuntimeException | Error e) {
        unbound = e;
        return CompletableFuture.failedFuture(e);
      }
      own = invoke(endpoint, call.method(), args, call.context());
      if (own.isFailure()) {
        return CompletableFuture.failedFuture(own.failure());
      }
      return own.result() instanceof CompletionStage<?> stage
          ? (CompletionStage<Object>) stage
          : CompletableFuture.completedFuture(own.result());
    }

    /** Of what the outermost interceptor returned. */
    Bean.Outcome outcome(CompletionStage<Object> stage) {
      CompletableFuture<Object> future = stage.toCompletableFuture();
      boolean later = own != null && own.result() instanceof CompletionStage<?>;
      if (later || !future.isDone()) {
        return Bean.Outcome.of(stage);
      }
      try {
        return Bean.Outcome.of(future.join());
      } catch (CompletionException | CancellationException e) {
        return failedWith(
            e instanceof CompletionException && e.getCause() != null ? e.getCause() : e);
      }
    }

    private Bean.Outcome failedWith(Throwable failure) {
      if (failure == unbound) {
        return new Bean.Outcome(Kind.UNBOUND, null, failure);
      }
      if (own != null && failure == own.failure()) {
        return own;
      }
      Bean.Outcome judged = failed(failure);
      if (judged.kind() == Kind.FAULT) { // what the bean did must not stay, as if it were its own
        undo();
      }
      return judged;
    }
  }

  private void undo() {
    if (transactions != null && transactions.getTransactionStatus() == Status.STATUS_ACTIVE) {
      transactions.setRollbackOnly();
    }
  }

  /** The container did not know for an answer what is one: once for each bean, with the remedy. */
  private void sayIfTakenForFailure(Throwable thrown, Throwable meant) {
    boolean unmarked = ApplicationExceptions.isUnmarkedError(meant.getClass());
    boolean unknown = meant != thrown && meant instanceof MessagingException;
    if ((unmarked || unknown) && said.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "The bean {0} threw {1}. {2}",
          className,
          meant.getClass().getName(),
          unmarked
              ? ApplicationExceptions.UNMARKED_ERROR
              : "The container takes that for a failure of the system, discards the bean and logs"
                  + " it: name "
                  + MessagingException.class.getName()
                  + " as an application-exception in the bean's META-INF/ejb-jar.xml (WEB-INF in a"
                  + " WAR), with rollback true.");
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
        && !isAccessRefused(inner)
        && inner.getCause() != null
        && !ApplicationExceptions.isChecked(inner.getCause())) {
      inner = inner.getCause();
    }
    return inner;
  }
}
