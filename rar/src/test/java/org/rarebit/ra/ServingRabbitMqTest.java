package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcListener;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.ActivationMXBean;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.FakeEndpointFactory;

/**
 * What a server owes its callers where RabbitMQ counts deliveries and refuses what is too large.
 */
class ServingRabbitMqTest extends RabbitMqFixture {

  /** What the bean serves. */
  @RpcContract(version = "1.0")
  public interface Counting {
    void count();

    int number();

    String text(int length);
  }

  /** Another contract of the topic, in a namespace of its own. */
  @RpcContract(namespace = "other", version = "1.0")
  public interface Other {
    void more();
  }

  /** Serves it. */
  public static class CountingBean implements RpcListener, Counting {
    private final AtomicInteger runs;
    private final long pauseMillis;

    /** For the container's generated subclass, which runs no method of it. */
    public CountingBean() {
      this(new AtomicInteger(), 0);
    }

    CountingBean(AtomicInteger runs, long pauseMillis) {
      this.runs = runs;
      this.pauseMillis = pauseMillis;
    }

    @Override
    public void count() {
      try {
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      runs.incrementAndGet();
    }

    @Override
    public int number() {
      return runs.incrementAndGet();
    }

    @Override
    public String text(int length) {
      return "x".repeat(length);
    }
  }

  /** Serves the other one. */
  public static class OtherBean implements RpcListener, Other {
    @Override
    public void more() {}
  }

  private final AtomicInteger runs = new AtomicInteger();

  private RpcActivationSpec spec() {
    RpcActivationSpec spec = new RpcActivationSpec();
    spec.setTopic(topic);
    spec.setServer("node1");
    return spec;
  }

  /** An adapter with one bean that counts, which the end of the test stops. */
  private AdapterFixture serve(String url) throws Exception {
    AdapterFixture adapter = start(url, bean -> {});
    adapter
        .container()
        .activate(
            spec(),
            adapter.container().endpoints(CountingBean.class, () -> new CountingBean(runs, 0)));
    awaitActive();
    return adapter;
  }

  private static void awaitActive() throws Exception {
    await(() -> Beans.activation(CountingBean.class).getState().equals("ACTIVE"));
  }

  @Test
  void redeploymentsUseUpNoDeliveryLimit() throws Exception {
    AdapterFixture adapter =
        start(
            node.url(),
            bean -> {
              bean.setQuorumQueues(true);
              bean.setQuorumDeliveryLimit(2);
            });
    RpcActivationSpec first = spec();
    FakeEndpointFactory<CountingBean> declaring =
        adapter.container().endpoints(CountingBean.class, () -> new CountingBean(runs, 100));
    adapter.container().activate(first, declaring);
    awaitActive();
    adapter.container().deactivate(first, declaring);
    try (RpcConnection connection = adapter.connect()) {
      for (int i = 0; i < 40; i++) {
        connection.client(Target.topic(topic)).request("count").cast();
      }
    }

    for (int i = 0; i < 4; i++) {
      RpcActivationSpec spec = spec();
      spec.setMaxConcurrency(1);
      FakeEndpointFactory<CountingBean> beans =
          adapter.container().endpoints(CountingBean.class, () -> new CountingBean(runs, 100));
      int before = runs.get();
      adapter.container().activate(spec, beans);
      await(() -> runs.get() > before);
      adapter.container().deactivate(spec, beans);
    }
    adapter
        .container()
        .activate(
            spec(),
            adapter.container().endpoints(CountingBean.class, () -> new CountingBean(runs, 0)));

    await(() -> runs.get() == 40);
  }

  @Test
  void aPauseBesideAnotherBeanUsesUpNoDeliveryLimit() throws Exception {
    AdapterFixture adapter =
        start(
            node.url(),
            bean -> {
              bean.setQuorumQueues(true);
              bean.setQuorumDeliveryLimit(1);
            });
    adapter
        .container()
        .activate(
            spec(),
            adapter.container().endpoints(CountingBean.class, () -> new CountingBean(runs, 0)));
    adapter
        .container()
        .activate(spec(), adapter.container().endpoints(OtherBean.class, OtherBean::new));
    awaitActive();
    ActivationMXBean shown = Beans.activation(CountingBean.class);
    shown.pause();
    try (RpcConnection connection = adapter.connect()) {
      for (int i = 0; i < 5; i++) {
        connection.client(Target.topic(topic)).request("count").cast();
      }
      TimeUnit.SECONDS.sleep(3); // more than a few rounds of giving back would take
      connection.client(Target.topic(topic).namespace("other")).request("more").call();
    }

    shown.resume();

    await(() -> runs.get() == 5);
  }

