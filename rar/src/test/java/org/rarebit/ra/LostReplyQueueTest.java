package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rarebit.api.CallOptions;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.testkit.broker.EmbeddedVirtualHost;

/** A broker that loses the queue for replies, and does not say so. */
@Timeout(120)
class LostReplyQueueTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final Map<String, ?> ONES = Map.of("a", 1, "b", 1);

  /** Longer than anything here takes: what ends before was ended. */
  private static final Duration LONG = Duration.ofMinutes(10);

  enum Loss {
    GONE("404"),
    NOT_CONSUMED_FROM("no consumer"),
    OUT_OF_REACH("in time");

    private final String reason;

    Loss(String reason) {
      this.reason = reason;
    }

    void befall(EmbeddedVirtualHost vhost, String queue) {
      switch (this) {
        case GONE -> vhost.loseQueue(queue);
        case NOT_CONSUMED_FROM -> vhost.loseConsumers(queue);
        case OUT_OF_REACH -> vhost.stall(queue);
      }
    }
  }

  private static List<String> replyQueues(AdapterFixture fixture) {
    return fixture.broker().queueNames().stream().filter(q -> q.startsWith("reply_")).toList();
  }

  @ParameterizedTest
  @EnumSource
  void theCallsThatWaitOnItEndAndTheNextOneGetsAnother(Loss loss) throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      fixture.serve();
      RpcClient client = connection.client(CALCULATOR).with(CallOptions.timeout(LONG));
      CompletableFuture<Object> waiting =
          client.request("later").arg("value", 1).callAsync().toCompletableFuture();
      var promise = fixture.desk().promises.poll(30, TimeUnit.SECONDS);
      String lost = replyQueues(fixture).get(0);

      loss.befall(fixture.broker().mainVhost(), lost);

      assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(MessagingException.class)
          .hasMessageContainingAll(lost, loss.reason, "may have run");
      assertThat(client.request("add").args(ONES).call()).isEqualTo(2L);
      assertThat(replyQueues(fixture)).anyMatch(queue -> !queue.equals(lost));
      promise.result().complete(promise.value()); // what runs is waited for at the end
    }
  }

  @Test
  void anAdapterWhoseNamesAreNumberedTakesTheNextNumber() throws Exception {
    try (AdapterFixture fixture =
            AdapterFixture.start(
                adapter -> {
                  adapter.setQueueManager(true);
                  adapter.setHostName("host");
                  adapter.setProcessName("one");
                });
        RpcConnection connection = fixture.connect()) {
      fixture.serve();
      RpcClient client = connection.client(CALCULATOR).with(CallOptions.timeout(LONG));
      assertThat(client.request("add").args(ONES).call()).isEqualTo(2L);
      String lost = replyQueues(fixture).get(0);
      assertThat(lost).startsWith("reply_host:one:");
      fixture.broker().mainVhost().stall(lost);

      assertThatThrownBy(() -> client.request("add").args(ONES).call())
          .isInstanceOf(MessagingException.class)
          .hasMessageContaining(lost);

      assertThat(client.request("add").args(ONES).call()).isEqualTo(2L);
      assertThat(replyQueues(fixture)).hasSize(2);
    }
  }

  @Test
  void aCallThatIsInTimeIsAnsweredThroughTheSameQueueHoweverLongItTakes() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      fixture.serve();
      RpcClient client = connection.client(CALCULATOR).with(CallOptions.timeout(LONG));
      CompletableFuture<Object> waiting =
          client.request("later").arg("value", 7).callAsync().toCompletableFuture();
      var promise = fixture.desk().promises.poll(30, TimeUnit.SECONDS);
      List<String> before = replyQueues(fixture);
      assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS)).isNotNull(); // is asked for twice

      promise.result().complete(promise.value());

      assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(7L);
      assertThat(replyQueues(fixture)).isEqualTo(before);
    }
  }
}
