package org.rarebit.testkit.container;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import javax.transaction.xa.XAResource;

/**
 * Endpoints with none of a container's services: no transactions, no pool, no rules that are
 * watched over. For what {@link FakeEndpointFactory} would be in the way of. As thread-safe as its
 * subclass.
 */
public abstract class UnmanagedEndpointFactory implements MessageEndpointFactory {

  private final Class<?> beanClass;

  /**
   * A factory of endpoints of a bean.
   *
   * @param beanClass what servers would tell of
   */
  protected UnmanagedEndpointFactory(Class<?> beanClass) {
    this.beanClass = beanClass;
  }

  @Override
  public final MessageEndpoint createEndpoint(XAResource resource, long timeout)
      throws UnavailableException {
    return createEndpoint(resource);
  }

  @Override
  public final boolean isDeliveryTransacted(Method method) {
    return false;
  }

  /** Not unique, which must not matter. */
  @Override
  public final String getActivationName() {
    return "unmanaged";
  }

  @Override
  public final Class<?> getEndpointClass() {
    return beanClass;
  }
}