  @Test
  void aReplyThatTheBrokerRefusesIsAFailureAndTakesNoOthersAlong() throws Exception {
    setMaxMessageSize(1_000_000);
    try (LoggedLines log = LoggedLines.of("org.rarebit.ra.server")) {
      AdapterFixture adapter = serve(node.url());
      try (RpcConnection connection = adapter.connect()) {
        RpcClient client =
            connection
                .client(Target.topic(topic))
                .with(CallOptions.timeout(Duration.ofSeconds(30)));
        List<CompletableFuture<?>> small = new ArrayList<>();
        List<CompletableFuture<?>> large = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          large.add(
              client.request("text").arg("length", 2_000_000).callAsync().toCompletableFuture());
          small.add(client.request("text").arg("length", 100).callAsync().toCompletableFuture());
          small.add(
              client.request("text").arg("length", 100_000).callAsync().toCompletableFuture());
        }

        for (CompletableFuture<?> one : small) {
          assertThat((String) one.get(60, TimeUnit.SECONDS)).startsWith("xxx");
        }
        for (CompletableFuture<?> one : large) {
          assertThatThrownBy(() -> one.get(60, TimeUnit.SECONDS))
              .hasCauseInstanceOf(RemoteErrorException.class)
              .hasMessageContaining("the broker refused its reply of 2000");
        }
        assertThat(Beans.activation(CountingBean.class).getLostReplies()).isEqualTo(10);
        assertThat(log.warnings())
            .filteredOn(line -> line.contains("the broker refused a reply to text of 2000"))
            .hasSize(10)
            .allMatch(line -> line.endsWith(". Its caller gets a failure instead."));
      }
    } finally {
      setMaxMessageSize(16 << 20);
    }
  }

  @Test
  void smallRepliesThatTheBrokerRefusesTakeNoOthersAlongEither() throws Exception {
    setMaxMessageSize(20_000);
    try {
      AdapterFixture adapter = serve(node.url());
      try (RpcConnection connection = adapter.connect()) {
        RpcClient client =
            connection
                .client(Target.topic(topic))
                .with(CallOptions.timeout(Duration.ofSeconds(30)));
        List<CompletableFuture<?>> small = new ArrayList<>();
        List<CompletableFuture<?>> large = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          client.request("text").arg("length", 100).call(); // its queue has just taken one
          for (int j = 0; j < 5; j++) {
            small.add(client.request("text").arg("length", 100).callAsync().toCompletableFuture());
          }
          if (i % 20 == 10) {
            large.add(
                client.request("text").arg("length", 30_000).callAsync().toCompletableFuture());
          }
        }

        for (CompletableFuture<?> one : small) {
          assertThat((String) one.get(60, TimeUnit.SECONDS)).startsWith("xxx");
        }
        for (CompletableFuture<?> one : large) {
          assertThatThrownBy(() -> one.get(60, TimeUnit.SECONDS))
              .hasCauseInstanceOf(RemoteErrorException.class)
              .hasMessageContaining("the broker refused its reply of 30");
        }
        assertThat(Beans.activation(CountingBean.class).getLostReplies()).isEqualTo(large.size());
      }
    } finally {
      setMaxMessageSize(16 << 20);
    }
  }

  @Test
  void aBurstOfRepliesCostsFewAnswersOfTheBroker() throws Exception {
    try (MethodTap tap = new MethodTap(node.port())) {
      AdapterFixture adapter = serve(tap.url());
      try (RpcConnection connection = adapter.connect()) {
        RpcClient client = connection.client(Target.topic(topic));
        client.request("count").call();
        tap.clear();
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
          calls.add(client.request("count").callAsync().toCompletableFuture());
        }
        for (CompletableFuture<?> one : calls) {
          one.get(60, TimeUnit.SECONDS);
        }
        await(() -> Beans.activation(CountingBean.class).getKeptReplies() == 0);

        assertThat(tap.barriers()).isBetween(1, 400);
      }
    }
  }

  @Test
  void aCallThatIsRepeatedWithItsUniqueIdGetsTheSameAnswerAndRunsOnce() throws Exception {
    AdapterFixture adapter = serve(node.url());
    try (RpcConnection connection = adapter.connect()) {
      RpcClient client = connection.client(Target.topic(topic));
      assertThat(client.request("number").uniqueId("order 1").call()).isEqualTo(1L);
      assertThat(client.request("number").uniqueId("order 2").call()).isEqualTo(2L);
      await(() -> Beans.activation(CountingBean.class).getKeptReplies() == 0);

      assertThat(client.request("number").uniqueId("order 1").call()).isEqualTo(1L);
      assertThat(client.request("number").uniqueId("order 2").call()).isEqualTo(2L);
    }
    assertThat(runs).hasValue(2);
  }
}
