package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.GetResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.api.CallOptions;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.Notifier;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcInvocation.Kind;
import org.rarebit.api.RpcInvocation.Side;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.LinkMXBean;

/** Interceptors of what is sent: of a client, of a notifier, and of the application. */
class InterceptorTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  /** What those of the service file have seen. */
  static final List<String> SEEN = new CopyOnWriteArrayList<>();

  /** The first of the service file. */
  public static final class First implements RpcInterceptor {
    @Override
    public CompletionStage<Object> around(RpcInvocation invocation) {
      SEEN.add("first " + invocation.method());
      return invocation.proceed();
    }
  }

  /** The second of it. */
  public static final class Second implements RpcInterceptor {
    @Override
    public CompletionStage<Object> around(RpcInvocation invocation) {
      SEEN.add("second " + invocation.method());
      return invocation.proceed();
    }
  }

  /** Has no need of this test's class. */
  public static final class Seven implements RpcInterceptor {
    @Override
    public CompletionStage<Object> around(RpcInvocation invocation) {
      return CompletableFuture.completedFuture(7L);
    }
  }

  @TempDir Path directory;

  private AdapterFixture fixture;
  private RpcConnectionFactory rpc;
  private RpcClient client;

  @BeforeEach
  void start() throws Exception {
    SEEN.clear();
    fixture = AdapterFixture.start();
    fixture.serve();
    rpc = fixture.factory();
    client = rpc.client(CALCULATOR);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static int pending() {
    return Beans.all("Link", LinkMXBean.class).stream().mapToInt(LinkMXBean::getPendingCalls).sum();
  }

  private static long add(RpcClient client, int a, int b) {
    return client.request("add").arg("a", a).arg("b", b).call(Long.class);
  }

  // ------------------------------------------------------------------ what they see and change

  @Test
  void aCallIsSeenWithAllThatIsSaidOfIt() {
    AtomicReference<RpcInvocation> seen = new AtomicReference<>();
    RpcClient intercepted =
        client.with(
            invocation -> {
              seen.set(invocation);
              return invocation.proceed();
            });

    long sum =
        intercepted
            .request("add")
            .arg("a", 1)
            .arg("b", 2)
            .timeout(Duration.ofSeconds(7))
            .context(RequestContext.of(Map.of("user_id", "me")))
            .uniqueId("order 7")
            .header("trace", "t1")
            .call(Long.class);

    assertThat(sum).isEqualTo(3);
    assertThat(seen.get().side()).isEqualTo(Side.SENDING);
    assertThat(seen.get().kind()).isEqualTo(Kind.CALL);
    assertThat(seen.get().target()).isEqualTo(CALCULATOR);
    assertThat(seen.get().method()).isEqualTo("add");
    assertThat(seen.get().args()).isEqualTo(Map.of("a", 1, "b", 2));
    assertThat(seen.get().headers()).isEqualTo(Map.of("trace", "t1"));
    assertThat(seen.get().notifications()).isEmpty();
    assertThat(seen.get().options().timeout()).contains(Duration.ofSeconds(7));
    assertThat(seen.get().options().uniqueId()).contains("order 7");
    assertThat(seen.get().options().context().orElseThrow().get("user_id")).isEqualTo("me");
    assertThat(seen.get().toString()).doesNotContain("1, ");
  }

  @Test
  void theFirstIsTheOutermost() {
    List<String> order = new ArrayList<>();
    RpcClient intercepted = client.with(noting("a", order)).with(noting("b", order));

    add(intercepted, 1, 2);

    assertThat(order).containsExactly("a", "b", "b done", "a done");
    add(client, 1, 2); // the client that it was made of has none
    assertThat(order).hasSize(4);
  }

  private static RpcInterceptor noting(String name, List<String> order) {
    return invocation -> {
      order.add(name);
      return invocation
          .proceed()
          .whenComplete(
              (result, failure) -> order.add(name + (failure == null ? " done" : " bad")));
    };
  }

  @Test
  void argumentsMethodTargetAndResultCanBeReplaced() {
    RpcClient doubled =
        client.with(i -> i.withArg("a", 40).proceed().thenApply(sum -> (Long) sum * 2));
    assertThat(add(doubled, 1, 2)).isEqualTo(84);

    RpcClient renamed =
        client.with(i -> i.withMethod("greet").withArgs(Map.of("name", "Ann")).proceed());
    assertThat(renamed.request("unknown").call()).isEqualTo("Hello Ann");

    RpcClient elsewhere =
        rpc.client(Target.topic("nobody")).with(i -> i.withTarget(CALCULATOR).proceed());
    assertThat(add(elsewhere, 1, 2)).isEqualTo(3);

    RpcClient oneServer =
        client.with(i -> i.withOptions(CallOptions.none().withServer("nobody")).proceed());
    assertThatThrownBy(() -> add(oneServer, 1, 2))
        .isInstanceOf(MessageUndeliverableException.class);

    RpcClient answering = client.with(i -> CompletableFuture.completedFuture(7L));
    assertThat(add(answering, 1, 2)).isEqualTo(7);
  }

  @Test
  void theContextCanBeReplaced() {
    RpcClient other =
        client.with(
            i ->
                i.withOptions(
                        CallOptions.none().withContext(RequestContext.of(Map.of("user_id", "you"))))
                    .proceed());
    assertThat(other.request("who_calls").call()).isEqualTo("you");
  }

  @Test
  void aProxyAndItsDeclaredExceptionsGoThroughThem() throws Exception {
    List<String> order = new ArrayList<>();
    Calculator calculator = client.with(noting("x", order)).proxy(Calculator.class);

    assertThat(calculator.add(1, 2)).isEqualTo(3);
    assertThatThrownBy(() -> calculator.refuse("no")).isInstanceOf(RefusedException.class);
    CompletionStage<Long> later = calculator.later(5);
    CalculatorBean.Promise promise = fixture.desk().promises.poll(30, TimeUnit.SECONDS);
    promise.result().complete(promise.value());

    assertThat(later.toCompletableFuture().get(30, TimeUnit.SECONDS)).isEqualTo(5);
    assertThat(order).containsExactly("x", "x done", "x", "x bad", "x", "x done");
  }

  @Test
  void castsAndFanoutsGoThroughThemInTheCallersTransaction() throws Exception {
    List<Kind> kinds = new ArrayList<>();
    RpcClient intercepted =
        client.with(
            i -> {
              kinds.add(i.kind());
              return i.kind() == Kind.CAST ? i.withArg("line", "changed").proceed() : i.proceed();
            });

    fixture.container().transactions().begin();
    intercepted.request("log").arg("line", "said").cast();
    assertThat(fixture.desk().heard).isEmpty();
    fixture.container().transactions().commit();
    assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("changed");

    intercepted.proxy(Calculator.class).refresh("all");
    assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("refresh all");
    assertThat(kinds).containsExactly(Kind.CAST, Kind.FANOUT);
  }

  // ------------------------------------------------------------------ again

  @Test
  void anotherAttemptHasTheSameUniqueIdAndTheCallersThread() {
    List<String> ids = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    RpcClient retrying =
        rpc.client(Target.topic("nobody"))
            .with(
                i ->
                    i.proceed().exceptionallyCompose(failure -> i.withTarget(CALCULATOR).proceed()))
            .with(
                i -> {
                  ids.add(i.options().uniqueId().orElseThrow());
                  threads.add(Thread.currentThread());
                  return i.proceed();
                });

    assertThat(add(retrying, 1, 2)).isEqualTo(3);
    assertThat(ids).hasSize(2);
    assertThat(ids.get(0)).isEqualTo(ids.get(1)).hasSize(32);
    assertThat(threads).containsOnly(Thread.currentThread());
  }

  @Test
  void afterAnAnswerAnotherIdMakesTheMethodRunAgain() {
    AtomicInteger attempts = new AtomicInteger();
    RpcClient retrying =
        client.with(
            i -> {
              attempts.incrementAndGet();
              return i.proceed()
                  .exceptionallyCompose(
                      failure ->
                          i.withOptions(CallOptions.none().withUniqueId("second")).proceed());
            });
    retrying.request("failOnce").call();
    assertThat(fixture.desk().attempts.get()).isEqualTo(2);
    assertThat(attempts.get()).isEqualTo(1);
  }

  @Test
  void anAttemptOnAnotherThreadIsWaitedForAndBlocksNoThread() {
    Executor later = CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS);
    RpcClient delayed =
        client.with(
            i -> CompletableFuture.supplyAsync(i::proceed, later).thenCompose(stage -> stage));
    assertThat(add(delayed, 1, 2)).isEqualTo(3);
  }

  // ------------------------------------------------------------------ what goes wrong

  @Test
  void whatAnInterceptorThrowsIsWhatTheCallerGets() {
    IllegalStateException mine = new IllegalStateException("mine");
    RpcClient throwing =
        client.with(
            i -> {
              throw mine;
            });
    assertThatThrownBy(() -> throwing.request("add").call()).isSameAs(mine);
    assertThatThrownBy(() -> throwing.request("log").cast()).isSameAs(mine);
    assertThat(throwing.request("add").callAsync())
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isSameAs(mine);

    RpcClient failing = client.with(i -> CompletableFuture.failedFuture(new IOException("disk")));
    assertThatThrownBy(() -> failing.request("add").call())
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("interceptor of \"add\" failed")
        .hasRootCauseMessage("disk");

    RpcClient returningNull = client.with(i -> null);
    assertThatThrownBy(() -> returningNull.request("add").call())
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("no stage");
  }

  @Test
  void anOuterOneSeesWhatAnInnerOneThrows() {
    RpcClient mended =
        client
            .with(i -> i.proceed().exceptionally(Throwable::getMessage))
            .with(
                i -> {
                  throw new IllegalStateException("inner");
                });
    assertThat(mended.request("add").call()).isEqualTo("inner");
  }

  @Test
  void aRemoteErrorIsTheSameWithAndWithout() {
    RpcClient intercepted = client.with(RpcInvocation::proceed);
    assertThatThrownBy(() -> intercepted.request("fail").arg("text", "x").call())
        .isInstanceOf(RemoteErrorException.class)
        .hasMessageContaining("x");
  }

  @Test
  void cancellingEndsTheCallThatItIsAround() throws Exception {
    CompletableFuture<Object> call =
        client.with(i -> i.proceed().thenApply(x -> x)).request("block").callAsync();
    assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pending()).isEqualTo(1);

    call.cancel(false);

    Beans.eventually(() -> pending() == 0);
    fixture.desk().mayLeave.countDown();
  }

  // ------------------------------------------------------------------ notifications and headers

  @Test
  void aNotificationGoesThroughThem() throws Exception {
    List<Object> seen = new ArrayList<>();
    Notifier notifier =
        rpc.notifier("billing")
            .withHeader("trace", "t1")
            .with(
                i -> {
                  seen.add(i.kind());
                  seen.add(i.target().topic());
                  seen.add(i.method());
                  seen.add(i.args().get(RpcInvocation.PUBLISHER_ID));
                  seen.add(i.args().get(RpcInvocation.PAYLOAD));
                  return i.withMethod("b")
                      .withArg(RpcInvocation.PAYLOAD, "other")
                      .withHeader("more", "m")
                      .proceed();
                });

    notifier.info("a", "said");

    assertThat(seen).containsExactly(Kind.NOTIFICATION, "notifications", "a", "billing", "said");
    GetResponse sent = new RawMessages(fixture).take("notifications.info");
    assertThat(new String(sent.getBody(), StandardCharsets.UTF_8))
        .contains("\\\"event_type\\\":\\\"b\\\"", "\\\"payload\\\":\\\"other\\\"");
    assertThat(sent.getProps().getHeaders())
        .hasSize(2)
        .hasEntrySatisfying("trace", value -> assertThat(value).hasToString("t1"))
        .hasEntrySatisfying("more", value -> assertThat(value).hasToString("m"));
  }

  @Test
  void aNotificationThatIsSentAgainIsTheSameOne() throws Exception {
    Notifier twice =
        rpc.notifier("billing").with(i -> i.proceed().thenCompose(done -> i.proceed()));
    twice.info("a", 1);

    RawMessages raw = new RawMessages(fixture);
    byte[] first = raw.take("notifications.info").getBody();
    assertThat(raw.take("notifications.info").getBody()).isEqualTo(first);
  }

  @Test
  void withoutHeadersTheMessageHasNone() throws Exception {
    rpc.notifier("billing").with(RpcInvocation::proceed).info("a", 1);
    assertThat(new RawMessages(fixture).take("notifications.info").getProps().getHeaders())
        .isEmpty();
  }

  @Test
  void headersThatMeanSomethingElseAreRefused() {
    for (String name :
        List.of("compression", "CC", "BCC", "x-death", "x-rarebit-y", "x-stream-offset", "", "ä")) {
      assertThatThrownBy(() -> CallOptions.none().withHeader(name, "x"))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> CallOptions.none().withHeader("a", "x".repeat(8192)))
        .hasMessageContaining("8192 bytes");
    CallOptions full = CallOptions.none();
    for (int i = 0; i < 64; i++) {
      full = full.withHeader("h" + i, "x");
    }
    CallOptions sixtyFour = full;
    assertThat(sixtyFour.withHeader("h0", "y").headers()).hasSize(64).containsEntry("h0", "y");
    assertThatThrownBy(() -> sixtyFour.withHeader("more", "x")).hasMessageContaining("64");
  }

  @Test
  void severalHeadersAreAddedAsOneByOneOrNotAtAll() {
    CallOptions one = CallOptions.none().withHeader("a", "1");
    assertThat(one.withHeaders(Map.of())).isSameAs(one);
    assertThat(one.withHeaders(Map.of("a", "2", "b", "ü")).headers())
        .isEqualTo(Map.of("a", "2", "b", "ü"));
    assertThatThrownBy(() -> one.withHeaders(Map.of("b", "1", "CC", "1")))
        .hasMessageContaining("\"CC\"");
    assertThatThrownBy(() -> one.withHeaders(Map.of("b", "ü".repeat(4096))))
        .hasMessageContaining("8192 bytes")
        .hasMessageContaining("\"b\"");
    assertThat(one.headers()).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void headersOfClientAndRequestArePutTogether() {
    CallOptions one = CallOptions.none().withHeader("a", "1").withHeader("b", "1");
    CallOptions both = one.and(CallOptions.none().withHeader("b", "2"));
    assertThat(both.headers()).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(both).isNotEqualTo(one).hasToString("CallOptions[headers=[a, b]]");
  }

  // ------------------------------------------------------------------ of the application

  @Test
  void thoseOfTheApplicationAreAroundAllThatItSends() throws Exception {
    try (TestApplication application =
        new TestApplication(directory).serving(RpcInterceptor.class, First.class, Second.class)) {
      RpcClient kept = application.run(() -> rpc.client(CALCULATOR));
      add(kept, 1, 2); // on whatever thread
      assertThat(SEEN).containsExactly("first add", "second add");

      SEEN.clear();
      application.run(
          () -> {
            rpc.notifier("me").info("told", 1);
            try (var connection = rpc.getConnection()) {
              connection.client(CALCULATOR).request("log").arg("line", "x").cast();
            }
            return null;
          });
      assertThat(SEEN).containsExactly("first told", "second told", "first log", "second log");
      add(client, 1, 2); // another application's
      assertThat(SEEN).hasSize(4);
    }
  }

  @Test
  void oneThatCannotBeMadeIsNamedAndCostsNoOther() throws Exception {
    try (TestApplication application =
            new TestApplication(directory)
                .serving(RpcInterceptor.class, List.of("no.such.Thing", First.class.getName()));
        LoggedLines errors = LoggedLines.of("org.rarebit.api.spi")) {
      add(application.run(() -> rpc.client(CALCULATOR)), 1, 2);
      assertThat(SEEN).containsExactly("first add");
      assertThat(errors.errors()).isNotEmpty();
    }
  }

  @Test
  void aSerializedClientFindsThoseOfTheApplicationThatReadsIt() throws Exception {
    try (TestApplication application =
        new TestApplication(directory).serving(RpcInterceptor.class, First.class)) {
      RpcClient read = application.run(() -> copy(rpc.client(CALCULATOR)));
      read.with(i -> CompletableFuture.completedFuture(null)).request("add").call();
      assertThat(SEEN).containsExactly("first add");
    }
  }

  private static RpcClient copy(RpcClient client) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(client);
    }
    try (ObjectInputStream in =
        new ApplicationStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (RpcClient) in.readObject();
    }
  }

  private static final class ApplicationStream extends ObjectInputStream {

    ApplicationStream(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      return Class.forName(
          description.getName(), false, Thread.currentThread().getContextClassLoader());
    }
  }

  @Test
  void nothingStaysOfAnApplicationThatIsGone() throws Exception {
    WeakReference<ClassLoader> gone = deployAndForget();
    Beans.eventually(
        () -> {
          System.gc();
          return gone.get() == null;
        });
  }

  private WeakReference<ClassLoader> deployAndForget() throws Exception {
    try (TestApplication application =
        new TestApplication(directory, Seven.class).serving(RpcInterceptor.class, Seven.class)) {
      RpcClient its = application.run(() -> rpc.client(CALCULATOR));
      assertThat(add(its, 1, 2)).isEqualTo(7);
      return new WeakReference<>(application);
    }
  }
}
