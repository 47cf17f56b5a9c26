package org.rarebit.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.EJBException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a container's exception tells of the bean's. */
class EndpointInvokerTest {

  @Test
  void whatTheContainerWrappedIsTheBeansOwn() {
    IllegalStateException own = new IllegalStateException("the bean");

    assertThat(EndpointInvoker.unwrapped(new EJBException("container", own))).isSameAs(own);
    assertThat(EndpointInvoker.unwrapped(new EJBException(new EJBException(own)))).isSameAs(own);
    assertThat(EndpointInvoker.unwrapped(own)).isSameAs(own);
  }

  @Test
  void aBeanThatWrapsACheckedExceptionSaysThatTheSystemFailed() {
    EJBException own = new EJBException("no database", new IOException("away"));

    Throwable failure = EndpointInvoker.unwrapped(new EJBException("container", own));

    assertThat(failure).isSameAs(own);
    assertThat(ApplicationExceptions.isAnswer(failure)).isFalse();
  }
}
