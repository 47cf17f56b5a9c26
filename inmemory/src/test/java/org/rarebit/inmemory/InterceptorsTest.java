package org.rarebit.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcInvocation.Kind;
import org.rarebit.api.RpcInvocation.Side;
import org.rarebit.api.Target;
import org.rarebit.inmemory.InterceptedBeans.Desk;

/** Interceptors around beans, and the headers that they see. */
class InterceptorsTest {

  @TempDir Path directory;

  private final List<RpcInvocation> seen = new CopyOnWriteArrayList<>();
  private InterceptedBeans application;

  @BeforeEach
  void start() throws Exception {
    application = new InterceptedBeans(directory);
    Desk.heard.clear();
    InterceptedBeans.interceptBy(
        invocation -> {
          seen.add(invocation);
          return invocation;
        });
  }

  @AfterEach
  void stop() throws Exception {
    Desk.interceptor = RpcInvocation::proceed;
    application.close();
  }

  private InMemoryRpc serve() throws Exception {
    return InMemoryRpc.serve("calculator", application.bean(InterceptedBeans.Serving.class));
  }

  private static RpcClient client(InMemoryRpc rpc) {
    return rpc.client(Target.topic("calculator"));
  }

  private static @Nullable Object add(InMemoryRpc rpc, Object a, Object b) {
    return client(rpc).request("add").arg("a", a).arg("b", b).header("trace", "7").call();
  }

  @Test
  void aCallIsSeenAsABrokerWouldHaveBroughtIt() throws Exception {
    try (InMemoryRpc rpc = serve()) {
      client(rpc)
          .request("add")
          .arg("a", 2)
          .arg("b", 3)
          .header("trace", "7")
          .uniqueId("order-7")
          .timeout(Duration.ofSeconds(30))
          .call();

      assertThat(seen).hasSize(1);
      RpcInvocation invocation = seen.get(0);
      assertThat(invocation.side()).isEqualTo(Side.SERVING);
      assertThat(invocation.kind()).isEqualTo(Kind.CALL);
      assertThat(invocation.method()).isEqualTo("add");
      assertThat(invocation.target())
          .isEqualTo(
              Target.topic("calculator").exchange("openstack").server("memory").version("1.0"));
      assertThat(invocation.args()).isEqualTo(Map.of("a", 2L, "b", 3L));
      assertThat(invocation.headers()).isEqualTo(Map.of("trace", "7"));
      assertThat(invocation.options().uniqueId()).contains("order-7");
      assertThat(invocation.options().timeout().orElseThrow())
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
      assertThat(Desk.heard).containsExactly(Map.of("trace", "7")); // in RpcContext
    }
  }

  @Test
  void argumentsAndResultsAreReplaced() throws Exception {
    try (InMemoryRpc rpc = serve()) {
      InterceptedBeans.interceptBy(invocation -> invocation.withArg("a", 40));
      assertThat(add(rpc, "no number", 2)).isEqualTo(42L);

      Desk.interceptor = invocation -> invocation.proceed().thenApply(sum -> "the sum is " + sum);
      assertThat(add(rpc, 1, 2)).isEqualTo("the sum is 3");
    }
  }

  @Test
  void aFailureOfTheInterceptorsIsTheCallersAndOneOfTheBeansCanBeMended() throws Exception {
    try (InMemoryRpc rpc = serve()) {
      Desk.interceptor = invocation -> CompletableFuture.failedFuture(new SecurityException("no"));
      assertThatThrownBy(() -> add(rpc, 1, 2))
          .isInstanceOfSatisfying(
              RemoteErrorException.class,
              e -> assertThat(e.remoteClass()).isEqualTo("SecurityException"))
          .hasMessageContaining("no");
      assertThat(Desk.heard).isEmpty();

      Desk.interceptor = RpcInvocation::proceed;
      assertThatThrownBy(() -> add(rpc, "one", 2))
          .isInstanceOfSatisfying(
              RemoteErrorException.class, e -> assertThat(e.remoteClass()).isEqualTo("TypeError"));

      Desk.interceptor = invocation -> invocation.proceed().exceptionally(failure -> -1);
      assertThat(add(rpc, "one", 2)).isEqualTo(-1L);
    }
  }

