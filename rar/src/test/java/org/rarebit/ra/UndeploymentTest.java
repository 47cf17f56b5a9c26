package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.EndpointStyle;
import org.rarebit.testkit.container.FakeEndpointFactory;

/** What becomes of requests while their beans come and go. */
class UndeploymentTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final int CALLERS = 8;
  private static final int REDEPLOYMENTS = 10;

  /** Counts how often each request was run. */
  public static class CountingBean implements RpcListener {
    private final Map<String, AtomicInteger> runs;

    /** For the container's generated subclass, which runs no method of it. */
    public CountingBean() {
      this(new ConcurrentHashMap<>());
    }

    CountingBean(Map<String, AtomicInteger> runs) {
      this.runs = runs;
    }

    @RpcMethod
    public String run(String id) throws InterruptedException {
      runs.computeIfAbsent(id, any -> new AtomicInteger()).incrementAndGet();
      TimeUnit.MILLISECONDS.sleep(1); // some work, so that requests are always under way
      return id;
    }
  }

  private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
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

  private RpcActivationSpec spec(String server, String acknowledgement) {
    RpcActivationSpec spec = fixture.spec(server);
    spec.setAcknowledgement(acknowledgement);
    return spec;
  }

  private FakeEndpointFactory<CountingBean> counting(AdapterFixture adapter) {
    return adapter.container().endpoints(CountingBean.class, () -> new CountingBean(runs));
  }

  private enum Moment {
    BEFORE_DISPATCH,
    AFTER_COMMIT
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void underLoadEveryCallIsAnsweredAndEveryRequestRunsOnce(Moment acknowledgement)
      throws Exception {
    RpcActivationSpec steady = spec("steady", acknowledgement.name());
    other.container().activate(steady, counting(other));
    fixture.awaitConsumers("calculator", 1);
    AtomicBoolean enough = new AtomicBoolean();
    Set<String> sent = ConcurrentHashMap.newKeySet();
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    List<Future<?>> running = new ArrayList<>();
    try {
      for (int caller = 0; caller < CALLERS; caller++) {
        String name = "caller " + caller;
        running.add(callers.submit(() -> callUntil(enough, name, sent)));
      }
      for (int i = 0; i < REDEPLOYMENTS; i++) {
        RpcActivationSpec moving = spec("moving", acknowledgement.name());
        FakeEndpointFactory<CountingBean> beans = counting(fixture);
        fixture.container().activate(moving, beans);
        beans.awaitDeliveries(50, AdapterFixture.PATIENCE);
        fixture.container().deactivate(moving, beans);
      }
    } finally {
      enough.set(true);
      callers.shutdown();
    }
    for (Future<?> caller : running) {
      caller.get(30, TimeUnit.SECONDS);
    }

    Beans.eventually(() -> runs.size() == sent.size()); // casts may still be on their way
    Set<String> notOnce = new HashSet<>();
    runs.forEach(
        (id, count) -> {
          if (count.get() != 1) {
            notOnce.add(id + ": " + count);
          }
        });
    assertThat(notOnce).isEmpty();
    assertThat(runs.keySet()).isEqualTo(sent);
    assertThat(fixture.broker().messageCount("calculator")).isZero();
  }

  private Void callUntil(AtomicBoolean enough, String caller, Set<String> sent) throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      for (int i = 0; !enough.get(); i++) {
        String id = caller + " request " + i;
        sent.add(id);
        if (i % 4 == 3) {
          client.cast("run", Map.of("id", id));
        } else {
          assertThat(client.call("run", Map.of("id", id))).isEqualTo(id);
        }
      }
    }
    return null;
  }

  @Test
  void whatHasNotBegunGoesToAnotherServerAtOnceWhileWhatRunsEnds() throws Exception {
    RpcActivationSpec leaving = fixture.spec("node1");
    leaving.setMaxConcurrency(1);
    AdapterFixture.Serving serving = fixture.activate(leaving, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      CompletableFuture<?> running = client.callAsync("block", Map.of()).toCompletableFuture();
      assertThat(fixture.desk().entered.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 5; i++) {
        client.cast("log", Map.of("line", "line " + i));
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
        assertThat(other.desk().heard.poll(10, TimeUnit.SECONDS)).startsWith("line");
      }
      assertThat(undeployment).as("the deployment waits for what runs").isNotDone();
      fixture.desk().mayLeave.countDown();
      undeployment.get(10, TimeUnit.SECONDS);
      running.get(10, TimeUnit.SECONDS);
      assertThat(fixture.desk().heard).isEmpty();
    }
  }

  @Test
  void aWorkThatRunsTooLateFindsNothingToDo() throws Exception {
    AdapterFixture.Serving serving = fixture.serve();
    fixture.container().workManager().statistics().awaitIdle(AdapterFixture.PATIENCE);
    try (RpcConnection connection = other.connect()) {
      fixture.container().workManager().hold();
      connection.client(CALCULATOR).cast("log", Map.of("line", "kept"));
      assertThat(
              fixture
                  .broker()
                  .await(AdapterFixture.PATIENCE, b -> b.unackedCount("calculator") == 1))
          .isTrue();

      fixture.deactivate(serving);
      fixture.container().workManager().resume();

      other.activate(other.spec("node2"), EndpointStyle.STANDARD);
      assertThat(other.desk().heard.poll(10, TimeUnit.SECONDS)).isEqualTo("kept");
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
              .callAsync("later", Map.of("value", 1))
              .toCompletableFuture();
      CalculatorBean.Promise promise = fixture.desk().promises.poll(10, TimeUnit.SECONDS);
      CompletableFuture<Void> undeployment =
          CompletableFuture.runAsync(() -> fixture.deactivate(serving));
      fixture.awaitConsumers("calculator", 0);
      assertThat(undeployment).isNotDone();

      promise.result().complete(7L);

      assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo(7L);
      undeployment.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void anUndeploymentWaitsNoLongerThanItsDrainTimeout() throws Exception {
    RpcActivationSpec impatient = fixture.spec("node1");
    impatient.setDrainTimeoutMillis(100L);
    AdapterFixture.Serving serving = fixture.activate(impatient, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);
    try (RpcConnection connection = other.connect()) {
      connection.client(CALCULATOR).cast("block", Map.of());
      assertThat(fixture.desk().entered.await(10, TimeUnit.SECONDS)).isTrue();

      long before = System.nanoTime();
      fixture.deactivate(serving);

      assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(5));
      fixture.desk().mayLeave.countDown();
      fixture.container().workManager().statistics().awaitIdle(AdapterFixture.PATIENCE);
      assertThat(fixture.container().takeViolations())
          .as("this container takes it ill that the method still ran; a server lets it run")
          .singleElement()
          .asString()
          .contains("not released");
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
      assertThat(connection.client(CALCULATOR).call("add", Map.of("a", 1, "b", 2))).isEqualTo(3L);
      assertThat(abacus.call("add", Map.of("a", 3, "b", 4))).isEqualTo(7L);

      fixture.deactivate(one);

      assertThat(fixture.broker().consumerCount("calculator")).isZero();
      assertThat(abacus.call("add", Map.of("a", 5, "b", 6))).isEqualTo(11L);
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
      assertThat(client.call("add", Map.of("a", 1, "b", 2))).isEqualTo(3L);

      fixture.deactivate(two);

      assertThat(fixture.broker().consumerCount("calculator")).isZero();
    }
  }
}
