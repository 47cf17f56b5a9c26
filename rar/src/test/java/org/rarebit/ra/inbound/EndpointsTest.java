package org.rarebit.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;
import org.rarebit.testkit.container.UnmanagedEndpointFactory;

class EndpointsTest {

  private int made;
  private int released;

  private final MessageEndpointFactory container = new CountingFactory();

  @Test
  void anEndpointThatIsKeptServesTheNextRequest() throws Exception {
    Endpoints endpoints = Endpoints.kept("test", container);
    MessageEndpoint first = endpoints.take();
    endpoints.keep(first);

    assertThat(endpoints.take()).isSameAs(first);
    assertThat(made).isEqualTo(1);
    assertThat(released).isZero();
  }

  @Test
  void twoRequestsAtOnceHaveAnEndpointEach() throws Exception {
    Endpoints endpoints = Endpoints.kept("test", container);

    assertThat(endpoints.take()).isNotSameAs(endpoints.take());
  }

  @Test
  void nothingIsOpenOnceAllThreadsHaveLeft() throws Exception {
    Endpoints endpoints = Endpoints.kept("test", container);
    MessageEndpoint one = endpoints.take();
    MessageEndpoint other = endpoints.take();
    endpoints.keep(one);
    endpoints.keep(other);

    endpoints.leave();
    endpoints.leave();
    endpoints.leave(); // one that found nothing to do

    assertThat(released).isEqualTo(2);
  }

  @Test
  void nothingIsKeptOnceTheActivationHasEnded() throws Exception {
    Endpoints endpoints = Endpoints.kept("test", container);
    MessageEndpoint free = endpoints.take();
    MessageEndpoint late = endpoints.take();
    endpoints.keep(free);

    endpoints.close();
    assertThat(released).isEqualTo(1);
    endpoints.keep(late);

    assertThat(released).isEqualTo(2);
  }

  @Test
  void freshOnesAreReleasedAtOnce() throws Exception {
    Endpoints endpoints = Endpoints.fresh("test", container);

    endpoints.keep(endpoints.take());

    assertThat(released).isEqualTo(1);
  }

  private final class CountingFactory extends UnmanagedEndpointFactory {

    CountingFactory() {
      super(Object.class);
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
      made++;
      return new MessageEndpoint() {
        @Override
        public void beforeDelivery(Method method) {
          // nobody asks
        }

        @Override
        public void afterDelivery() {
          // nobody asks
        }

        @Override
        public void release() {
          released++;
        }
      };
    }
  }
}
