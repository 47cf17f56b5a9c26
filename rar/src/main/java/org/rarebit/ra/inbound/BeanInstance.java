package org.rarebit.ra.inbound;

import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import javax.transaction.xa.XAResource;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.ra.server.AccessPolicy;
import org.rarebit.ra.server.Bean;

/**
 * An object as a bean, without a container, for tests in memory: each delivery goes to it, by the
 * rules of a container's endpoints, but without transactions and callers. Thread-safe if the object
 * is.
 */
public final class BeanInstance implements Bean {

  private final Object instance;
  private final ParameterValidator validator;
  private final EndpointDelivery delivery;

  /**
   * Makes a bean of an object.
   *
   * @param instance of any class
   */
  public BeanInstance(Object instance) {
    this.instance = Objects.requireNonNull(instance, "bean");
    this.validator = ParameterValidator.of(instance.getClass());
    Factory factory = new Factory(instance);
    this.delivery =
        new EndpointDelivery(
            Endpoints.fresh(className(), factory), factory, ParameterValidator.none(), null, null);
  }

  /**
   * What it serves with the default of the property {@code accessPolicy}.
   *
   * @return at least one
   * @throws IllegalArgumentException naming everything for which its activation would be refused
   */
  public List<RpcOperation> operations() {
    return InboundActivations.operationsOf(instance.getClass(), AccessPolicy.DEFAULT);
  }

  @Override
  public String className() {
    return instance.getClass().getName();
  }

  @Override
  public Outcome deliver(Call call) {
    return delivery.deliver(new Checked(call));
  }

  @Override
  public Outcome failed(Throwable failure) {
    return delivery.failed(failure);
  }

  @Override
  public boolean runsAsCaller() {
    return false;
  }

  @Override
  public void runAs(RequestContext caller, Runnable task, Runnable refused) {
    throw new UnsupportedOperationException("It runs as nobody.");
  }

  @Override
  public void threadLeaves() {
    // none is kept for it
  }

  @Override
  public void close() {
    delivery.close();
  }

  /** The constraints are those of the object, which its endpoint is not. */
  private final class Checked implements Call {

    private final Call call;

    Checked(Call call) {
      this.call = call;
    }

    @Override
    public Method method() {
      return call.method();
    }

    @Override
    public Object[] bind() throws BadArgumentsException {
      Object[] args = call.bind();
      validator.check(instance, call.method(), args);
      return args;
    }

    @Override
    public RpcInvocation invocation() {
      return call.invocation();
    }

    @Override
    public Object[] bind(RpcInvocation asLeft) throws BadArgumentsException {
      Object[] args = call.bind(asLeft);
      validator.check(instance, call.method(), args);
      return args;
    }

    @Override
    public RpcContext context() {
      return call.context();
    }

    @Override
    public boolean begin() {
      return call.begin();
    }
  }

  /** Endpoints that {@link EndpointCall} knows how to call: by a handler. */
  private static final class Factory implements MessageEndpointFactory {

    private final Object instance;
    private final Endpoint endpoint;

    Factory(Object instance) {
      this.instance = instance;
      this.endpoint = new Endpoint(instance);
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource) {
      return endpoint;
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource, long timeout) {
      return endpoint;
    }

    @Override
    public boolean isDeliveryTransacted(Method method) {
      return false;
    }

    @Override
    public String getActivationName() {
      return instance.getClass().getSimpleName();
    }

    @Override
    public Class<?> getEndpointClass() {
      return instance.getClass();
    }
  }

  /** Has no state, so one is enough. */
  private static final class Endpoint implements MessageEndpoint {

    @SuppressWarnings({"unused", "FieldCanBeLocal"}) // EndpointCall looks for it
    private final Object bean;

    Endpoint(Object instance) {
      InvocationHandler toInstance = (endpoint, method, args) -> invoke(instance, method, args);
      bean =
          Proxy.newProxyInstance(BeanInstance.class.getClassLoader(), new Class<?>[0], toInstance);
    }

    private static Object invoke(Object instance, Method method, Object[] args) throws Throwable {
      method.trySetAccessible(); // a test's own class need not be public
      try {
        return method.invoke(instance, args);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    @Override
    public void beforeDelivery(Method method) {
      // no transaction
    }

    @Override
    public void afterDelivery() {
      // no transaction
    }

    @Override
    public void release() {
      // for the next one
    }
  }
}
