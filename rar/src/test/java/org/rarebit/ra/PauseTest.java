package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcListener;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.ActivationMXBean;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.container.EndpointStyle;
import org.rarebit.testkit.container.FakeEndpointFactory;

/** Beans that take nothing for a while: after failures, or because an operator says so. */
class PauseTest {

  /** Another API of the same topic, whose bean shares its server. */
  @RpcContract(namespace = "doubler", version = "1.0")
  public interface Doubler {
    long twice(long value);
  }

  /** Serves it. */
  public static class DoublerBean implements RpcListener, Doubler {
    @Override
    public long twice(long value) {
      return 2 * value;
    }
  }

  /** Fails until told otherwise. */
  public static class FragileBean extends CalculatorBean {
    private final AtomicInteger failuresLeft;
    private final AtomicInteger calls;

    /** For the container's generated subclass, which runs no method of it. */
    public FragileBean() {
      this(new AtomicInteger(), new AtomicInteger());
    }

    FragileBean(AtomicInteger failuresLeft, AtomicInteger calls) {
      this.failuresLeft = failuresLeft;
      this.calls = calls;
    }

    @Override
    public long add(long a, long b) {
      calls.incrementAndGet();
      if (failuresLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("the database is away");
      }
      return a + b;
    }
  }

  private static final Target CALCULATOR = Target.topic("calculator");

  /** Long enough for a slow machine to see that nothing is taken meanwhile. */
  private static final long PAUSE_MILLIS = 1000;

  private final AtomicInteger failuresLeft = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private AdapterFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private RpcActivationSpec breaking(int threshold, long pauseMillis) {
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setFailureThreshold(threshold);
    spec.setFailurePauseMillis(pauseMillis);
    return spec;
  }

  private FakeEndpointFactory<FragileBean> serveFragile(RpcActivationSpec spec) throws Exception {
    FakeEndpointFactory<FragileBean> beans =
        fixture
            .container()
            .endpoints(FragileBean.class, () -> new FragileBean(failuresLeft, calls));
    fixture.container().activate(spec, beans);
    fixture.awaitConsumers("calculator", 1);
    return beans;
  }

  private void serveDoubler() throws Exception {
    fixture
        .container()
        .activate(
            fixture.spec("node1"),
            fixture.container().endpoints(DoublerBean.class, DoublerBean::new));
  }

  private void await(Predicate<EmbeddedBroker> condition) throws Exception {
    assertThat(fixture.broker().await(AdapterFixture.PATIENCE, condition)).isTrue();
  }

  private void failOnce(RpcClient client) {
    assertThatThrownBy(() -> client.request("add").arg("a", 1).arg("b", 1).call())
        .isInstanceOf(RemoteErrorException.class)
        .hasMessageContaining("the database is away");
  }

