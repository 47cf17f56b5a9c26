package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransactionException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import javax.transaction.xa.XAResource;

/**
 * One endpoint: the container behind the generated object. Holds the adapter to the order of calls,
 * to one thread for a delivery and to one delivery at a time (section 13.5).
 */
final class FakeEndpoint<B> implements InvocationHandler {

  private enum State {
    CONSTRUCTING,
    IDLE,
    PREPARED,
    DELIVERED,
    RELEASED
  }

  private final FakeEndpointFactory<B> factory;
  private final B bean;
  private final XAResource resource;
  private final MessageEndpoint endpoint;

  /** The thread that is inside a call. The fields below belong to it. */
  private final AtomicReference<Thread> user = new AtomicReference<>();

  private State state = State.CONSTRUCTING;
  private boolean usable = true;
  private EndpointTransaction transaction;

  FakeEndpoint(FakeEndpointFactory<B> factory, B bean, XAResource resource) {
    this.factory = factory;
    this.bean = bean;
    this.resource = resource;
    this.endpoint = factory.endpointClass().newEndpoint(this, delegate());
    this.state = State.IDLE;
  }

  MessageEndpoint asMessageEndpoint() {
    return endpoint;
  }

  private Object delegate() {
    if (factory.style() != EndpointStyle.PAYARA) {
      return null;
    }
    return Proxy.newProxyInstance(
        FakeEndpoint.class.getClassLoader(),
        new Class<?>[] {MessageEndpoint.class},
        (target, method, arguments) -> handle(method, arguments, false));
  }

  /** A call on the endpoint itself. */
  @Override
  public Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    return handle(method, arguments, factory.style() == EndpointStyle.PAYARA);
  }

  private Object handle(Method method, Object[] arguments, boolean losesExceptions)
      throws Throwable {
    if (state == State.CONSTRUCTING) {
      return ZeroValue.of(
          method.getReturnType()); // the constructor of a bean calls its own methods
    }
    if (!user.compareAndSet(null, Thread.currentThread())) {
      throw factory.violation(
          "13.5", method.getName() + " while " + user.get() + " uses the same endpoint");
    }
    try {
      factory.checkMayCall(method);
      if (state == State.RELEASED) {
        throw factory.violation("13.5", method.getName() + " after release()");
      }
      if (method.getDeclaringClass() != MessageEndpoint.class) {
        return deliver(factory.resolve(method), arguments, losesExceptions);
      }
      switch (method.getName()) {
        case "beforeDelivery" -> before((Method) arguments[0]);
        case "afterDelivery" -> after();
        default -> release();
      }
      return null;
    } finally {
      user.set(null);
    }
  }

  private void before(Method method) throws NoSuchMethodException, ResourceException {
    if (state != State.IDLE) {
      throw factory.violation("13.5.6", "beforeDelivery twice without afterDelivery");
    }
    if (!usable) {
      throw factory.violation("13.5.9", "the endpoint is used again although a delivery failed");
    }
    Method resolved = factory.resolve(method);
    if (factory.failure() == EndpointFailure.NO_TRANSACTION) {
      throw new ResourceException("No transaction can be begun.");
    }
    usable = false; // unless this delivery ends well
    transaction = EndpointTransaction.begin(factory, resolved, resource);
    usable = true;
    state = State.PREPARED;
  }

  private Object deliver(Method method, Object[] arguments, boolean losesExceptions)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      throw factory.violation("13.5", method.getName() + "() of an endpoint is a call of the bean");
    }
    if (state == State.DELIVERED) {
      throw factory.violation(
          "13.5.6", "a second delivery between beforeDelivery and afterDelivery");
    }
    if (state == State.PREPARED) {
      transaction.checkThread();
      transaction.checkMethod(method);
      state = State.DELIVERED;
      return call(method, arguments).result(losesExceptions, method);
    }
    if (!factory.allowsPlainCalls()) {
      throw factory.violation("13.5.6", method.getName() + " without beforeDelivery");
    }
    if (losesExceptions) {
      throw BeanCall.lost(method); // Payara does not get as far as the bean
    }
    before(method);
    try {
      return call(method, arguments).result(losesExceptions, method);
    } finally {
      after();
    }
  }

  private BeanCall call(Method method, Object[] arguments) {
    BeanCall call =
        factory.isCallerAllowed(method)
            ? BeanCall.of(bean, method, arguments)
            : BeanCall.refused(method);
    if (call.isSystemException()) {
      usable = false;
    }
    transaction.called(arguments, call);
    return call;
  }

  private void after() throws ResourceException {
    if (state != State.PREPARED && state != State.DELIVERED) {
      throw factory.violation("13.5.6", "afterDelivery without beforeDelivery");
    }
    transaction.checkThread();
    state = State.IDLE;
    EndpointTransaction ending = transaction;
    transaction = null;
    try {
      ending.end();
    } catch (RollbackException | SystemException e) {
      // WildFly cannot use such an endpoint again
      usable = false;
      throw new LocalTransactionException("The delivery's transaction failed to commit", e);
    }
  }

  private void release() {
    State was = state;
    state = State.RELEASED;
    if (was == State.PREPARED || was == State.DELIVERED) {
      transaction.abandon();
      factory.released(bean, false);
      throw factory.violation("13.5.6", "release() without afterDelivery");
    }
    factory.released(bean, usable);
  }
}
