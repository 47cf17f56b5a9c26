package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.CurrentRequest;
import org.rarebit.api.LimitReachedException;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.Notifier;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcRequest;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.LinkMXBean;

/** Clients, proxies and notifiers of the factory itself, kept in fields; and requests. */
class FactoryClientTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  private AdapterFixture fixture;
  private RpcConnectionFactory rpc;
  private RpcClient client;
  private Calculator calculator;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    fixture.serve();
    rpc = fixture.factory();
    client = rpc.client(CALCULATOR);
    calculator = rpc.proxy(Calculator.class, CALCULATOR);
  }

  @AfterEach
  void stop() {
    assertThat(fixture.pool().openHandles()).as("each was given back").isZero();
    fixture.close();
  }

  private static int pending() {
    return Beans.all("Link", LinkMXBean.class).stream().mapToInt(LinkMXBean::getPendingCalls).sum();
  }

  // ---------------------------------------------------------------- a connection for each call

  @Test
  void eachCallTakesAConnectionAndGivesItBack() {
    for (int i = 0; i < 10; i++) {
      assertThat(calculator.add(i, 1)).isEqualTo(i + 1);
      assertThat(client.request("add").arg("a", i).arg("b", 2).call(Long.class)).isEqualTo(i + 2);
      assertThat(fixture.pool().openHandles()).isZero();
    }
    assertThat(fixture.pool().created()).isEqualTo(1);
  }

  @Test
  void itIsGivenBackWhateverHappens() {
    assertThatThrownBy(() -> calculator.fail("broken")).isInstanceOf(RemoteErrorException.class);
    assertThatThrownBy(() -> rpc.client(Target.topic("nobody")).request("x").call())
        .isInstanceOf(MessageUndeliverableException.class);
    assertThatThrownBy(() -> client.request("block").timeout(Duration.ofMillis(50)).call())
        .isInstanceOf(MessagingTimeoutException.class);
    assertThat(fixture.pool().openHandles()).isZero();
  }

  @Test
  void oneThatIsNotWaitedForHoldsNone() throws Exception {
    fixture.pool().maxSize(1);
    CompletionStage<Long> byContract = calculator.later(1);
    CompletableFuture<Long> byName = client.request("later").arg("value", 2).callAsync(Long.class);
    assertThat(fixture.pool().openHandles()).isZero();

    for (int i = 0; i < 2; i++) {
      CalculatorBean.Promise promise = fixture.desk().promises.poll(30, TimeUnit.SECONDS);
      promise.result().complete(promise.value());
    }
    assertThat(byContract.toCompletableFuture().get(30, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(byName.get(30, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void whatIsSentBelongsToTheCallersTransaction() throws Exception {
    Notifier notifier = rpc.notifier("test");
    fixture.container().transactions().begin();
    calculator.log("dropped");
    notifier.info("dropped", null);
    fixture.container().transactions().rollback();
    assertThat(fixture.broker().queueNames()).doesNotContain("notifications.info");

    fixture.container().transactions().begin();
    calculator.log("kept");
    notifier.info("kept", null);
    assertThat(fixture.desk().heard).isEmpty();
    fixture.container().transactions().commit();

    assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("kept");
    assertThat(fixture.broker().messageCount("notifications.info")).isEqualTo(1);
  }

  @Test
  void aPoolThatHasNoneLeftIsToldToWhoeverCalls() throws Exception {
    fixture.pool().maxSize(1).blockingTimeout(Duration.ofMillis(20));
    try (RpcConnection held = fixture.connect()) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> calculator.add(1, 1)).isInstanceOf(LimitReachedException.class);
      assertThatThrownBy(() -> calculator.add(1, 1))
          .hasMessageContaining("In use are 1 connections");
      assertThat(
              catchThrowable(
                  () -> calculator.later(1).toCompletableFuture().get(1, TimeUnit.SECONDS)))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(LimitReachedException.class);
      assertThatThrownBy(() -> rpc.notifier("x").info("y", null))
          .isInstanceOf(LimitReachedException.class);
    }
    assertThat(calculator.add(1, 1)).isEqualTo(2);
  }

  @Test
  void theHolderThatIsNamedIsTheApplication() throws Exception {
    fixture.pool().maxSize(1).blockingTimeout(Duration.ofMillis(20));
    try (RpcConnection held = fixture.connect()) {
      assertThat(held).isNotNull();
      assertThat(catchThrowable(() -> calculator.add(1, 1))).isNotNull(); // places are noted now
    }
    CompletableFuture<Void> blocked = CompletableFuture.runAsync(this::block);
    assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(() -> calculator.add(1, 1))
        .hasMessageContaining("taken at org.rarebit.ra.FactoryClientTest.block(");

    fixture.desk().mayLeave.countDown();
    blocked.get(30, TimeUnit.SECONDS);
  }

  private void block() {
    calculator.block();
  }

  @Test
  void theySurviveTheBrokersRestart() throws Exception {
    assertThat(calculator.add(1, 1)).isEqualTo(2);
    fixture.broker().stop();
    assertThatThrownBy(() -> rpc.proxy(Calculator.class, CALCULATOR).add(1, 1))
        .isNotInstanceOf(RemoteErrorException.class);
    assertThatThrownBy(() -> calculator.add(1, 1)).isInstanceOf(NoConnectionException.class);
    fixture.broker().start();
    fixture.awaitConsumers("calculator", 1);

    assertThat(calculator.add(1, 1)).isEqualTo(2);
  }

  @Test
  void whatIsComposedToACallHasTheCallersClassLoader() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    ClassLoader application = new ClassLoader(before) {};
    CompletableFuture<Long> byName;
    CompletionStage<Long> byContract;
    Thread.currentThread().setContextClassLoader(application);
    try {
      byName = client.request("later").arg("value", 1).callAsync(Long.class);
      byContract = calculator.later(2);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    var seen =
        List.of(
            byName.thenApply(value -> Thread.currentThread().getContextClassLoader()),
            byContract
                .thenApply(value -> Thread.currentThread().getContextClassLoader())
                .toCompletableFuture());

    for (int i = 0; i < 2; i++) { // answered only now, so on a thread of the container
      fixture.desk().promises.poll(30, TimeUnit.SECONDS).result().complete(1L);
    }

    for (CompletableFuture<ClassLoader> each : seen) {
      assertThat(each.get(30, TimeUnit.SECONDS)).isSameAs(application);
    }
  }

  @Test
  void theyAreWrittenWithTheBeansThatKeepThem() throws Exception {
    RpcClient copy =
        copyOf(client.with(CallOptions.timeout(Duration.ofSeconds(3)).withServer("node1")));
    assertThat(copy.target()).isEqualTo(CALCULATOR.server("node1"));
    assertThat(copy.options().timeout()).contains(Duration.ofSeconds(3));

    Calculator proxy = copyOf(calculator);
    assertThat(Proxy.isProxyClass(proxy.getClass())).isTrue();
    assertThat(proxy.toString()).startsWith("Calculator at ");
    assertThat(copyOf(rpc.notifier("billing").withTopics("a"))).isNotNull();
    assertThat(proxy.add(1, 1)).isEqualTo(2);
  }

  @SuppressWarnings({"unchecked", "BanSerializableRead"}) // what the same test has written
  private static <T> T copyOf(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(written)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(written.toByteArray()))) {
      return (T) in.readObject();
    }
  }

  // ---------------------------------------------------------------- requests and options

  @Test
  void argumentsThatAreNullTravel() {
    assertThat(client.request("greet").arg("name", "you").arg("greeting", null).call(String.class))
        .isEqualTo("Hello you");
    assertThatThrownBy(() -> client.request("add").arg("a", 1).arg("b", null).call())
        .isInstanceOf(RemoteErrorException.class)
        .hasMessageContaining("TypeError");
  }

  @Test
  void argumentsAreAddedAndReplaced() {
    RpcRequest request = client.request("add").args(Map.of("a", 1, "b", 1)).arg("b", 5);

    assertThat(request.call()).isEqualTo(6L);
    assertThat(request.args(Map.of("a", 7)).call()).isEqualTo(12L);
  }

  @Test
  void optionsOfARequestGoBeforeThoseOfItsClient() {
    RequestContext alice = RequestContext.empty().with("user_id", "alice");
    RpcClient ofAlice = client.with(CallOptions.none().withContext(alice));

    assertThat(ofAlice.request("who_calls").call()).isEqualTo("alice");
    assertThat(ofAlice.request("who_calls").timeout(Duration.ofSeconds(20)).call())
        .as("what is not said stays")
        .isEqualTo("alice");
    assertThat(ofAlice.request("who_calls").context(alice.with("user_id", "bob")).call())
        .isEqualTo("bob");
    assertThat(ofAlice.proxy(Calculator.class).whoCalls()).isEqualTo("alice");
    assertThat(client.request("who_calls").call()).isNull();
  }

  @Test
  void anIdOfTheCallersMakesTwoRequestsOne() throws Exception {
    RpcRequest order = client.request("failOnce").uniqueId("order 7");
    assertThatThrownBy(order::call).hasMessageContaining("the first attempt fails");
    assertThatThrownBy(order::call)
        .as("the answer of the first")
        .hasMessageContaining("the first attempt fails");
    assertThat(fixture.desk().attempts).hasValue(1);

    client.request("log").arg("line", "once").uniqueId("line 7").cast();
    client.request("log").arg("line", "once").uniqueId("line 7").cast();
    client.request("log").arg("line", "another").cast();
    String first = fixture.desk().heard.poll(30, TimeUnit.SECONDS);
    String second = fixture.desk().heard.poll(30, TimeUnit.SECONDS);
    assertThat(List.of(first, second)).containsExactlyInAnyOrder("once", "another");

    assertThat(client.request("failOnce").call()).as("an id of its own").isNull();
    assertThat(fixture.desk().attempts).hasValue(2);
  }

  @Test
  void oneServerOrAllOfThem() throws Exception {
    client.request("log").arg("line", "to one").server("node1").cast();
    assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("to one");
    client.with(CallOptions.none().withServer("nobody")).request("log").arg("line", "all").fanout();
    assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("all");
    assertThatThrownBy(() -> client.request("add").server("nobody").call())
        .isInstanceOf(MessageUndeliverableException.class);
  }

  @Test
  void cancellingAFutureEndsItsCallAtOnce() {
    CompletableFuture<Object> byName = client.request("later").arg("value", 1).callAsync();
    CompletionStage<Long> byContract = calculator.later(2);
    Beans.eventually(() -> pending() == 2);

    byName.cancel(true);
    assertThat(pending()).isEqualTo(1);
    byContract.toCompletableFuture().cancel(true);
    assertThat(pending()).isZero();
  }

  /** What the caller of a serving method has left is for its calls, not for what it tells. */
  @Test
  void callsInheritADeadlineCastsAndNotificationsDoNot() throws Exception {
    RpcContext outer = CurrentRequest.set(new Served(Duration.ZERO));
    try {
      assertThatThrownBy(() -> calculator.add(1, 1)).isInstanceOf(MessagingTimeoutException.class);
      calculator.log("told");
      client.request("log").arg("line", "told as well").cast();
      rpc.notifier("test").info("event", null);
    } finally {
      CurrentRequest.set(outer);
    }
    assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).startsWith("told");
    assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).startsWith("told");
    assertThat(fixture.broker().messageCount("notifications.info")).isEqualTo(1);
  }

  @Test
  void optionsAreAppliedToAProxy() throws Exception {
    CallOptions options =
        CallOptions.none().withContext(RequestContext.of(Map.of("user_id", "alice")));
    Calculator ofAlice = options.applyTo(calculator);

    assertThat(ofAlice.whoCalls()).isEqualTo("alice");
    assertThat(calculator.whoCalls()).as("the original stays").isNull();
    assertThat(CallOptions.timeout(Duration.ofSeconds(20)).applyTo(ofAlice).whoCalls())
        .as("options add up")
        .isEqualTo("alice");
    assertThat(CallOptions.timeout(Duration.ofSeconds(20)).applyTo(calculator).patience())
        .isBetween(1L, 20_000L);
    assertThat(copyOf(ofAlice).whoCalls()).isEqualTo("alice");
    try (RpcConnection connection = rpc.getConnection()) {
      Calculator ofConnection = connection.proxy(Calculator.class, CALCULATOR);
      assertThat(options.applyTo(ofConnection).whoCalls()).isEqualTo("alice");
    }
  }

  @Test
  void optionsAreAppliedToNothingElse() {
    assertThatThrownBy(() -> CallOptions.none().applyTo(new CalculatorBean()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("this is a " + CalculatorBean.class.getName());
    assertThatThrownBy(() -> CallOptions.none().applyTo(proxyOfAnotherKind()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Calculator proxyOfAnotherKind() {
    Class<?>[] interfaces = {Calculator.class};
    return (Calculator)
        Proxy.newProxyInstance(
            Calculator.class.getClassLoader(), interfaces, (proxy, method, args) -> null);
  }

  @Test
  void whatIsOutOfRangeIsRefusedAtOnce() {
    CallOptions none = CallOptions.none();
    assertThatThrownBy(() -> none.withTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than zero");
    assertThatThrownBy(() -> none.withCallMonitor(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2 s");
    assertThatThrownBy(() -> none.withUniqueId("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> none.withServer("")).isInstanceOf(IllegalArgumentException.class);
    assertThat(none.withCallMonitor(Duration.ZERO).callMonitor()).contains(Duration.ZERO);
    assertThat(none.and(none)).isSameAs(none);
    assertThat(none.withServer("a").and(CallOptions.timeout(Duration.ofSeconds(1))))
        .isEqualTo(CallOptions.timeout(Duration.ofSeconds(1)).withServer("a"))
        .hasToString("CallOptions[timeout=PT1S, server=a]");
  }
}
