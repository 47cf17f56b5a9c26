package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.Cast;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcListener;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.ActivationMXBean;
import org.rarebit.ra.inbound.RpcActivationSpec;

/** A request runs once and is answered, whatever becomes of the channel that brought it. */
class ServedOnceTest {

  private static final AMQP.BasicProperties JSON =
      new AMQP.BasicProperties.Builder().contentType("application/json").build();

  /** What the bean serves. */
  @RpcContract(version = "1.0")
  public interface Slow {
    @Cast
    void work();

    long count();

    long countMore();
  }

  /** Works until it may end. */
  public static class SlowBean implements RpcListener, Slow {
    private final State state;

    /** For the container's generated subclass, which runs no method of it. */
    public SlowBean() {
      this(new State());
    }

    SlowBean(State state) {
      this.state = state;
    }

    @Override
    public void work() {
      count();
    }

    @Override
    public long count() {
      state.most.accumulateAndGet(state.running.incrementAndGet(), Math::max);
      state.runs.incrementAndGet();
      state.begun.countDown();
      try {
        assertThat(state.mayEnd.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        state.running.decrementAndGet();
      }
      return state.runs.get();
    }

    @Override
    public long countMore() {
      return count();
    }
  }

  private static final class State {
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final AtomicInteger runs = new AtomicInteger();
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch mayEnd = new CountDownLatch(1);
  }

  private final State state = new State();
  private AdapterFixture fixture;
  private ActivationMXBean shown;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
  }

  @AfterEach
  void stop() {
    state.mayEnd.countDown();
    fixture.close();
  }

  private void serve(String acknowledgement, int maxConcurrency) throws Exception {
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setAcknowledgement(acknowledgement);
    spec.setMaxConcurrency(maxConcurrency);
    fixture
        .container()
        .activate(spec, fixture.container().endpoints(SlowBean.class, () -> new SlowBean(state)));
    fixture.awaitConsumers("calculator", 1);
    shown = Beans.activation(SlowBean.class);
  }

  private static byte[] call(String uniqueId) {
    return ("{\"method\": \"count\", \"args\": {}, \"version\": \"1.0\", \"_msg_id\": \"m-"
            + uniqueId
            + "\", \"_reply_q\": \"answers\", \"_timeout\": null, \"_unique_id\": \""
            + uniqueId
            + "\"}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void publishCalls(String... uniqueIds) throws Exception {
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.queueDeclare("answers", true, false, false, null);
      for (String id : uniqueIds) {
        channel.basicPublish("", "calculator", JSON, call(id));
      }
    }
  }

  private void awaitAnswers(int count) throws Exception {
    assertThat(
            fixture
                .broker()
                .await(AdapterFixture.PATIENCE, b -> b.messageCount("answers") == count))
        .isTrue();
    assertThat(
            fixture
                .broker()
                .await(
                    AdapterFixture.PATIENCE,
                    b -> b.unackedCount("calculator") + b.messageCount("calculator") == 0))
        .isTrue();
  }

  @Test
  void oneThatRunsWhenItsChannelIsLostDoesNotRunBesideItselfAndIsAnswered() throws Exception {
    serve("AFTER_COMMIT", 4);
    publishCalls("u1");
    assertThat(state.begun.await(30, TimeUnit.SECONDS)).isTrue();

    fixture.dropConnections();
    Beans.eventually(() -> shown.getDuplicates() == 1); // it has come again
    state.mayEnd.countDown();

    awaitAnswers(1);
    assertThat(state.runs).hasValue(1);
  }

  @Test
  void thoseThatWaitWhenTheirChannelIsLostRunOnceEach() throws Exception {
    serve("BEFORE_DISPATCH", 1);
    publishCalls("u1", "u2", "u3", "u4");
    assertThat(state.begun.await(30, TimeUnit.SECONDS)).isTrue();
    Beans.eventually(() -> fixture.broker().unackedCount("calculator") == 3);

    fixture.dropConnections();
    Beans.eventually(() -> fixture.broker().unackedCount("calculator") == 3);
    state.mayEnd.countDown();

    awaitAnswers(4);
    assertThat(state.runs).hasValue(4);
    assertThat(state.most).hasValue(1);
  }

