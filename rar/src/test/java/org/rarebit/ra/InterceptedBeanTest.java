package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import jakarta.resource.spi.ActivationSpec;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcInvocation.Kind;
import org.rarebit.api.RpcInvocation.Side;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.FakeEndpointFactory;

/** Interceptors around beans: those that the bean's application names. */
class InterceptedBeanTest {

  /** What beans, interceptors and test share. */
  public static final class Desk {
    static volatile RpcInterceptor outer;
    static volatile RpcInterceptor inner;
    static volatile TransactionSynchronizationRegistry transactions;
    static final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    static final List<Object> seen = new ArrayList<>();

    private Desk() {}

    /** For beans, whose class loader makes another package of this one. */
    public static void hear(Object what) {
      heard.add(what);
    }
  }

  /** The first of the service file. */
  public static final class Outer implements RpcInterceptor {
    @Override
    public CompletionStage<Object> around(RpcInvocation invocation) {
      return Desk.outer.around(invocation);
    }
  }

  /** The second of it. */
  public static final class Inner implements RpcInterceptor {
    @Override
    public CompletionStage<Object> around(RpcInvocation invocation) {
      return Desk.inner.around(invocation);
    }
  }

  @TempDir Path directory;

  private AdapterFixture fixture;
  private TestApplication application;
  private RpcClient client;

  @BeforeEach
  void start() throws Exception {
    Desk.outer = RpcInvocation::proceed;
    Desk.inner = RpcInvocation::proceed;
    Desk.heard.clear();
    Desk.seen.clear();
    fixture = AdapterFixture.start();
    Desk.transactions = fixture.container().transactions().registry();
    application =
        new TestApplication(
                directory,
                InterceptedBean.class,
                InterceptedHearer.class,
                InterceptedGatherer.class)
            .serving(RpcInterceptor.class, Outer.class, Inner.class);
    client = fixture.factory().client(Target.topic("served"));
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    application.close();
  }

  private void serve() throws Exception {
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setTopic("served");
    activate(spec, InterceptedBean.class);
    fixture.awaitConsumers("served", 1);
  }

  private void activate(ActivationSpec spec, Class<?> type) throws Exception {
    Class<?> own = application.loadClass(type.getName());
    assertThat(own).isNotSameAs(type);
    fixture.container().activate(spec, endpoints(own));
  }