  @Test
  void whatIsAnsweredLaterIsInterceptedToo() throws Exception {
    try (InMemoryRpc rpc = serve()) {
      Desk.interceptor = invocation -> invocation.proceed().thenApply(text -> text + "!");

      assertThat(client(rpc).request("later").arg("text", "soon").call()).isEqualTo("soon!");
      assertThat(
              client(rpc)
                  .request("later")
                  .arg("text", "soon")
                  .callAsync()
                  .get(30, TimeUnit.SECONDS))
          .isEqualTo("soon!");
    }
  }

  @Test
  void castsAndFanoutsAreSeen() throws Exception {
    try (InMemoryRpc rpc = serve()) {
      client(rpc).request("note").arg("text", "one").cast();
      client(rpc).request("note").arg("text", "two").fanout();

      assertThat(seen).extracting(RpcInvocation::kind).containsExactly(Kind.CAST, Kind.CAST);
      assertThat(Desk.heard).containsExactly("one", "two");
    }
  }

  @Test
  void theClientsInterceptorsAreAroundThoseOfTheBean() throws Exception {
    try (InMemoryRpc rpc = serve()) {
      Object sum =
          client(rpc)
              .with(
                  invocation ->
                      invocation
                          .withHeader("trace", "of the client")
                          .proceed()
                          .thenApply(result -> (Object) (10 * (long) result)))
              .request("add")
              .arg("a", 1)
              .arg("b", 2)
              .call();

      assertThat(sum).isEqualTo(30L);
      assertThat(seen.get(0).headers()).isEqualTo(Map.of("trace", "of the client"));
    }
  }

  @Test
  void notificationsAreSeenAndChanged() throws Exception {
    try (InMemoryRpc rpc =
        InMemoryRpc.hear("audit", application.bean(InterceptedBeans.Hearing.class))) {
      InterceptedBeans.interceptBy(
          invocation -> {
            seen.add(invocation);
            return invocation.withArg(RpcInvocation.PAYLOAD, "changed");
          });

      rpc.notifier("billing").withTopics("audit").withHeader("trace", "7").warn("paid", "payload");

      assertThat(rpc.failures()).isEmpty();
      RpcInvocation invocation = seen.get(0);
      assertThat(invocation.side()).isEqualTo(Side.SERVING);
      assertThat(invocation.kind()).isEqualTo(Kind.NOTIFICATION);
      assertThat(invocation.target()).isEqualTo(Target.topic("audit"));
      assertThat(invocation.method()).isEqualTo("paid");
      assertThat(invocation.args().get(RpcInvocation.PRIORITY))
          .isEqualTo(NotificationPriority.WARN);
      assertThat(invocation.args().get(RpcInvocation.PUBLISHER_ID)).isEqualTo("billing");
      assertThat(invocation.args().get(RpcInvocation.PAYLOAD)).isEqualTo("payload");
      assertThat(invocation.headers()).isEqualTo(Map.of("trace", "7"));
      assertThat(invocation.notifications()).hasSize(1);
      assertThat(Desk.heard).containsExactly("changed", Map.of("trace", "7"));
    }
  }

  @Test
  void anInterceptorCanKeepANotificationFromTheBean() throws Exception {
    try (InMemoryRpc rpc =
        InMemoryRpc.hear("audit", application.bean(InterceptedBeans.Hearing.class))
            .andHear("audit", application.bean(InterceptedBeans.Gathering.class))) {
      Desk.interceptor =
          invocation -> CompletableFuture.failedFuture(new IllegalStateException("kept"));

      rpc.notifier("billing").withTopics("audit").warn("paid", 1);

      assertThat(rpc.failures()).hasSize(2).allMatch(e -> "kept".equals(e.getMessage()));
      assertThat(Desk.heard).isEmpty();

      Desk.interceptor = RpcInvocation::proceed;
      rpc.notifier("billing").withTopics("audit").warn("paid", 2);
      assertThat(Desk.heard).contains(2L, Map.of("batch of", 1));
    }
  }
}
