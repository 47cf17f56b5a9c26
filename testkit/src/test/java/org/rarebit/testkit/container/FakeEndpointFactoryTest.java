package org.rarebit.testkit.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ejb.EJBException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransactionException;
import jakarta.resource.spi.RetryableUnavailableException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.transaction.Status;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeEndpointFactoryTest {

  private static final Method ECHO = method("echo", String.class);
  private static final Method FAIL = method("fail");
  private static final Method REFUSE = method("refuse");
  private static final Method UNTRANSACTED = method("untransacted");

  private final FakeContainer container = new FakeContainer();
  private final FakeEndpointFactory<EchoBean> factory =
      container.endpoints(EchoBean.class, EchoBean::new);

  @AfterEach
  void close() {
    container.close();
  }

  @Test
  void deliveryInOrderReachesTheBeanAndCommits() throws Exception {
    MessageEndpoint endpoint = factory.createEndpoint(null);
    endpoint.beforeDelivery(ECHO);
    String answer = ((EchoBean) endpoint).echo("hello");
    endpoint.afterDelivery();
    endpoint.release();

    assertThat(answer).isEqualTo("hello injected");
    assertThat(factory.awaitDeliveries(1, Duration.ofSeconds(1)))
        .containsExactly(
            new EndpointDelivery(
                ECHO, List.of("hello"), answer, null, DeliveryOutcome.COMMITTED, null));
    assertThat(factory.open()).isZero();
    assertThat(factory.created()).isOne();
  }

  @Test
  void transactionAndClassLoaderHoldFromBeforeToAfter() throws Exception {
    ClassLoader outside = ClassLoader.getPlatformClassLoader();
    Thread.currentThread().setContextClassLoader(outside);
    try {
      MessageEndpoint endpoint = factory.createEndpoint(null);
      endpoint.beforeDelivery(ECHO);
      assertThat(container.transactions().getStatus()).isEqualTo(Status.STATUS_ACTIVE);
      assertThat(Thread.currentThread().getContextClassLoader())
          .isSameAs(EchoBean.class.getClassLoader());
      endpoint.afterDelivery();
      assertThat(container.transactions().getStatus()).isEqualTo(Status.STATUS_NO_TRANSACTION);
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(outside);
      endpoint.release();
    } finally {
      Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
    }
  }

  @Test
  void methodThatSupportsNoTransactionHasNone() throws Exception {
    assertThat(factory.isDeliveryTransacted(ECHO)).isTrue();
    assertThat(factory.isDeliveryTransacted(UNTRANSACTED)).isFalse();

    MessageEndpoint endpoint = factory.createEndpoint(null);
    endpoint.beforeDelivery(UNTRANSACTED);
    ((EchoBean) endpoint).untransacted();
    endpoint.afterDelivery();
    endpoint.release();

    assertThat(factory.deliveries().get(0).outcome()).isEqualTo(DeliveryOutcome.NO_TRANSACTION);
  }

  @Test
  void systemExceptionRollsBackAndIsWrapped() throws Exception {
    MessageEndpoint endpoint = factory.createEndpoint(null);
    endpoint.beforeDelivery(FAIL);
    assertThatThrownBy(((EchoBean) endpoint)::fail)
        .isInstanceOf(EJBException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    endpoint.afterDelivery();
    endpoint.release();

    assertThat(factory.deliveries().get(0).outcome()).isEqualTo(DeliveryOutcome.ROLLED_BACK);
    assertThat(factory.deliveries().get(0).failure()).hasMessage("broken");
  }

  @Test
  void applicationExceptionCommitsAndArrivesAsItIs() throws Exception {
    MessageEndpoint endpoint = factory.createEndpoint(null);
    endpoint.beforeDelivery(REFUSE);
    assertThatThrownBy(((EchoBean) endpoint)::refuse).isInstanceOf(EchoBean.Refusal.class);
    endpoint.afterDelivery();
    endpoint.release();

    assertThat(factory.deliveries().get(0).outcome()).isEqualTo(DeliveryOutcome.COMMITTED);
  }

  @Test
  void applicationExceptionThatRollsBackDoesSo() throws Exception {
    MessageEndpoint endpoint = factory.createEndpoint(null);
    endpoint.beforeDelivery(method("refuseAndRollBack"));
    assertThatThrownBy(((EchoBean) endpoint)::refuseAndRollBack)
        .isInstanceOf(EchoBean.UncheckedRefusal.class);
    endpoint.afterDelivery();
    endpoint.release();

    assertThat(factory.deliveries().get(0).outcome()).isEqualTo(DeliveryOutcome.ROLLED_BACK);
  }

  @Test
  void xaResourceTakesPartInTransactedDeliveriesOnly() throws Exception {
    List<String> calls = new ArrayList<>();
    MessageEndpoint endpoint = factory.createEndpoint(new RecordingXaResource(calls));

    endpoint.beforeDelivery(ECHO);
    ((EchoBean) endpoint).echo("a");
    endpoint.afterDelivery();
    endpoint.beforeDelivery(UNTRANSACTED);
    ((EchoBean) endpoint).untransacted();
    endpoint.afterDelivery();
    endpoint.beforeDelivery(ECHO);
    container.transactions().setRollbackOnly();
    endpoint.afterDelivery();
    endpoint.release();

    assertThat(calls)
        .containsExactly("start", "end", "commit onePhase", "start", "end", "rollback");
  }

  @Test
  void failedCommitMakesAfterDeliveryThrowAndTheEndpointUseless() throws Exception {
    RecordingXaResource resource = new RecordingXaResource(new ArrayList<>());
    resource.failCommit();
    MessageEndpoint endpoint = factory.createEndpoint(resource);
    endpoint.beforeDelivery(ECHO);
    ((EchoBean) endpoint).echo("a");

    assertThatThrownBy(endpoint::afterDelivery).isInstanceOf(LocalTransactionException.class);
    assertViolation(() -> endpoint.beforeDelivery(ECHO), "although a delivery failed");
    endpoint.release();
    assertThat(factory.deliveries().get(0).outcome()).isEqualTo(DeliveryOutcome.ROLLED_BACK);
  }

  @Test
  void payaraEndpointLosesExceptionsOnTheDirectWayOnly() throws Exception {
    factory.style(EndpointStyle.PAYARA);
    MessageEndpoint endpoint = factory.createEndpoint(null);
    endpoint.beforeDelivery(REFUSE);
    assertThatThrownBy(((EchoBean) endpoint)::refuse)
        .isInstanceOf(EJBException.class)
        .hasNoCause()
        .hasMessageContaining("Transaction Attribute not found");
    endpoint.afterDelivery();

    InvocationHandler handler = handlerOf(endpoint);
    endpoint.beforeDelivery(REFUSE);
    assertThatThrownBy(() -> handler.invoke(endpoint, REFUSE, null))
        .isInstanceOf(EchoBean.Refusal.class);
    endpoint.afterDelivery();
    endpoint.release();
  }

  @Test
  void payaraEndpointCannotBeCalledDirectlyWithoutBeforeDelivery() throws Exception {
    factory.style(EndpointStyle.PAYARA).allowPlainCalls();
    MessageEndpoint endpoint = factory.createEndpoint(null);

    assertThatThrownBy(() -> ((EchoBean) endpoint).echo("a"))
        .hasMessageContaining("Transaction Attribute not found");
    InvocationHandler handler = handlerOf(endpoint);
    assertThatCode(() -> handler.invoke(endpoint, ECHO, new Object[] {"a"}))
        .doesNotThrowAnyException();
    endpoint.release();
  }

  @Test
  void standardEndpointHasNoProxy() throws Exception {
    MessageEndpoint endpoint = factory.createEndpoint(null);

    assertThat(handlerOf(endpoint)).isNull();
    endpoint.release();
  }

  @Test
  void endpointsAreUnavailableBeyondTheCapacity() throws Exception {
    factory.capacity(1);
    MessageEndpoint endpoint = factory.createEndpoint(null);

    assertThatThrownBy(() -> factory.createEndpoint(null))
        .isExactlyInstanceOf(UnavailableException.class);
    endpoint.release();
    factory.createEndpoint(null).release();
    assertThat(factory.mostOpen()).isOne();
  }

  @Test
  void createEndpointWithATimeoutWaitsForOne() throws Exception {
    factory.capacity(1);
    MessageEndpoint endpoint = factory.createEndpoint(null);
    assertThatThrownBy(() -> factory.createEndpoint(null, 1))
        .isInstanceOf(UnavailableException.class);
    CompletableFuture<Void> released = CompletableFuture.runAsync(endpoint::release);

    factory.createEndpoint(null, 10_000).release();
    released.join();
  }

  @Test
  void endpointsAreUnavailableOnDemand() throws Exception {
    factory.unavailableNext(1);
    assertThatThrownBy(() -> factory.createEndpoint(null))
        .isExactlyInstanceOf(UnavailableException.class);
    factory.retryLaterNext(1);
    assertThatThrownBy(() -> factory.createEndpoint(null))
        .isInstanceOf(RetryableUnavailableException.class);
    factory.createEndpoint(null).release();
  }

  @Test
  void eachDeliveryFailsUntilToldOtherwise() throws Exception {
    factory.failing(EndpointFailure.UNAVAILABLE);
    assertThatThrownBy(() -> factory.createEndpoint(null)).isInstanceOf(UnavailableException.class);
    factory.failing(EndpointFailure.CREATION_BREAKS);
    assertThatThrownBy(() -> factory.createEndpoint(null))
        .isInstanceOf(IllegalStateException.class);
    factory.failing(EndpointFailure.CREATION_FAILS_TO_LINK);
    assertThatThrownBy(() -> factory.createEndpoint(null)).isInstanceOf(LinkageError.class);
    factory.failing(EndpointFailure.NO_TRANSACTION);
    MessageEndpoint endpoint = factory.createEndpoint(null);
    assertThatThrownBy(() -> endpoint.beforeDelivery(ECHO)).isInstanceOf(ResourceException.class);
    endpoint.release();
    factory.failing(EndpointFailure.NONE);
    factory.createEndpoint(null).release();
  }

  @Test
  void methodOfTheGeneratedClassIsUnknown() throws Exception {
    MessageEndpoint endpoint = factory.createEndpoint(null);
    Method generated = endpoint.getClass().getMethod("echo", String.class);

    assertThatThrownBy(() -> endpoint.beforeDelivery(generated))
        .isInstanceOf(NoSuchMethodException.class);
    endpoint.release();
  }

  @Test
  void methodsThatWouldMissTheBeanAreAViolation() throws Exception {
    MessageEndpoint endpoint = factory.createEndpoint(null);

    assertViolation(() -> endpoint.beforeDelivery(method("unreachable")), "final");
    assertViolation(() -> endpoint.beforeDelivery(null), "null");
    assertViolation(() -> assertThat(endpoint.hashCode()).isZero(), "hashCode");
    endpoint.release();
  }

  @Test
  void methodWithoutBeforeDeliveryIsAViolationUnlessAllowed() throws Exception {
    MessageEndpoint endpoint = factory.createEndpoint(null);

    assertViolation(() -> ((EchoBean) endpoint).echo("a"), "without beforeDelivery");
    factory.allowPlainCalls();
    assertThat(((EchoBean) endpoint).echo("a")).isEqualTo("a injected");
    endpoint.release();
  }

  @Test
  void callsOutOfOrderAreViolations() throws Exception {
    MessageEndpoint endpoint = factory.createEndpoint(null);

    assertViolation(endpoint::afterDelivery, "afterDelivery without beforeDelivery");
    endpoint.beforeDelivery(ECHO);
    assertViolation(() -> endpoint.beforeDelivery(ECHO), "beforeDelivery twice");
    assertViolation(() -> ((EchoBean) endpoint).untransacted(), "was told");
    ((EchoBean) endpoint).echo("a");
    assertViolation(() -> ((EchoBean) endpoint).echo("b"), "a second delivery");
    endpoint.afterDelivery();
    endpoint.release();
    assertViolation(endpoint::release, "release after release()");
  }

  @Test
  void releaseWithoutAfterDeliveryIsAViolationAndRollsBack() throws Exception {
    List<String> calls = new ArrayList<>();
    MessageEndpoint endpoint = factory.createEndpoint(new RecordingXaResource(calls));
    endpoint.beforeDelivery(ECHO);

    assertViolation(endpoint::release, "without afterDelivery");
    assertThat(calls).containsExactly("start", "end", "rollback");
    assertThat(container.transactions().getStatus()).isEqualTo(Status.STATUS_NO_TRANSACTION);
  }

  @Test
  void endpointUsedAgainAfterASystemExceptionIsAViolation() throws Exception {
    MessageEndpoint endpoint = factory.createEndpoint(null);
    endpoint.beforeDelivery(FAIL);
    assertThatThrownBy(((EchoBean) endpoint)::fail).isInstanceOf(EJBException.class);
    endpoint.afterDelivery();

    assertViolation(() -> endpoint.beforeDelivery(ECHO), "although a delivery failed");
    endpoint.release();
  }

  @Test
  void deliveryOnTwoThreadsIsAViolation() throws Exception {
    MessageEndpoint endpoint = factory.createEndpoint(null);
    endpoint.beforeDelivery(ECHO);

    Throwable thrown = onAnotherThread(() -> ((EchoBean) endpoint).echo("a"));

    assertThat(thrown).isInstanceOf(ContractViolation.class).hasMessageContaining("then");
    container.takeViolations();
    endpoint.afterDelivery();
    endpoint.release();
  }

  @Test
  void twoThreadsInOneEndpointAreAViolation() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    FakeEndpointFactory<WaitingBean> waiting =
        container.endpoints(WaitingBean.class, () -> new WaitingBean(inside, go));
    MessageEndpoint endpoint = waiting.createEndpoint(null);
    CompletableFuture<Throwable> delivery =
        CompletableFuture.supplyAsync(
            () ->
                thrownBy(
                    () -> {
                      endpoint.beforeDelivery(WaitingBean.class.getMethod("block"));
                      ((WaitingBean) endpoint).block();
                      endpoint.afterDelivery();
                    }));
    assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();

    assertViolation(() -> ((WaitingBean) endpoint).block(), "uses the same endpoint");
    go.countDown();
    assertThat(delivery.get(30, TimeUnit.SECONDS)).isNull();
    endpoint.release();
  }

  @Test
  void createEndpointWithinTheActivationIsAViolation() throws Exception {
    TestAdapter adapter = new TestAdapter();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    adapter.onActivation = mef -> thrown.set(thrownBy(() -> mef.createEndpoint(null)));
    container.start(adapter);

    container.activate(new TestAdapter.Spec(), factory);

    assertThat(thrown.get()).hasMessageContaining("createEndpoint within endpointActivation");
    container.takeViolations();
  }

  @Test
  void otherThreadsWaitForTheEndOfTheActivation() throws Exception {
    TestAdapter adapter = new TestAdapter();
    factory.activationPatience(Duration.ofMillis(20));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    adapter.onActivation =
        mef -> thrown.set(onAnotherThread(() -> mef.createEndpoint(null).release()));
    container.start(adapter);

    container.activate(new TestAdapter.Spec(), factory);

    assertThat(thrown.get())
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("has not returned");
    factory.createEndpoint(null).release();
  }

  @Test
  void noEndpointIsMadeDuringAndAfterTheDeactivation() throws Exception {
    TestAdapter adapter = new TestAdapter();
    TestAdapter.Spec spec = new TestAdapter.Spec();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    adapter.onDeactivation = mef -> thrown.set(thrownBy(() -> mef.createEndpoint(null)));
    container.start(adapter);
    container.activate(spec, factory);

    container.deactivate(spec, factory);

    assertThat(thrown.get()).isInstanceOf(UnavailableException.class);
    assertViolation(() -> factory.createEndpoint(null), "after endpointDeactivation");
    container.activate(spec, factory);
    factory.createEndpoint(null).release();
  }

  @Test
  void endpointKeptBeyondTheDeactivationIsAViolation() throws Exception {
    TestAdapter.Spec spec = new TestAdapter.Spec();
    container.start(new TestAdapter());
    container.activate(spec, factory);
    MessageEndpoint endpoint = factory.createEndpoint(null);

    container.deactivate(spec, factory);

    assertThat(container.takeViolations()).singleElement().asString().contains("not released");
    endpoint.release();
  }

  private void assertViolation(Step step, String text) {
    assertThat(thrownBy(step)).isInstanceOf(ContractViolation.class).hasMessageContaining(text);
    assertThat(container.takeViolations()).hasSize(1);
  }

  private interface Step {
    void run() throws Exception;
  }

  private static Throwable thrownBy(Step step) {
    try {
      step.run();
      return null;
    } catch (Exception | ContractViolation e) {
      return e;
    }
  }

  private static Throwable onAnotherThread(Step step) {
    return CompletableFuture.supplyAsync(() -> thrownBy(step)).join();
  }

  private static InvocationHandler handlerOf(MessageEndpoint endpoint) throws Exception {
    for (Field field : endpoint.getClass().getDeclaredFields()) {
      field.setAccessible(true);
      Object value = field.get(endpoint);
      if (value != null && Proxy.isProxyClass(value.getClass())) {
        return Proxy.getInvocationHandler(value);
      }
    }
    return null;
  }

  private static Method method(String name, Class<?>... types) {
    try {
      return EchoBean.class.getMethod(name, types);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  /** A bean that stays in its method until it may go. */
  static class WaitingBean {
    private final CountDownLatch inside;
    private final CountDownLatch go;

    WaitingBean() {
      this(null, null);
    }

    WaitingBean(CountDownLatch inside, CountDownLatch go) {
      this.inside = inside;
      this.go = go;
    }

    public void block() throws InterruptedException {
      inside.countDown();
      go.await();
    }
  }
}
