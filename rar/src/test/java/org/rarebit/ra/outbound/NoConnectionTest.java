package org.rarebit.ra.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.resource.spi.SecurityException;
import org.junit.jupiter.api.Test;
import org.rarebit.api.LimitReachedException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessagingException;
import org.rarebit.api.MessagingInterruptedException;
import org.rarebit.api.NoConnectionException;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;

/** What an application is told where the container gives it no connection. */
class NoConnectionTest {

  private static final String CONTAINERS =
      "IJ000453: Unable to get managed connection for java:rpc";

  /** As WildFly does: the adapter's words are a cause of a cause. */
  private static MessagingException told(ResourceException ours) {
    ResourceException wrapped =
        new ResourceException(CONTAINERS, new ResourceException("IJ000658: Unexpected", ours));
    PooledConnectionFactory factory =
        new PooledConnectionFactory(
            new RpcManagedConnectionFactory(),
            (asked, info) -> {
              throw wrapped;
            });
    try {
      factory.getConnection().close();
      throw new AssertionError("There is none.");
    } catch (MessagingException e) {
      assertThat(e.mayHaveRun()).isEqualTo(MayHaveRun.NO);
      return e;
    }
  }

  @Test
  void theBrokersReasonIsInTheTextAlsoWhereTheContainerHidesIt() {
    BrokerException down =
        new BrokerException(Kind.UNREACHABLE, "No connection to 127.0.0.1:5672: refused");
    assertThat(told(new CommException(down.getMessage(), down)))
        .isExactlyInstanceOf(NoConnectionException.class)
        .hasMessage(CONTAINERS + ": IJ000658: Unexpected: No connection to 127.0.0.1:5672: refused")
        .matches(MessagingException::isWorthRetrying);
  }

  @Test
  void aRefusedUserIsNotWorthARetry() {
    BrokerException refused = new BrokerException(Kind.REFUSED, "refused user \"app\"");
    assertThat(told(new SecurityException(refused.getMessage(), refused)))
        .isExactlyInstanceOf(NoConnectionException.class)
        .hasMessageContaining("refused user \"app\"")
        .matches(e -> !e.isWorthRetrying());
  }

  @Test
  void aLimitOfTheBrokersIsALimit() {
    BrokerException limit = new BrokerException(Kind.LIMIT, "connection limit (10) is reached");
    assertThat(told(new ResourceAllocationException(limit.getMessage(), limit)))
        .isExactlyInstanceOf(LimitReachedException.class)
        .hasMessageContaining("connection limit (10) is reached")
        .matches(MessagingException::isWorthRetrying);
  }

  @Test
  void wrongPropertiesAreNamedAndNotWorthARetry() {
    assertThat(told(new InvalidPropertyException("connectionURL: unknown option")))
        .isExactlyInstanceOf(NoConnectionException.class)
        .hasMessageContaining("connectionURL: unknown option")
        .matches(e -> !e.isWorthRetrying());
  }

  @Test
  void anInterruptIsNoMissingBroker() {
    assertThat(told(new ResourceException("waited in vain", new InterruptedException())))
        .isExactlyInstanceOf(MessagingInterruptedException.class)
        .matches(e -> !e.isWorthRetrying());
  }

  @Test
  void aTextThatSaysItAlreadyIsNotRepeated() {
    PooledConnectionFactory factory =
        new PooledConnectionFactory(
            new RpcManagedConnectionFactory(),
            (asked, info) -> {
              throw new ResourceException(
                  "Error in allocating a connection: it is down", new CommException("it is down"));
            });

    assertThatThrownBy(factory::getConnection)
        .isExactlyInstanceOf(NoConnectionException.class)
        .hasMessage("Error in allocating a connection: it is down");
  }
}