  @Test
  void afterFailuresInARowNothingIsTakenUntilAnAttemptSucceeds() throws Exception {
    failuresLeft.set(3);
    serveFragile(breaking(2, PAUSE_MILLIS));
    ActivationMXBean shown = Beans.activation(FragileBean.class);
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      failOnce(client);
      Beans.eventually(() -> shown.getState().equals("ACTIVE"));
      failOnce(client);

      Beans.eventually(() -> shown.getState().equals("PAUSED"));
      assertThat(Instant.parse(shown.getNextAttempt()))
          .isBefore(Instant.now().plusMillis(PAUSE_MILLIS + 100));
      fixture.awaitConsumers("calculator", 0);
      CompletableFuture<?> attempt =
          client.request("add").arg("a", 1).arg("b", 1).callAsync().toCompletableFuture();

      assertThatThrownBy(() -> attempt.get(30, TimeUnit.SECONDS)).hasMessageContaining("database");
      Beans.eventually(() -> shown.getState().equals("PAUSED"));
      assertThat(client.request("add").arg("a", 1).arg("b", 2).call()).isEqualTo(3L);
      Beans.eventually(() -> shown.getState().equals("ACTIVE"));
      assertThat(shown.getNextAttempt()).isNull();
      assertThat(calls).hasValue(4);
    }
  }

  @Test
  void oneRequestIsTriedAndTheOthersWaitOnTheBroker() throws Exception {
    failuresLeft.set(2);
    serveFragile(breaking(1, PAUSE_MILLIS));
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      failOnce(client);
      fixture.awaitConsumers("calculator", 0);
      int before = calls.get();

      List<CompletableFuture<?>> waiting =
          List.of(
              client.request("add").arg("a", 1).arg("b", 1).callAsync().toCompletableFuture(),
              client.request("add").arg("a", 1).arg("b", 2).callAsync().toCompletableFuture(),
              client.request("add").arg("a", 1).arg("b", 3).callAsync().toCompletableFuture());
      Beans.eventually(() -> calls.get() == before + 1); // the attempt, which fails

      await(b -> b.consumerCount("calculator") == 0 && b.messageCount("calculator") == 2);
      assertThat(calls).hasValue(before + 1);
      long answered = 0;
      for (CompletableFuture<?> one : waiting) {
        try {
          one.get(30, TimeUnit.SECONDS);
          answered++;
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e).hasMessageContaining("database");
        }
      }
      assertThat(answered).as("none of those that waited is lost").isEqualTo(2);
    }
  }

  @Test
  void answersThatAreErrorsPauseNothing() throws Exception {
    serveFragile(breaking(1, 60_000));
    ActivationMXBean shown = Beans.activation(FragileBean.class);
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      assertThatThrownBy(() -> client.request("refuse").arg("why", "no").call());
      assertThatThrownBy(() -> client.request("add").arg("a", "x").arg("b", 1).call());
      assertThatThrownBy(() -> client.request("nope").call());

      assertThat(client.request("add").arg("a", 1).arg("b", 1).call()).isEqualTo(2L);
      Beans.eventually(() -> shown.getState().equals("ACTIVE"));
    }
  }

  @Test
  void successesBetweenFailuresPauseNothing() throws Exception {
    serveFragile(breaking(2, 60_000));
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      for (int i = 0; i < 4; i++) {
        failuresLeft.set(1);
        failOnce(client);
        assertThat(client.request("add").arg("a", 1).arg("b", 1).call()).isEqualTo(2L);
      }
    }
  }

  @Test
  void anOperatorPausesAndResumesAndNothingIsLost() throws Exception {
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setMaxConcurrency(1);
    fixture.activate(spec, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);
    ActivationMXBean shown = Beans.activation(CalculatorBean.class);
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      CompletableFuture<?> running = client.request("block").callAsync().toCompletableFuture();
      assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 5; i++) {
        client.request("log").arg("line", "line " + i).cast();
      }
      await(b -> b.unackedCount("calculator") == 5);

      shown.pause();

      assertThat(shown.getState()).isEqualTo("PAUSED");
      assertThat(shown.getNextAttempt()).isNull();
      await(b -> b.messageCount("calculator") == 5 && b.unackedCount("calculator") == 0);
      fixture.desk().mayLeave.countDown();
      running.get(30, TimeUnit.SECONDS);
      assertThat(fixture.desk().heard).isEmpty();

      shown.resume();

      for (int i = 0; i < 5; i++) {
        assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isNotNull();
      }
      assertThat(shown.getState()).isEqualTo("ACTIVE");
    }
  }

  @Test
  void aPausedBeanDoesNotHoldUpTheOneThatSharesItsServer() throws Exception {
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setPrefetch(4);
    fixture.activate(spec, EndpointStyle.STANDARD);
    serveDoubler();
    fixture.awaitConsumers("calculator", 1);
    ActivationMXBean shown = Beans.activation(CalculatorBean.class);
    try (RpcConnection connection = fixture.connect()) {
      shown.pause();
      for (int i = 0; i < 50; i++) {
        connection.client(CALCULATOR).request("log").arg("line", "line " + i).cast();
      }

      RpcClient doubler = connection.client(CALCULATOR.namespace("doubler"));
      for (int i = 0; i < 20; i++) {
        assertThat(doubler.request("twice").arg("value", i).call()).isEqualTo(2L * i);
      }

      assertThat(fixture.desk().heard).isEmpty();
      shown.resume();
      java.util.Set<String> heard = new java.util.HashSet<>();
      for (int i = 0; i < 50; i++) {
        heard.add(fixture.desk().heard.poll(30, TimeUnit.SECONDS));
      }
      assertThat(heard).as("each once").hasSize(50).doesNotContainNull();
    }
  }

  @Test
  void anAttemptIsReachedBehindTheRequestsOfAPausedNeighbour() throws Exception {
    failuresLeft.set(1);
    serveFragile(breaking(1, PAUSE_MILLIS));
    serveDoubler();
    ActivationMXBean neighbour = Beans.activation(DoublerBean.class);
    ActivationMXBean shown = Beans.activation(FragileBean.class);
    try (RpcConnection connection = fixture.connect()) {
      neighbour.pause();
      failOnce(connection.client(CALCULATOR));
      fixture.awaitConsumers("calculator", 0);
      for (int i = 0; i < 20; i++) {
        connection.client(CALCULATOR.namespace("doubler")).request("twice").arg("value", i).cast();
      }

      assertThat(connection.client(CALCULATOR).request("add").arg("a", 1).arg("b", 2).call())
          .isEqualTo(3L);

      Beans.eventually(() -> shown.getState().equals("ACTIVE"));
      neighbour.resume();
      Beans.eventually(() -> neighbour.getServed() == 20);
    }
  }

  @Test
  void requestsForABeanThatLeftWaitForTheNextDeploymentWhileItsNeighbourServes() throws Exception {
    AdapterFixture.Serving leaving =
        fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
    serveDoubler();
    fixture.awaitConsumers("calculator", 1);
    try (RpcConnection connection = fixture.connect()) {
      fixture.deactivate(leaving);
      CompletableFuture<?> early =
          connection
              .client(CALCULATOR)
              .request("add")
              .arg("a", 1)
              .arg("b", 2)
              .callAsync()
              .toCompletableFuture();
      assertThat(
              connection
                  .client(CALCULATOR.namespace("doubler"))
                  .request("twice")
                  .arg("value", 4)
                  .call())
          .isEqualTo(8L);
      assertThat(early).isNotDone();

      fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);

      assertThat(early.get(30, TimeUnit.SECONDS)).isEqualTo(3L);
    }
  }

  @Test
  void requestsForABeanThatLeftAreServedByAnotherServer() throws Exception {
    AdapterFixture.Serving leaving =
        fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
    serveDoubler();
    try (AdapterFixture other = fixture.startBeside(adapter -> {});
        RpcConnection connection = fixture.connect()) {
      other.activate(other.spec("node2"), EndpointStyle.STANDARD);
      fixture.awaitConsumers("calculator", 2);
      fixture.deactivate(leaving);

      for (int i = 0; i < 10; i++) {
        assertThat(connection.client(CALCULATOR).request("add").arg("a", i).arg("b", 2).call())
            .isEqualTo(i + 2L);
      }
    }
  }

  @Test
  void aListenerPausesAfterFailuresAndHearsEverythingInTheEnd() throws Exception {
    AtomicInteger left = new AtomicInteger(2);
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setPriorities("info");
    spec.setFailureThreshold(2);
    spec.setFailurePauseMillis(PAUSE_MILLIS);
    Hearing hearing = Hearing.start(fixture, spec);
    hearing.desk().answer =
        any -> {
          if (left.getAndDecrement() > 0) {
            throw new IllegalStateException("the database is away");
          }
          return NotificationResult.HANDLED;
        };
    fixture.awaitConsumers("notifications.info", 1);
    ActivationMXBean shown = Beans.activation(EarBean.class);
    try (RpcConnection connection = fixture.connect()) {
      connection.notifier("test").info("one", Map.of());
      Beans.eventually(() -> shown.getState().equals("PAUSED"));
      fixture.awaitConsumers("notifications.info", 0);
      connection.notifier("test").info("two", Map.of());

      Beans.eventually(() -> shown.getServed() == 2);

      assertThat(shown.getState()).isEqualTo("ACTIVE");
      assertThat(shown.getFailed()).isEqualTo(2);
      assertThat(shown.getLastError()).contains("the database is away");
      assertThat(hearing.desk().calls).hasValue(4);
    }
  }

  @Test
  void whatAPausedListenerDoesNotWantGoesToItsNeighbours() throws Exception {
    NotificationActivationSpec invoices = new NotificationActivationSpec();
    invoices.setPriorities("info");
    invoices.setEventTypeFilter("invoice");
    invoices.setPrefetch(2);
    Hearing one = Hearing.start(fixture, invoices);
    NotificationActivationSpec orders = new NotificationActivationSpec();
    orders.setPriorities("info");
    orders.setEventTypeFilter("order");
    Hearing other = Hearing.start(fixture, orders);
    fixture.awaitConsumers("notifications.info", 1);
    List<ActivationMXBean> shown = Beans.activations(EarBean.class);
    assertThat(shown).hasSize(2);
    shown.get(0).pause();
    try (RpcConnection connection = fixture.connect()) {
      for (int i = 0; i < 10; i++) {
        connection.notifier("test").info("invoice", Map.of());
        connection.notifier("test").info("order", Map.of());
      }
      Beans.eventually(() -> one.desk().calls.get() + other.desk().calls.get() == 10);
      assertThat(Math.min(one.desk().calls.get(), other.desk().calls.get())).isZero();

      shown.get(0).resume();

      Beans.eventually(() -> one.desk().calls.get() == 10 && other.desk().calls.get() == 10);
    }
  }

  @Test
  void aPausedBeanThatIsUndeployedLeavesItsRequestsOnTheBroker() throws Exception {
    AdapterFixture.Serving serving = fixture.serve();
    ActivationMXBean shown = Beans.activation(CalculatorBean.class);
    try (RpcConnection connection = fixture.connect()) {
      shown.pause();
      connection.client(CALCULATOR).request("log").arg("line", "kept").cast();

      fixture.deactivate(serving);

      await(b -> b.messageCount("calculator") == 1 && b.unackedCount("calculator") == 0);
      fixture.serve();
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("kept");
    }
  }
}
