package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.CallOptions;
import org.rarebit.api.LimitReachedException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessagingException;
import org.rarebit.api.QueueFullException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcListener;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.EndpointStyle;

/**
 * The limits that an operator sets on RabbitMQ: each is told by its name, costs nobody else
 * anything, and is over when the operator lifts it.
 */
class OperatorLimitsRabbitMqTest extends RabbitMqFixture {

  private static final String USER = "limited";
  private static final String VIRTUAL_HOST = "small";
  private static final int CHANNELS = 10;
  private static final int BEANS = 15;
  private static final int CONNECTIONS = 10;
  private static final int ENOUGH_TO_BE_FULL = 10; // quorum queues count a moment later

  private final CountDownLatch mayLeave = new CountDownLatch(1);

  @AfterEach
  void release() {
    mayLeave.countDown();
  }

  private RpcActivationSpec spec(AdapterFixture adapter, String server) {
    RpcActivationSpec spec = adapter.spec(server);
    spec.setTopic(topic);
    return spec;
  }

  private static void awaitActive(Class<?> bean) throws Exception {
    await(() -> Beans.activations(bean).stream().allMatch(one -> one.getState().equals("ACTIVE")));
  }

  private long add(RpcConnection connection, String topic) {
    return connection
        .client(Target.topic(topic))
        .request("add")
        .arg("a", 1)
        .arg("b", 2)
        .call(Long.class);
  }