  private <B> FakeEndpointFactory<B> endpoints(Class<B> bean) {
    return fixture
        .container()
        .endpoints(
            bean,
            () -> {
              try {
                return bean.getConstructor().newInstance();
              } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private Object add(Object a, Object b) {
    return client.request("add").arg("a", a).arg("b", b).call();
  }

  private static void note(Object... what) {
    synchronized (Desk.seen) {
      Desk.seen.addAll(List.of(what));
    }
  }

  @Test
  void theyAreAroundTheBeanOnItsThreadAndInItsTransaction() throws Exception {
    Desk.outer =
        i -> {
          note("outer", Desk.transactions.getTransactionStatus());
          note("outer on " + Thread.currentThread().getId(), RpcContext.current().isPresent());
          return i.proceed().thenApply(result -> (Long) result * 2);
        };
    Desk.inner =
        i -> {
          note(i.side(), i.kind(), i.method(), i.args(), i.target().topic(), i.target().server());
          note(Thread.currentThread().getContextClassLoader() == application);
          return i.proceed().thenApply(result -> (Long) result + 1);
        };
    serve();

    assertThat(add(1, 2)).isEqualTo(8L);

    String thread = ((String) Desk.heard.poll(30, TimeUnit.SECONDS)).substring("add".length());
    assertThat(Desk.seen)
        .containsExactly(
            "outer",
            Status.STATUS_ACTIVE,
            "outer" + thread,
            true,
            Side.SERVING,
            Kind.CALL,
            "add",
            Map.of("a", 1L, "b", 2L),
            "served",
            "node1",
            true);
  }

  @Test
  void argumentsAreBoundAfterThemAndWhatDoesNotFitIsAFailureThatTheySee() throws Exception {
    Desk.outer = i -> i.proceed().whenComplete((r, failure) -> note(failure != null));
    Desk.inner = i -> "fix".equals(i.args().get("b")) ? i.withArg("b", 40).proceed() : i.proceed();
    serve();

    assertThat(add(2, "fix")).isEqualTo(42L);
    assertThatThrownBy(() -> add(2, "text"))
        .isInstanceOf(RemoteErrorException.class)
        .hasMessageContaining("TypeError")
        .hasMessageContaining("argument 'b'");
    assertThat(add(3, 4)).isEqualTo(7L);
    assertThat(Desk.seen).containsExactly(false, true, false);
  }

  @Test
  void theyMayAnswerWithoutTheBean() throws Exception {
    Desk.outer = i -> CompletableFuture.completedFuture(7);
    serve();
    assertThat(add(1, 2)).isEqualTo(7L);
    assertThat(Desk.heard).isEmpty();
  }

  @Test
  void whatOneThrowsIsTheAnswerAndUndoesWhatTheBeanDid() throws Exception {
    serve();
    Desk.outer =
        i -> {
          throw new IllegalArgumentException("before");
        };
    assertThatThrownBy(() -> add(1, 2)).hasMessageContaining("before");
    assertThat(Desk.heard).isEmpty();

    Desk.outer =
        i -> {
          var unused = i.proceed();
          Desk.transactions.registerInterposedSynchronization(
              new Synchronization() {
                @Override
                public void beforeCompletion() {
                  // only the end counts
                }

                @Override
                public void afterCompletion(int status) {
                  note(status);
                }
              });
          throw new IllegalArgumentException("after");
        };
    assertThatThrownBy(() -> add(1, 2)).hasMessageContaining("after");
    assertThat(Desk.heard).hasSize(1);
    assertThat(Desk.seen).containsExactly(Status.STATUS_ROLLEDBACK);
  }

  @Test
  void theBeansExceptionIsTheSameWithThem() throws Exception {
    Desk.outer = i -> i.proceed().whenComplete((r, failure) -> note(failure.getMessage()));
    serve();
    assertThatThrownBy(() -> client.request("fail").call())
        .isInstanceOf(RemoteErrorException.class)
        .hasMessageContaining("IllegalStateException: broken");
    assertThat(Desk.seen).containsExactly("broken");
  }

  @Test
  void aBeanIsCalledOnce() throws Exception {
    Desk.inner = i -> i.proceed().thenCompose(result -> i.proceed());
    serve();
    assertThatThrownBy(() -> add(1, 2)).hasMessageContaining("called once for a delivery");
    assertThat(Desk.heard).hasSize(1);
  }

  @Test
  void aResultThatComesLaterGoesThroughThem() throws Exception {
    Desk.outer = i -> i.proceed().thenApply(result -> result + "!");
    serve();
    assertThat(client.request("later").arg("text", "well").call()).isEqualTo("well!");
    Desk.outer = i -> CompletableFuture.supplyAsync(() -> "own");
    assertThat(client.request("later").arg("text", "well").call()).isEqualTo("own");
  }

  // ------------------------------------------------------------------ headers

  @Test
  void headersTravelFromJavaToJava() throws Exception {
    Desk.outer =
        i -> {
          note(i.headers());
          return i.proceed();
        };
    serve();
    Map<String, String> sent = Map.of("traceparent", "00-1", "name", "größe");
    var request = client.request("headers");
    sent.forEach(request::header);
    assertThat(request.call()).isEqualTo(sent);
    assertThat(client.request("headers").call()).isEqualTo(Map.of());
    assertThat(Desk.seen).containsExactly(sent, Map.of());
  }

  @Test
  void ofRawHeadersWhatIsTextAndNotTheBrokersOwnIsSeen() throws Exception {
    Map<String, Object> raw = new HashMap<>();
    raw.put("trace", "t1");
    raw.put("number", 7);
    raw.put("nothing", null);
    raw.put("table", Map.of("a", "b"));
    raw.put("x-death", "no");
    raw.put("compression", "");
    raw.put("large", "x".repeat(9000));
    hear(InterceptedHearer.class);
    publish(raw, "a");

    Notification heard = (Notification) Desk.heard.poll(30, TimeUnit.SECONDS);
    assertThat(heard.headers()).isEqualTo(Map.of("trace", "t1"));
  }

  // ------------------------------------------------------------------ notifications

  private void hear(Class<?> type) throws Exception {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setTopics("told");
    spec.setPriorities("INFO");
    spec.setRequeueDelayMillis(100L);
    activate(spec, type);
    fixture.awaitConsumers("told.info", 1);
  }

  private void publish(Map<String, Object> headers, String event) throws Exception {
    String body =
        "{\"message_id\":\"m1\",\"publisher_id\":\"p\",\"event_type\":\""
            + event
            + "\",\"priority\":\"INFO\",\"payload\":{\"n\":1},\"_unique_id\":\""
            + event
            + "\"}";
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.confirmSelect();
      channel.basicPublish(
          "openstack",
          "told.info",
          new AMQP.BasicProperties.Builder()
              .contentType("application/json")
              .headers(headers)
              .build(),
          body.getBytes(StandardCharsets.UTF_8));
      channel.waitForConfirmsOrDie(TimeUnit.SECONDS.toMillis(10));
    }
  }

  @Test
  void theyAreAroundABeanThatHears() throws Exception {
    Desk.outer =
        i -> {
          note(i.side(), i.kind(), i.method(), i.target().topic(), i.headers());
          note(i.args().get(RpcInvocation.PRIORITY), i.args().get(RpcInvocation.PAYLOAD));
          note(i.notifications().size());
          return i.withArg(RpcInvocation.PAYLOAD, Map.of("n", 2)).proceed();
        };
    hear(InterceptedHearer.class);
    fixture
        .factory()
        .notifier("p")
        .withTopics("told")
        .withHeader("trace", "t1")
        .withContext(RequestContext.empty())
        .info("a.b", Map.of("n", 1));

    Notification heard = (Notification) Desk.heard.poll(30, TimeUnit.SECONDS);
    assertThat(heard.payload()).isEqualTo(Map.of("n", 2L));
    assertThat(heard.publisherId()).isEqualTo("p");
    assertThat(heard.headers()).isEqualTo(Map.of("trace", "t1"));
    assertThat(Desk.seen)
        .containsExactly(
            Side.SERVING,
            Kind.NOTIFICATION,
            "a.b",
            "told",
            Map.of("trace", "t1"),
            NotificationPriority.INFO,
            Map.of("n", 1L),
            1);
  }

  @Test
  void oneThatFailsHasTheNotificationComeAgain() throws Exception {
    Desk.inner =
        i -> {
          boolean again = i.notifications().get(0).isRedelivered();
          return again ? i.proceed() : CompletableFuture.failedFuture(new Exception("not yet"));
        };
    hear(InterceptedHearer.class);
    publish(Map.of(), "a");
    Notification heard = (Notification) Desk.heard.poll(30, TimeUnit.SECONDS);
    assertThat(heard.isRedelivered()).isTrue();
  }

  @Test
  void severalAtOnceAreOneInvocation() throws Exception {
    Desk.outer =
        i -> {
          note(i.method(), i.args(), i.headers());
          if (i.notifications().size() > 1) {
            assertThatThrownBy(() -> i.withArg(RpcInvocation.PAYLOAD, 1))
                .isInstanceOf(IllegalStateException.class);
          }
          return i.proceed();
        };
    for (String event : List.of("a", "b")) {
      fixture
          .factory()
          .notifier("p")
          .withTopics("told")
          .withHeader("event", event)
          .info(event, null);
    }
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setTopics("told");
    spec.setPriorities("INFO");
    spec.setBatchSize(2);
    spec.setBatchTimeoutMillis(30_000L);
    activate(spec, InterceptedGatherer.class);

    List<?> heard = (List<?>) Desk.heard.poll(30, TimeUnit.SECONDS);
    assertThat(heard).hasSize(2);
    assertThat(((Notification) heard.get(1)).headers()).isEqualTo(Map.of("event", "b"));
    assertThat(Desk.seen).containsExactly("a", Map.of(), Map.of());
  }
}
