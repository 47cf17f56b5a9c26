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
import org.rarebit.api.CallOptions;
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
    assertThat(client.request("add").args(TWO_AND_THREE).call()).isEqualTo(5L);
    assertThat(client.request("add").args(TWO_AND_THREE).call(Integer.class)).isEqualTo(5);
    assertThat(client.request("add").args(TWO_AND_THREE).call(new TypeRef<Double>() {}))
        .isEqualTo(5.0);
    assertThat(adapter.factory.taken).hasValue(3);
  }

  @Test
  void callsByNameAndDoesNotWait() throws Exception {
    long seconds = Adapter.PATIENCE.toSeconds();
    var untyped = client.request("add").args(TWO_AND_THREE).callAsync();
    var typed = client.request("add").args(TWO_AND_THREE).callAsync(Integer.class);
    var generic = client.request("add").args(TWO_AND_THREE).callAsync(new TypeRef<Double>() {});

    assertThat(untyped.get(seconds, TimeUnit.SECONDS)).isEqualTo(5L);
    assertThat(typed.get(seconds, TimeUnit.SECONDS)).isEqualTo(5);
    assertThat(generic.get(seconds, TimeUnit.SECONDS)).isEqualTo(5.0);
  }

  @Test
  void castsToOneServerAndToAll() throws Exception {
    client.request("log").server("node1").arg("line", "to one").cast();
    assertThat(adapter.desk.heard.poll(20, TimeUnit.SECONDS)).isEqualTo("to one");

    client.request("log").arg("line", "to all").fanout();
    assertThat(adapter.desk.heard.poll(20, TimeUnit.SECONDS)).isEqualTo("to all");
  }

  @Test
  void aCopyKeepsWhatItDoesNotChange() {
    RpcClient copy =
        client
            .with(CallOptions.timeout(Duration.ofMillis(200)))
            .with(CallOptions.none().withContext(RequestContext.of(Map.of("k", 1))));

    assertThat(copy.target()).isEqualTo(client.target());
    assertThatThrownBy(() -> copy.request("block").server("node1").call())
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
    RpcClient capped = client.with(CallOptions.none().withVersionCap("1.0"));

    assertThat(client.canSendVersion("7.0")).isTrue();
    assertThat(capped.canSendVersion("1.0")).isTrue();
    assertThat(capped.canSendVersion("1.1")).isFalse();
    assertThatThrownBy(() -> capped.request("add").args(TWO_AND_THREE).call())
        .isInstanceOf(VersionCapException.class);
  }
}