  private boolean adds(AdapterFixture adapter) {
    try (RpcConnection connection = adapter.connect()) {
      assertThat(add(connection, topic)).isEqualTo(3L);
      return true;
    } catch (MessagingException notYet) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "virtual host"})
  void aLimitOfConnectionsIsNoMatterOfCredentialsAndIsOverWhenItIsLifted(String whose)
      throws Exception {
    boolean users = whose.equals("user");
    node.control("add_user", USER, "secret");
    node.control("add_vhost", VIRTUAL_HOST);
    node.control("set_permissions", "-p", VIRTUAL_HOST, USER, ".*", ".*", ".*");
    String one = "{\"max-connections\":1}";
    if (users) {
      node.control("set_user_limits", USER, one);
    } else {
      node.control("set_vhost_limits", "-p", VIRTUAL_HOST, one);
    }
    try {
      AdapterFixture adapter =
          start(
              "rabbit://" + USER + ":secret@127.0.0.1:" + node.port() + "/" + VIRTUAL_HOST,
              any -> {});
      adapter.activate(spec(adapter, "node1"), EndpointStyle.STANDARD);
      awaitActive(CalculatorBean.class); // over the only connection

      assertThatThrownBy(adapter::connect)
          .isInstanceOfSatisfying(
              LimitReachedException.class, e -> assertThat(e.isWorthRetrying()).isTrue())
          .hasMessageContaining("limit")
          .hasMessageNotContaining("credentials");

      if (users) {
        node.control("clear_user_limits", USER, "all");
      } else {
        node.control("clear_vhost_limits", "-p", VIRTUAL_HOST);
      }
      await(() -> adds(adapter));
    } finally {
      node.control("delete_vhost", VIRTUAL_HOST);
      node.control("delete_user", USER);
    }
  }

  @Test
  void whereAConnectionMayHaveFewChannelsThereAreFurtherConnections() throws Exception {
    node.control("eval", "application:set_env(rabbit, channel_max, " + CHANNELS + ").");
    List<RpcConnection> connections = new ArrayList<>();
    try {
      AdapterFixture adapter = start(node.url(), any -> {});
      for (int i = 0; i < BEANS; i++) {
        RpcActivationSpec spec = adapter.spec("node1");
        spec.setTopic(topic + i);
        adapter.activate(spec, EndpointStyle.STANDARD);
      }
      awaitActive(CalculatorBean.class);
      for (int i = 0; i < CONNECTIONS; i++) {
        connections.add(adapter.connect());
      }

      for (int i = 0; i < BEANS; i++) {
        assertThat(add(connections.get(i % CONNECTIONS), topic + i)).isEqualTo(3L);
      }
      assertThat(channelsOfEachConnection())
          .allMatch(channels -> channels <= CHANNELS)
          .satisfies(
              all ->
                  assertThat(all.stream().mapToInt(Integer::intValue).sum()).isGreaterThan(BEANS));
    } finally {
      connections.forEach(RpcConnection::close);
      node.control("eval", "application:set_env(rabbit, channel_max, 2047).");
    }
  }

  private static List<Integer> channelsOfEachConnection() throws Exception {
    return node.control("list_connections", "channels")
        .lines()
        .filter(line -> line.matches("\\d+"))
        .map(Integer::valueOf)
        .toList();
  }

  @Test
  void aRequestThatIsTooLargeForTheBrokerFailsAloneAndSaysWhy() throws Exception {
    setMaxMessageSize(1_000_000);
    try {
      AdapterFixture adapter = start(node.url(), any -> {});
      adapter.activate(spec(adapter, "node1"), EndpointStyle.STANDARD);
      awaitActive(CalculatorBean.class);
      try (RpcConnection connection = adapter.connect();
          RpcConnection another = adapter.connect()) {
        RpcClient client = connection.client(Target.topic(topic));
        CompletionStage<Object> waiting =
            another.client(Target.topic(topic)).request("block").callAsync();
        assertThat(adapter.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();

        Throwable failure =
            catchThrowable(() -> client.request("log").arg("line", "x".repeat(2_000_000)).call());

        assertThat(failure)
            .isInstanceOf(MessagingException.class)
            .hasStackTraceContaining("larger than configured max size 1000000");
        assertThat(add(another, topic)).isEqualTo(3L);
        adapter.desk().mayLeave.countDown();
        assertThat(waiting.toCompletableFuture().get(30, TimeUnit.SECONDS)).isNull();
        await(() -> adds(adapter));
        assertThat(adapter.desk().heard).isEmpty();
      }
    } finally {
      setMaxMessageSize(16 << 20);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "quorum"})
  void aFullQueueThatRefusesIsAnExceptionUntilSomebodyServes(String type) throws Exception {
    boolean quorum = type.equals("quorum");
    Map<String, Object> arguments = new HashMap<>();
    if (quorum) {
      arguments.put("x-queue-type", type);
    }
    AdapterFixture adapter = start(node.url(), bean -> bean.setQuorumQueues(quorum));
    channel.exchangeDeclare(topic, "topic", quorum, false, null);
    channel.queueDeclare(topic, quorum, false, false, arguments);
    channel.queueBind(topic, topic, topic);
    node.control(
        "set_policy",
        "full",
        "^" + topic + "$",
        "{\"max-length\":1,\"overflow\":\"reject-publish\"}");
    for (int i = 0; i < ENOUGH_TO_BE_FULL; i++) {
      channel.basicPublish("", topic, null, new byte[1]);
    }
    try (RpcConnection connection = adapter.connect()) {
      RpcClient client =
          connection.client(Target.topic(topic)).with(CallOptions.timeout(Duration.ofSeconds(2)));
      List<Throwable> refusals = new ArrayList<>();

      await(
          () -> {
            Throwable failure =
                catchThrowable(() -> client.request("log").arg("line", "no").call());
            assertThat(failure).isInstanceOf(MessagingException.class);
            if (failure instanceof QueueFullException) {
              refusals.add(failure);
            }
            return !refusals.isEmpty();
          });

      assertThat(refusals.get(0))
          .isInstanceOfSatisfying(
              QueueFullException.class,
              e -> {
                assertThat(e.mayHaveRun()).isEqualTo(MayHaveRun.NO);
                assertThat(e.isWorthRetrying()).isTrue();
              })
          .hasMessageContaining("reject-publish");
      channel.queuePurge(topic);
      adapter.activate(spec(adapter, "node1"), EndpointStyle.STANDARD);
      await(() -> adds(adapter));
    } finally {
      node.control("clear_policy", "full");
    }
  }

  @Test
  void ofASingleActiveConsumerOneServesAndTheNextOneTakesOver() throws Exception {
    channel.queueDeclare(topic, false, false, false, Map.of("x-single-active-consumer", true));
    AdapterFixture first = start(node.url(), any -> {});
    AdapterFixture second = start(node.url(), any -> {});
    AdapterFixture.Serving serving;
    try (LoggedLines lines = LoggedLines.of("org.rarebit.ra.broker")) {
      serving = first.activate(spec(first, "node1"), EndpointStyle.STANDARD);
      await(() -> channel.consumerCount(topic) == 1);
      second.activate(spec(second, "node2"), EndpointStyle.STANDARD);
      lines.awaitLine(line -> line.contains("\"" + topic + "\""));
      awaitActive(CalculatorBean.class);
    }

    log(second, 10);
    for (int i = 0; i < 10; i++) {
      assertThat(first.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("line " + i);
    }
    first.deactivate(serving);
    log(first, 10);

    for (int i = 0; i < 10; i++) {
      assertThat(second.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("line " + i);
    }
    assertThat(first.desk().heard).isEmpty();
    assertThat(second.desk().heard).isEmpty();
  }

  /** One after the other, since a server runs several at a time. */
  private void log(AdapterFixture adapter, int count) {
    try (RpcConnection connection = adapter.connect()) {
      for (int i = 0; i < count; i++) {
        connection.client(Target.topic(topic)).request("log").arg("line", "line " + i).call();
      }
    }
  }

  /** What {@link SlowBean} serves. */
  @RpcContract(version = "1.0")
  public interface Slow {
    void slow();

    long add(long a, long b);
  }

  /** Runs until the test lets it go. */
  public static class SlowBean implements RpcListener, Slow {
    private final AtomicInteger runs;
    private final CountDownLatch mayLeave;

    /** For the container's generated subclass, which runs no method of it. */
    public SlowBean() {
      this(new AtomicInteger(), new CountDownLatch(0));
    }

    SlowBean(AtomicInteger runs, CountDownLatch mayLeave) {
      this.runs = runs;
      this.mayLeave = mayLeave;
    }

    @Override
    public void slow() {
      runs.incrementAndGet();
      try {
        if (!mayLeave.await(2, TimeUnit.MINUTES)) {
          throw new IllegalStateException("The test never let go.");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public long add(long a, long b) {
      return a + b;
    }
  }

  /**
   * From 4.3 on it concerns quorum queues only, so this is one; on older ones it is the channel's.
   */
  @Test
  void whatRunsLongerThanTheConsumersTimeoutIsNotRunTwice() throws Exception {
    node.control("eval", "application:set_env(rabbit, consumer_timeout, 1000).");
    node.control("eval", "application:set_env(rabbit, channel_tick_interval, 500).");
    AtomicInteger runs = new AtomicInteger();
    try (LoggedLines lines = LoggedLines.of("org.rarebit.ra")) {
      AdapterFixture adapter = start(node.url(), bean -> bean.setQuorumQueues(true));
      RpcActivationSpec spec = spec(adapter, "node1");
      spec.setAcknowledgement("AFTER_COMMIT");
      adapter
          .container()
          .activate(
              spec,
              adapter.container().endpoints(SlowBean.class, () -> new SlowBean(runs, mayLeave)));
      awaitActive(SlowBean.class);
      try (RpcConnection connection = adapter.connect()) {
        CompletionStage<Object> slow =
            connection
                .client(Target.topic(topic))
                .with(CallOptions.timeout(Duration.ofSeconds(60)))
                .request("slow")
                .callAsync();
        lines.awaitLine(line -> line.contains(topic));

        await(() -> adds(adapter)); // it consumes again
        mayLeave.countDown();

        assertThat(slow.toCompletableFuture().get(60, TimeUnit.SECONDS)).isNull();
        await(() -> messages(topic) == 0); // acknowledged, and not only delivered
        assertThat(runs).hasValue(1);
        assertThat(lines.warnings())
            .anySatisfy(line -> assertThat(line).containsAnyOf("timeout", "cannot be had now"))
            .noneMatch(line -> line.matches(".*[^.] (Consuming|Declaring|Trying) .*"));
      }
    } finally {
      node.control("eval", "application:set_env(rabbit, consumer_timeout, 1800000).");
      node.control("eval", "application:set_env(rabbit, channel_tick_interval, 60000).");
    }
  }
}
