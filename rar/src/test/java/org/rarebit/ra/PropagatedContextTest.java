package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.CurrentRequest;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;

/** What a request that is being served passes on to what is sent meanwhile. */
class PropagatedContextTest {

  /** What {@link PassingBean} serves. */
  @RpcContract
  public interface Passing {
    Map<String, Object> context();
  }

  /** The same for those who do not wait. */
  @RpcContract
  public interface PassingLater {
    CompletableFuture<Map<String, Object>> context();
  }

  private static final Target PASSING = Target.topic("passing");
  private static final RequestContext ALICE =
      RequestContext.of(
          Map.of("user_id", "alice", "request_id", "req-1", "auth_token", "secret", "n", 7L));

  private static final RpcInterceptor HERE = invocation -> invocation.proceed();
  private static final RpcInterceptor ELSEWHERE =
      invocation ->
          CompletableFuture.supplyAsync(invocation::proceed).thenCompose(Function.identity());

  private final BlockingQueue<Map<String, Object>> heard = new LinkedBlockingQueue<>();
  private final Map<String, Supplier<?>> within = new ConcurrentHashMap<>();
  private AdapterFixture fixture;
  private RpcConnectionFactory outer;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setTopic("passing");
    fixture
        .container()
        .activate(
            spec,
            fixture
                .container()
                .endpoints(
                    PassingBean.class,
                    () -> new PassingBean(heard, () -> within.get("within").get())));
    fixture.awaitConsumers("passing", 1);
    outer = fixture.factory();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private RpcConnectionFactory passing(String keys) throws Exception {
    RpcManagedConnectionFactory managed = fixture.managedFactory();
    managed.setPropagatedContext(keys);
    return (RpcConnectionFactory)
        managed.createConnectionFactory(fixture.container().connectionManager());
  }

  /** Does it while a request of Alice's is served. */
  private Object serving(Supplier<?> what) {
    return serving(what, Duration.ofSeconds(30));
  }

  private Object serving(Supplier<?> what, Duration patience) {
    within.put("within", what);
    return outer
        .client(PASSING)
        .with(CallOptions.timeout(patience).withContext(ALICE))
        .request("serve")
        .call();
  }

  private static Object contextOf(RpcClient client) {
    return client.request("context").call();
  }

  @Test
  void withoutThePropertyNothingIsPassedOn() throws Exception {
    RpcClient client = passing(null).client(PASSING);
    assertThat(serving(() -> contextOf(client))).isEqualTo(Map.of());
  }

  @Test
  void theNamedEntriesArePassedOnByEachWayOfCalling() throws Exception {
    RpcConnectionFactory rpc = passing("user_id, request_id, project_id");
    Map<String, Object> passed = Map.of("user_id", "alice", "request_id", "req-1");

    assertThat(serving(() -> contextOf(rpc.client(PASSING)))).isEqualTo(passed);
    assertThat(serving(() -> rpc.client(PASSING).request("context").callAsync().join()))
        .isEqualTo(passed);
    assertThat(serving(() -> rpc.proxy(Passing.class, PASSING).context())).isEqualTo(passed);
    assertThat(serving(() -> rpc.proxy(PassingLater.class, PASSING).context().join()))
        .isEqualTo(passed);
    assertThat(
            serving(
                () -> {
                  try (RpcConnection connection = rpc.getConnection()) {
                    return contextOf(connection.client(PASSING));
                  }
                }))
        .isEqualTo(passed);
  }

  @Test
  void allOfThemArePassedOnByAStar() throws Exception {
    RpcClient client = passing("*").client(PASSING);
    assertThat(serving(() -> contextOf(client))).isEqualTo(ALICE.asMap());
  }

  @Test
  void whatTheApplicationSaysWins() throws Exception {
    RpcClient client = passing("*").client(PASSING);
    Map<String, Object> own = new HashMap<>();
    own.put("user_id", "bob");
    own.put("auth_token", null);
    CallOptions options = CallOptions.none().withContext(RequestContext.of(own));

    assertThat(serving(() -> contextOf(client.with(options))))
        .isEqualTo(withNull("auth_token", Map.of("user_id", "bob", "request_id", "req-1", "n", 7)));
    assertThat(contextOf(client.with(options)))
        .as("outside of a request there is nothing to be passed on")
        .isEqualTo(own);
  }

