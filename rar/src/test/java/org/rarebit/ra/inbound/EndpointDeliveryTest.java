package org.rarebit.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.EJBException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcContext;
import org.rarebit.ra.server.Bean;

/** What a container tells of the bean's end and of its transaction's. */
class EndpointDeliveryTest {

  @Test
  void whatTheContainerWrappedIsTheBeansOwn() {
    IllegalStateException own = new IllegalStateException("the bean");

    assertThat(EndpointDelivery.unwrapped(new EJBException("container", own))).isSameAs(own);
    assertThat(EndpointDelivery.unwrapped(new EJBException(new EJBException(own)))).isSameAs(own);
    assertThat(EndpointDelivery.unwrapped(own)).isSameAs(own);
  }

  @Test
  void aBeanThatWrapsACheckedExceptionSaysThatTheSystemFailed() {
    EJBException own = new EJBException("no database", new IOException("away"));

    Throwable failure = EndpointDelivery.unwrapped(new EJBException("container", own));

    assertThat(failure).isSameAs(own);
    assertThat(ApplicationExceptions.isAnswer(failure)).isFalse();
  }

  /** Calls of the endpoint and of the registry, in their order. */
  private final List<String> calls = new ArrayList<>();

  private int statusAfterwards = Status.STATUS_COMMITTED;
  private RuntimeException refusal;

  /** A listener that is one method, whose endpoint notes what is called. */
  public interface Listener {
    /** Returns nothing. */
    Object listen();
  }

  private final class Registry implements InvocationHandler {
    private Synchronization watching;

    @Override
    public Object invoke(Object proxy, Method method, Object[] args) {
      calls.add(method.getName());
      switch (method.getName()) {
        case "getTransactionStatus" -> {
          return Status.STATUS_ACTIVE;
        }
        case "registerInterposedSynchronization" -> {
          if (refusal != null) {
            throw refusal;
          }
          watching = (Synchronization) args[0];
        }
        case "afterDelivery" -> {
          if (watching != null) {
            watching.afterCompletion(statusAfterwards);
          }
        }
        default -> {
          // only noted
        }
      }
      return null;
    }
  }

  private Bean.Outcome deliver() throws Exception {
    Registry registry = new Registry();
    MessageEndpoint endpoint = proxy(registry, MessageEndpoint.class, Listener.class);
    MessageEndpointFactory factory =
        proxy(
            (proxy, method, args) ->
                method.getName().equals("createEndpoint") ? endpoint : Listener.class,
            MessageEndpointFactory.class);
    EndpointDelivery delivery =
        new EndpointDelivery(
            Endpoints.fresh("activation x", factory),
            factory,
            ParameterValidator.none(),
            proxy(registry, TransactionSynchronizationRegistry.class),
            null);
    Method listen = Listener.class.getMethod("listen");
    return delivery.deliver(
        new Bean.Call() {
          @Override
          public Method method() {
            return listen;
          }

          @Override
          public Object[] bind() {
            return new Object[0];
          }

          @Override
          public RpcContext context() {
            return null;
          }

          @Override
          public boolean begin() {
            return true;
          }
        });
  }

  /** Of a type, and of others. */
  private static <T> T proxy(InvocationHandler handler, Class<T> type, Class<?>... more) {
    List<Class<?>> types = new ArrayList<>(List.of(more));
    types.add(type);
    return type.cast(
        Proxy.newProxyInstance(
            EndpointDeliveryTest.class.getClassLoader(), types.toArray(Class<?>[]::new), handler));
  }

  @Test
  void aCommitIsTheMethodsResult() throws Exception {
    assertThat(deliver().isFailure()).isFalse();
    assertThat(calls).endsWith("listen", "afterDelivery", "release");
  }

  @Test
  @Tag("bug-B2")
  void aTransactionThatHasEndedBeforeTheMethodIsLeftAndTheMethodNotBegun() throws Exception {
    refusal = new IllegalStateException("timed out");

    Bean.Outcome outcome = deliver();

    assertThat(outcome.isBegun()).isFalse();
    assertThat(outcome.failure()).isSameAs(refusal);
    assertThat(calls).endsWith("registerInterposedSynchronization", "afterDelivery", "release");
  }

  @Test
  void aRollbackIsAFailureThatSaysSo() throws Exception {
    statusAfterwards = Status.STATUS_ROLLEDBACK;

    assertThat(deliver().failure())
        .isInstanceOf(RolledBackException.class)
        .hasMessageContaining("nothing it did took effect");
  }

  @Test
  void aHeuristicOutcomeIsNotCalledARollback() throws Exception {
    statusAfterwards = Status.STATUS_UNKNOWN;

    Throwable failure = deliver().failure();

    assertThat(failure)
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("may have taken effect");
    assertThat(ApplicationExceptions.isAnswer(failure)).isFalse();
  }
}