  private RpcClient client(RpcConnection connection, String uniqueId) {
    return connection
        .client(Target.topic("calculator"))
        .with(CallOptions.timeout(Duration.ofSeconds(30)).withUniqueId(uniqueId));
  }

  @Test
  void whoCallsAgainWithTheSameUniqueIdGetsTheSameAnswer() throws Exception {
    serve("BEFORE_DISPATCH", 4);
    state.mayEnd.countDown();
    try (RpcConnection connection = fixture.connect()) {
      assertThat(client(connection, "order 1").request("count").call()).isEqualTo(1L);
      assertThat(client(connection, "order 2").request("count").call()).isEqualTo(2L);
      Beans.eventually(() -> shown.getKeptReplies() == 0); // the broker has them

      assertThat(client(connection, "order 1").request("count").call()).isEqualTo(1L);
      assertThat(client(connection, "order 2").request("count").call()).isEqualTo(2L);
    }
    assertThat(state.runs).hasValue(2);
  }

  @Test
  void whoCallsAgainWhileItRunsGetsTheSameAnswer() throws Exception {
    serve("BEFORE_DISPATCH", 4);
    try (RpcConnection connection = fixture.connect()) {
      assertThatThrownBy(
              () ->
                  client(connection, "order 1")
                      .request("count")
                      .timeout(Duration.ofMillis(500))
                      .call())
          .isInstanceOf(MessagingTimeoutException.class);
      CompletableFuture<Object> second =
          client(connection, "order 1").request("count").callAsync().toCompletableFuture();
      Beans.eventually(() -> shown.getDuplicates() == 1);
      state.mayEnd.countDown();

      assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(1L);
    }
    assertThat(state.runs).hasValue(1);
  }

  @Test
  void whoCallsAgainBeforeItRunsHasItRun() throws Exception {
    serve("BEFORE_DISPATCH", 1);
    try (RpcConnection connection = fixture.connect()) {
      CompletableFuture<Object> first =
          client(connection, "other").request("count").callAsync().toCompletableFuture();
      assertThat(state.begun.await(30, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(
              () ->
                  client(connection, "order 1")
                      .request("count")
                      .timeout(Duration.ofMillis(500))
                      .call())
          .isInstanceOf(MessagingTimeoutException.class);
      CompletableFuture<Object> second =
          client(connection, "order 1").request("count").callAsync().toCompletableFuture();
      Beans.eventually(() -> fixture.broker().messageCount("calculator") == 0);
      state.mayEnd.countDown();

      assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(1L);
      assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(2L);
    }
    assertThat(state.runs).hasValue(2);
  }

  /** An id may be guessed, or used for two things: nobody gets what another was told. */
  @Test
  void whoCallsSomethingElseWithTheSameUniqueIdGetsNoAnswerOfAnother() throws Exception {
    serve("BEFORE_DISPATCH", 4);
    state.mayEnd.countDown();
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = client(connection, "order 1");
      RpcClient stranger =
          client.with(CallOptions.none().withContext(RequestContext.of(Map.of("user", "mallory"))));
      assertThat(client.request("count").call()).isEqualTo(1L);
      Beans.eventually(() -> shown.getKeptReplies() == 0); // the broker has it

      assertThatThrownBy(() -> client.request("countMore").call())
          .isInstanceOf(RemoteErrorException.class)
          .hasMessageContaining("another method");
      assertThatThrownBy(() -> client.request("count").arg("from", 5).call())
          .isInstanceOf(RemoteErrorException.class)
          .hasMessageContaining("other arguments");
      assertThatThrownBy(() -> stranger.request("count").call())
          .isInstanceOf(RemoteErrorException.class)
          .hasMessageContaining("another request context");
      assertThat(client.request("count").call()).isEqualTo(1L);
    }
    assertThat(state.runs).hasValue(1);
  }

  @Test
  void whoCallsWhatWasCastIsToldThatItHasRun() throws Exception {
    serve("BEFORE_DISPATCH", 4);
    state.mayEnd.countDown();
    try (RpcConnection connection = fixture.connect()) {
      client(connection, "order 1").request("work").cast();
      Beans.eventually(() -> shown.getServed() == 1);

      assertThatThrownBy(() -> client(connection, "order 1").request("count").call())
          .isInstanceOf(RemoteErrorException.class)
          .hasMessageContaining("does not run again");
    }
    assertThat(state.runs).hasValue(1);
  }

  @Test
  void theDeletionOfOneQueueDisturbsNoRequestOfAnother() throws Exception {
    serve("AFTER_COMMIT", 4);
    publishCalls("u1");
    assertThat(state.begun.await(30, TimeUnit.SECONDS)).isTrue();

    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.queueDelete("calculator.node1");
    }
    fixture.awaitConsumers("calculator.node1", 1);
    state.mayEnd.countDown();

    awaitAnswers(1);
    assertThat(shown.getDuplicates()).as("it never came again").isZero();
    assertThat(state.runs).hasValue(1);
  }

