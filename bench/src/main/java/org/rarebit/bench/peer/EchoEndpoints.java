package org.rarebit.bench.peer;

import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.lang.reflect.Method;
import javax.transaction.xa.XAResource;
import org.rarebit.bench.beans.EchoBean;
import org.rarebit.testkit.container.UnmanagedEndpointFactory;

/**
 * The endpoints of the echo bean, with none of a container's services, so that only the adapter is
 * measured.
 */
public final class EchoEndpoints extends UnmanagedEndpointFactory {

  /** For any number of activations. */
  public EchoEndpoints() {
    super(EchoBean.class);
  }

  @Override
  public MessageEndpoint createEndpoint(XAResource resource) {
    return new Endpoint();
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
