package org.rarebit.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.TypeRef;
import org.rarebit.api.VersionCapException;

class InjectedClientTest {

  private static final Map<String, Object> TWO_AND_THREE = Map.of("a", 2, "b", 3);

  @Dependent
  static class Caller {
    @Inject
    @RpcTarget(topic = "calculator", version = "1.1")
    RpcClient client;
  }

  private Adapter adapter;
  private SeContainer container;
  private RpcClient client;

  @BeforeEach
  void start() throws Exception {
    adapter = new Adapter();
    container = Containers.of(Caller.class);
    client = Containers.get(container, Caller.class).client;
  }

  @AfterEach
  void stop() {
    assertThat(adapter.openHandles()).isZero();
    container.close();
    adapter.close();
  }

  @Test
  void callsByNameAndWaits() throws Exception {
    assertThat(client.call("add", TWO_AND_THREE)).isEqualTo(5L);
    assertThat(client.call("add", TWO_AND_THREE, Integer.class)).isEqualTo(5);
    assertThat(client.call("add", TWO_AND_THREE, new TypeRef<Double>() {})).isEqualTo(5.0);
    assertThat(adapter.factory.taken).hasValue(3);
  }

  @Test
  void callsByNameAndDoesNotWait() throws Exception {
    long seconds = Adapter.PATIENCE.toSeconds();
    var untyped = client.callAsync("add", TWO_AND_THREE).toCompletableFuture();
    var typed = client.callAsync("add", TWO_AND_THREE, Integer.class).toCompletableFuture();
    var generic =
        client.callAsync("add", TWO_AND_THREE, new TypeRef<Double>() {}).toCompletableFuture();

    assertThat(untyped.get(seconds, TimeUnit.SECONDS)).isEqualTo(5L);
    assertThat(typed.get(seconds, TimeUnit.SECONDS)).isEqualTo(5);
    assertThat(generic.get(seconds, TimeUnit.SECONDS)).isEqualTo(5.0);
  }

  @Test
  void castsToOneServerAndToAll() throws Exception {
    client.server("node1").cast("log", Map.of("line", "to one"));
    assertThat(adapter.desk.heard.poll(20, TimeUnit.SECONDS)).isEqualTo("to one");

    client.fanout().cast("log", Map.of("line", "to all"));
    assertThat(adapter.desk.heard.poll(20, TimeUnit.SECONDS)).isEqualTo("to all");
  }

  @Test
  void aCopyKeepsWhatItDoesNotChange() {
    RpcClient copy =
        client.withTimeout(Duration.ofMillis(200)).withContext(RequestContext.of(Map.of("k", 1)));

    assertThat(copy.target()).isEqualTo(client.target());
    assertThatThrownBy(() -> copy.server("node1").call("block", Map.of()))
        .isInstanceOf(MessagingTimeoutException.class);
  }

  @Test
  void makesProxies() throws Exception {
    assertThat(client.proxy(Calculator.class).add(2, 3)).isEqualTo(5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.proxy(Runnable.class))
        .withMessageContaining("java.lang.Runnable is not an interface marked @RpcContract");
  }

  @Test
  void aCapIsObserved() {
    RpcClient capped = client.withVersionCap("1.0");

    assertThat(client.canSendVersion("7.0")).isTrue();
    assertThat(capped.canSendVersion("1.0")).isTrue();
    assertThat(capped.canSendVersion("1.1")).isFalse();
    assertThatThrownBy(() -> capped.call("add", TWO_AND_THREE))
        .isInstanceOf(VersionCapException.class);
  }

  @Test
  void timesOutOfRangeAreRefusedAtOnce() {
    assertThatIllegalArgumentException().isThrownBy(() -> client.withTimeout(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.withCallMonitorTimeout(Duration.ofSeconds(1)));
    assertThat(client.withCallMonitorTimeout(Duration.ZERO).target()).isEqualTo(client.target());
  }
}