  private static Map<String, Object> withNull(String key, Map<String, Object> others) {
    Map<String, Object> all = new HashMap<>();
    all.put(key, null);
    others.forEach((name, value) -> all.put(name, value instanceof Integer n ? (long) n : value));
    return all;
  }

  @Test
  void castsAndNotificationsPassThemOnToo() throws Exception {
    RpcConnectionFactory rpc = passing("user_id,auth_token");
    Hearing hearing = Hearing.start(fixture, new NotificationActivationSpec());
    fixture.awaitConsumers("notifications.info", 1);

    serving(
        () -> {
          rpc.client(PASSING).request("hear").cast();
          rpc.client(PASSING).request("hear").fanout();
          rpc.notifier("test").info("event", null);
          rpc.notifier("test").with(HERE).info("event", 1);
          return null;
        });

    Map<String, Object> passed = Map.of("user_id", "alice", "auth_token", "secret");
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(passed);
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(passed);
    for (int i = 0; i < 2; i++) {
      assertThat(hearing.desk().heard.poll(30, TimeUnit.SECONDS).context().asMap())
          .as("listeners see what notificationContext lets through")
          .isEqualTo(Map.of("user_id", "alice"));
    }
  }

  @Test
  void interceptorsSeeThemAndHaveTheLastWord() throws Exception {
    RpcClient client = passing("user_id,request_id").client(PASSING);
    BlockingQueue<RequestContext> seen = new LinkedBlockingQueue<>();
    RpcInterceptor withoutUser =
        invocation -> {
          seen.add(invocation.options().context().orElseThrow());
          return invocation
              .withOptions(
                  CallOptions.none()
                      .withContext(RequestContext.of(Map.of("request_id", "changed"))))
              .proceed();
        };

    assertThat(serving(() -> contextOf(client.with(withoutUser))))
        .isEqualTo(Map.of("request_id", "changed"));
    assertThat(seen.remove().asMap()).isEqualTo(Map.of("user_id", "alice", "request_id", "req-1"));
  }

  /** Where an interceptor goes on elsewhere, the request that is served is still the caller's. */
  @Test
  void aThreadOfAnInterceptorsKnowsContextAndDeadline() throws Exception {
    RpcClient client = passing("user_id").client(PASSING).with(ELSEWHERE);

    assertThat(serving(() -> contextOf(client))).isEqualTo(Map.of("user_id", "alice"));
  }

  /** What the caller of a serving method has left bounds its calls, whatever they are made with. */
  @Test
  void theDeadlineIsInheritedByEachWayOfCalling() throws Exception {
    RpcConnectionFactory rpc = passing(null);
    RpcContext before = CurrentRequest.set(new Served(Duration.ZERO));
    try (RpcConnection connection = rpc.getConnection()) {
      RpcClient client = rpc.client(PASSING);
      for (RpcClient each :
          List.of(client, connection.client(PASSING), client.with(ELSEWHERE), client.with(HERE))) {
        assertThatThrownBy(() -> contextOf(each)).isInstanceOf(MessagingTimeoutException.class);
        assertThatThrownBy(() -> each.proxy(Passing.class).context())
            .isInstanceOf(MessagingTimeoutException.class);
        assertThat(each.request("context").callAsync())
            .failsWithin(AdapterFixture.PATIENCE)
            .withThrowableThat()
            .withCauseInstanceOf(MessagingTimeoutException.class);
        assertThat(each.proxy(PassingLater.class).context())
            .failsWithin(AdapterFixture.PATIENCE)
            .withThrowableThat()
            .withCauseInstanceOf(MessagingTimeoutException.class);
        each.request("hear").cast();
        assertThat(heard.poll(30, TimeUnit.SECONDS)).isEmpty();
      }
    } finally {
      CurrentRequest.set(before);
    }
  }
}