  @Test
  void whatAnExchangeBroughtComesAgainSoonAfterItWasDeleted() throws Exception {
    serve("BEFORE_DISPATCH", 4);
    state.mayEnd.countDown();
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel();
        RpcConnection connection = fixture.connect()) {
      connection.client(Target.topic("calculator")).request("work").cast();
      Beans.eventually(() -> state.runs.get() == 1);

      AtomicInteger published = new AtomicInteger();
      channel.exchangeDelete("openstack");
      channel.exchangeDelete("calculator_fanout");

      Beans.eventually(
          () ->
              fixture.broker().exchangeNames().contains("openstack")
                  && fixture.broker().exchangeNames().contains("calculator_fanout"));
      Beans.eventually(
          () -> {
            try {
              String id = Integer.toString(published.incrementAndGet()); // each is new
              channel.basicPublish("calculator_fanout", "", JSON, call("f" + id));
              channel.basicPublish("openstack", "calculator", JSON, call("t" + id));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return state.runs.get() >= 3;
          });
    }
  }

  @Test
  void aReplyAddressThatNobodyCanSendToIsRefusedBeforeTheMethodRuns() throws Exception {
    serve("BEFORE_DISPATCH", 4);
    state.mayEnd.countDown();
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel();
        LoggedLines log = LoggedLines.of("org.rarebit.ra.server")) {
      channel.queueDeclare("answers", true, false, false, null);
      for (String address : new String[] {"amq.rabbitmq.reply-to.g1h2.x", "q".repeat(256), ""}) {
        for (int i = 0; i < 100; i++) {
          byte[] request =
              new String(call("u" + address.length() + "-" + i), StandardCharsets.UTF_8)
                  .replace("\"answers\"", "\"" + address + "\"")
                  .getBytes(StandardCharsets.UTF_8);
          channel.basicPublish("", "calculator", JSON, request);
        }
      }
      channel.basicPublish("", "calculator", JSON, call("good"));

      awaitAnswers(1);
      assertThat(state.runs).hasValue(1);
      assertThat(shown.getRejected()).isEqualTo(300);
      assertThat(log.warnings())
          .hasSizeBetween(1, 60)
          .allMatch(line -> line.contains("nothing can be sent to its reply queue"));
      assertThat(log.errors()).isEmpty();
      assertThat(log.traces()).isEmpty();
    }
  }

  @Test
  void whatAPeerSendsWritesNoLinesOfItsOwnIntoTheLog() throws Exception {
    serve("BEFORE_DISPATCH", 4);
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel();
        LoggedLines log = LoggedLines.of("org.rarebit.ra.server")) {
      String method = "x\\r\\nSEVERE: all is lost " + "y".repeat(100_000);
      byte[] cast =
          ("{\"method\": \""
                  + method
                  + "\", \"args\": {}, \"version\": \"1.0\", \"_unique_id\": \"u\\n1\"}")
              .getBytes(StandardCharsets.UTF_8);
      channel.basicPublish("", "calculator", JSON, cast);

      channel.basicPublish(
          "calculator_fanout",
          "x\r\nSEVERE: all is lost",
          JSON,
          "{".getBytes(StandardCharsets.UTF_8));

      log.awaitLine(line -> line.contains("is dropped"));
      log.awaitLine(
          line -> line.contains("routing key \"x\\r\\nSEVERE: all is lost\" is rejected"));
      assertThat(log.warnings())
          .allMatch(line -> line.length() < 600 && !line.contains("\n") && !line.contains("\r"));
    }
  }
}
