package org.rarebit.bench.peer;

import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import javax.transaction.xa.XAResource;
import org.rarebit.bench.beans.EchoBean;

/**
 * The endpoints of the echo bean, with none of a container's services, so that only the adapter is
 * measured.
 */
public final class EchoEndpoints implements MessageEndpointFactory {

  /** For any number of activations. */
  public EchoEndpoints() {}

  @Override
  public MessageEndpoint createEndpoint(XAResource resource) {
    return new Endpoint();
  }

  @Override
  public MessageEndpoint createEndpoint(XAResource resource, long timeout) {
    return new Endpoint();
  }

  @Override
  public boolean isDeliveryTransacted(Method method) {
    return false;
  }

  @Override
  public String getActivationName() {
    return "echo";
  }

  @Override
  public Class<?> getEndpointClass() {
    return EchoBean.class;
  }

  /** As the servers generate them: a subclass of the bean. */
  public static final class Endpoint extends EchoBean implements MessageEndpoint {

    /** Made for each delivery. */
    public Endpoint() {}

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
      // not pooled
    }
  }
}
