package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.EJBException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.EndpointStyle;

/** What becomes of requests while their beans come and go. */
class UndeploymentTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  private AdapterFixture fixture;
  private AdapterFixture other;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    other = fixture.startBeside(adapter -> {});
  }

  @AfterEach
  void stop() {
    fixture.desk().mayLeave.countDown();
    other.close();
    fixture.close();
  }

  private enum Moment {
    BEFORE_DISPATCH,
    AFTER_COMMIT
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void underLoadEveryCallIsAnsweredAndEveryRequestRunsOnce(Moment acknowledgement)
      throws Exception {
    new RedeploymentLoad("calculator", acknowledgement.name()).run(fixture, other);

    assertThat(fixture.broker().messageCount("calculator")).isZero();
  }

  @Test
  void whatHasNotBegunGoesToAnotherServerAtOnceWhileWhatRunsEnds() throws Exception {
    RpcActivationSpec leaving = fixture.spec("node1");
    leaving.setMaxConcurrency(1);
    AdapterFixture.Serving serving = fixture.activate(leaving, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      CompletableFuture<?> running = client.request("block").callAsync().toCompletableFuture();
      assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 5; i++) {
        client.request("log").arg("line", "line " + i).cast();
      }
      assertThat(
              fixture
                  .broker()
                  .await(AdapterFixture.PATIENCE, b -> b.unackedCount("calculator") == 5))
          .isTrue();
      other.activate(other.spec("node2"), EndpointStyle.STANDARD);
      fixture.awaitConsumers("calculator", 2);

      CompletableFuture<Void> undeployment =
          CompletableFuture.runAsync(() -> fixture.deactivate(serving));

      for (int i = 0; i < 5; i++) {
        assertThat(other.desk().heard.poll(30, TimeUnit.SECONDS)).startsWith("line");
      }
      assertThat(undeployment).as("the deployment waits for what runs").isNotDone();
      fixture.desk().mayLeave.countDown();
      undeployment.get(30, TimeUnit.SECONDS);
      running.get(30, TimeUnit.SECONDS);
      assertThat(fixture.desk().heard).isEmpty();
    }
  }

  @Test
  void aWorkThatRunsTooLateFindsNothingToDo() throws Exception {
    AdapterFixture.Serving serving = fixture.serve();
    fixture.container().workManager().statistics().awaitIdle(AdapterFixture.PATIENCE);
    try (RpcConnection connection = other.connect()) {
      fixture.container().workManager().hold();
      connection.client(CALCULATOR).request("log").arg("line", "kept").cast();
      assertThat(
              fixture
                  .broker()
                  .await(AdapterFixture.PATIENCE, b -> b.unackedCount("calculator") == 1))
          .isTrue();

      fixture.deactivate(serving);
      fixture.container().workManager().resume();

      other.activate(other.spec("node2"), EndpointStyle.STANDARD);
      assertThat(other.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("kept");
      assertThat(fixture.desk().heard).isEmpty();
    }
  }

  @Test
  void aStageThatIsNotCompleteIsWaitedForAndAnswered() throws Exception {
    AdapterFixture.Serving serving = fixture.serve();
    try (RpcConnection connection = other.connect()) {
      CompletableFuture<?> call =
          connection
              .client(CALCULATOR)
              .request("later")
              .arg("value", 1)
              .callAsync()
              .toCompletableFuture();
      CalculatorBean.Promise promise = fixture.desk().promises.poll(30, TimeUnit.SECONDS);
      CompletableFuture<Void> undeployment =
          CompletableFuture.runAsync(() -> fixture.deactivate(serving));
      fixture.awaitConsumers("calculator", 0);
      assertThat(undeployment).isNotDone();

      promise.result().complete(7L);

      assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo(7L);
      undeployment.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void anUndeploymentWaitsNoLongerThanItsDrainTimeout() throws Exception {
    RpcActivationSpec impatient = fixture.spec("node1");
    impatient.setDrainTimeoutMillis(100L);
    AdapterFixture.Serving serving = fixture.activate(impatient, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);
    try (RpcConnection connection = other.connect()) {
      connection.client(CALCULATOR).request("block").cast();
      assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();

      long before = System.nanoTime();
      fixture.deactivate(serving);

      assertThat(System.nanoTime() - before)
          .isLessThan(TimeUnit.SECONDS.toNanos(15)); // 20 s by default
      fixture.desk().mayLeave.countDown();
      fixture.container().workManager().statistics().awaitIdle(AdapterFixture.PATIENCE);
      assertThat(fixture.container().takeViolations())
          .as("this container takes it ill that the method still ran; a server lets it run")
          .singleElement()
          .asString()
          .contains("not released");
    }
  }

  /** A broker that hangs, or a firewall that drops what it gets. */
  @Test
  void anUndeploymentWhileAConnectionIsBeingMadeGivesThatUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        AdapterFixture lost =
            AdapterFixture.startAt(
                "rabbit://127.0.0.1:" + silent.getLocalPort() + "/",
                adapter -> adapter.setConnectTimeoutMillis(20_000))) {
      AdapterFixture.Serving serving = lost.activate(lost.spec("node1"), EndpointStyle.STANDARD);
      try (Socket connecting = silent.accept()) {
        long before = System.nanoTime();

        lost.deactivate(serving);

        connecting.setSoTimeout(10_000);
        var unused = connecting.getInputStream().readAllBytes(); // a greeting perhaps, and the end
        lost.container().workManager().statistics().awaitIdle(AdapterFixture.PATIENCE);
        assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(5));
      }
    }
  }

  @Test
  void twoActivationsOfOneClassWorkAndStopAlone() throws Exception {
    AdapterFixture.Serving one = fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
    RpcActivationSpec otherTopic = fixture.spec("node1");
    otherTopic.setTopic("abacus");
    AdapterFixture.Serving two = fixture.activate(otherTopic, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);
    fixture.awaitConsumers("abacus", 1);
    try (RpcConnection connection = other.connect()) {
      RpcClient abacus = connection.client(Target.topic("abacus"));
      assertThat(connection.client(CALCULATOR).request("add").arg("a", 1).arg("b", 2).call())
          .isEqualTo(3L);
      assertThat(abacus.request("add").arg("a", 3).arg("b", 4).call()).isEqualTo(7L);

      fixture.deactivate(one);

      assertThat(fixture.broker().consumerCount("calculator")).isZero();
      assertThat(abacus.request("add").arg("a", 5).arg("b", 6).call()).isEqualTo(11L);
      fixture.deactivate(two);
      assertThat(fixture.broker().consumerCount("abacus")).isZero();
    }
  }

  @Test
  void equalActivationsShareAServerUntilTheLastStops() throws Exception {
    AdapterFixture.Serving one = fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
    AdapterFixture.Serving two = fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);
    try (RpcConnection connection = other.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      fixture.deactivate(one);
      assertThat(client.request("add").arg("a", 1).arg("b", 2).call()).isEqualTo(3L);

      fixture.deactivate(two);

      assertThat(fixture.broker().consumerCount("calculator")).isZero();
    }
  }

  /** As Payara does between closing a bean and deactivating it. */
  private static final class ClosedBeans implements MessageEndpointFactory {
    private final AtomicInteger refusals;
    private final AtomicInteger refused = new AtomicInteger();
    private final MessageEndpointFactory beans;

    ClosedBeans(MessageEndpointFactory beans, int refusals) {
      this.beans = beans;
      this.refusals = new AtomicInteger(refusals);
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
      if (refusals.getAndDecrement() <= 0) {
        return beans.createEndpoint(resource);
      }
      return (MessageEndpoint)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {MessageEndpoint.class},
              (proxy, method, args) -> {
                if (method.getName().equals("beforeDelivery")) {
                  refused.incrementAndGet();
                  throw new EJBException("closed by container");
                }
                assertThat(method.getName()).isEqualTo("release");
                return null;
              });
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource, long timeout)
        throws UnavailableException {
      return createEndpoint(resource);
    }

    @Override
    public boolean isDeliveryTransacted(Method method) throws NoSuchMethodException {
      return beans.isDeliveryTransacted(method);
    }

    @Override
    public String getActivationName() {
      return beans.getActivationName();
    }

    @Override
    public Class<?> getEndpointClass() {
      return beans.getEndpointClass();
    }
  }

  private ClosedBeans activateClosed(RpcActivationSpec spec, int refusals) throws Exception {
    ClosedBeans closed =
        new ClosedBeans(
            fixture
                .container()
                .endpoints(CalculatorBean.class, () -> new CalculatorBean(fixture.desk())),
            refusals);
    fixture.container().associate(spec);
    fixture.adapter().endpointActivation(closed, spec);
    fixture.awaitConsumers("calculator", 1);
    return closed;
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void whatTheContainerDoesNotBeginIsNeitherAcknowledgedNorFailed(Moment acknowledgement)
      throws Exception {
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setAcknowledgement(acknowledgement.name());
    ClosedBeans closed = activateClosed(spec, Integer.MAX_VALUE);
    try (RpcConnection connection = other.connect()) {
      CompletableFuture<?> call =
          connection
              .client(CALCULATOR)
              .request("add")
              .arg("a", 1)
              .arg("b", 2)
              .callAsync()
              .toCompletableFuture();
      Beans.eventually(() -> closed.refused.get() > 1);
      assertThat(fixture.broker().unackedCount("calculator")).isEqualTo(1);

      fixture.adapter().endpointDeactivation(closed, spec);
      assertThat(call).isNotDone();
      other.activate(other.spec("node2"), EndpointStyle.STANDARD);

      assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo(3L);
    }
  }

  @Test
  void aContainerThatBeginsLateServesTheRequestAfterAll() throws Exception {
    RpcActivationSpec spec = fixture.spec("node1");
    ClosedBeans closed = activateClosed(spec, 3);
    try (RpcConnection connection = other.connect()) {
      assertThat(connection.client(CALCULATOR).request("add").arg("a", 1).arg("b", 2).call())
          .isEqualTo(3L);
    }
    fixture.adapter().endpointDeactivation(closed, spec);
  }
}
