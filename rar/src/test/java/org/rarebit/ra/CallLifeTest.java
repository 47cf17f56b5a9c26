package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.EncodingException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessagingException;
import org.rarebit.api.MessagingInterruptedException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.QueueFullException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.LinkMXBean;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;

/** What ends a call, and how soon. */
class CallLifeTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final Map<String, ?> ONES = Map.of("a", 1, "b", 1);

  private static int pending() {
    return Beans.all("Link", LinkMXBean.class).stream().mapToInt(LinkMXBean::getPendingCalls).sum();
  }

  @Test
  void aCallThatIsNotWaitedForOutlivesThePoolsConnection() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      CompletionStage<Object> waiting;
      try (RpcConnection connection = fixture.connect()) {
        waiting = connection.client(CALCULATOR).request("later").arg("value", 7).callAsync();
      }
      var promise = fixture.desk().promises.poll(30, TimeUnit.SECONDS);
      fixture.pool().flush();
      assertThat(fixture.pool().size()).isZero();

      promise.result().complete(promise.value());

      assertThat(waiting.toCompletableFuture().get(30, TimeUnit.SECONDS)).isEqualTo(7L);
    }
  }

  @Test
  void aCallThatIsCancelledWaitsNoLonger() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      try (RpcConnection connection = fixture.connect()) {
        CompletableFuture<Object> byName =
            connection
                .client(CALCULATOR)
                .request("later")
                .arg("value", 1)
                .callAsync()
                .toCompletableFuture();
        CompletableFuture<Long> ofContract =
            connection.proxy(Calculator.class, CALCULATOR).later(2).toCompletableFuture();
        Beans.eventually(() -> pending() == 2);

        byName.cancel(true);
        assertThat(pending()).isEqualTo(1);
        ofContract.cancel(true);
        assertThat(pending()).isZero();
      }
    }
  }

  @Test
  void retryHoldsForCallsThatAreNotWaitedForToo() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      RpcManagedConnectionFactory managed = fixture.managedFactory();
      managed.setRetry(-1);
      RpcConnection connection =
          (RpcConnection) managed.createManagedConnection(null, null).getConnection(null, null);
      connection.client(CALCULATOR).request("add").args(ONES).call();
      fixture.dropConnections();
      fixture.awaitConsumers("calculator", 1);

      assertThat(
              connection
                  .client(CALCULATOR)
                  .request("add")
                  .args(ONES)
                  .callAsync()
                  .toCompletableFuture()
                  .get(30, TimeUnit.SECONDS))
          .isEqualTo(2L);
    }
  }

  private static void limit(RarebitResourceAdapter adapter) {
    adapter.setMaxBodyBytes(2000);
    adapter.setMaxNesting(20);
  }

  @Test
  void aReplyThatIsTooLargeOrTooDeepEndsItsCallAtOnceAndSaysSo() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        AdapterFixture caller = fixture.startBeside(CallLifeTest::limit)) {
      fixture.serve();
      try (RpcConnection connection = caller.connect()) {
        Calculator calculator = connection.proxy(Calculator.class, CALCULATOR);
        assertThat(calculator.greet("x", Optional.empty())).isEqualTo("Hello x");

        assertThatThrownBy(
                () ->
                    connection
                        .client(CALCULATOR)
                        .request("greet")
                        .arg("name", "x".repeat(3000))
                        .call())
            .isInstanceOf(EncodingException.class)
            .hasMessageMatching(".* has 3\\d{3} bytes; the limit maxBodyBytes is 2000.*");
        assertThatThrownBy(
                () ->
                    connection
                        .client(CALCULATOR)
                        .request("greet")
                        .arg("name", "x".repeat(3000))
                        .callAsync()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS))
            .hasCauseInstanceOf(EncodingException.class);
        List<Object> nested = List.of();
        for (int i = 0; i < 30; i++) {
          nested = List.of(nested);
        }
        RpcClient deep =
            connection
                .client(CALCULATOR)
                .with(CallOptions.none().withContext(RequestContext.of(Map.of("user_id", nested))));
        assertThatThrownBy(() -> deep.request("who_calls").call())
            .isInstanceOf(EncodingException.class)
            .hasMessageContaining("nested deeper than the limit maxNesting of 20");
        assertThat(pending()).isZero();
      }
    }
  }

  private static boolean isRefused(RpcConnection connection) {
    try {
      connection
          .client(CALCULATOR)
          .request("add")
          .timeout(Duration.ofMillis(100))
          .args(ONES)
          .call();
      return false;
    } catch (MessagingException e) {
      return e.getMessage().contains("did not run");
    }
  }

  @Test
  void whatIsNoReplyWritesNeitherLinesOfItsOwnNorLinesWithoutEnd() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect();
        Connection admin = fixture.admin();
        Channel channel = admin.createChannel();
        LoggedLines log = LoggedLines.of("org.rarebit.ra.client")) {
      fixture.serve();
      RpcClient client = connection.client(CALCULATOR);
      client.request("add").args(ONES).call();
      String replyQueue =
          fixture.broker().queueNames().stream()
              .filter(name -> name.startsWith("reply_"))
              .findAny()
              .orElseThrow();
      AMQP.BasicProperties foreign =
          new AMQP.BasicProperties.Builder().contentType("a\r\nSEVERE: all is lost").build();

      for (int i = 0; i < 200; i++) {
        channel.basicPublish("", replyQueue, foreign, "secret".getBytes(StandardCharsets.UTF_8));
      }
      fixture.broker().await(AdapterFixture.PATIENCE, b -> b.messageCount(replyQueue) == 0);

      assertThat(client.request("add").args(ONES).call()).isEqualTo(2L); // comes behind them
      assertThat(log.warnings())
          .hasSizeBetween(1, 10)
          .allMatch(line -> line.contains("is no reply and is dropped: The content type is "))
          .noneMatch(line -> line.contains("\n") || line.contains("\r") || line.length() > 500)
          .noneMatch(line -> line.contains("secret"));
    }
  }

  @Test
  void aCallWhoseQueueIsFullFailsAtOnceAndHasNotRun() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      fixture.serve();
      connection.client(CALCULATOR).request("add").args(ONES).call();
      connection.client(CALCULATOR).request("add").args(ONES).call(); // through a shared channel
      fixture.broker().faults().refusePublishes();
      Beans.eventually(() -> isRefused(connection)); // those of the first moment are not confirmed

      assertThatThrownBy(() -> connection.client(CALCULATOR).request("add").args(ONES).call())
          .isInstanceOfSatisfying(
              QueueFullException.class,
              e -> {
                assertThat(e.mayHaveRun()).isEqualTo(MayHaveRun.NO);
                assertThat(e.isWorthRetrying()).isTrue();
              })
          .hasMessageContaining("did not run");
      CompletionStage<Object> unwaited =
          connection.client(CALCULATOR).request("add").args(ONES).callAsync();
      assertThat(catchThrowable(() -> unwaited.toCompletableFuture().get(30, TimeUnit.SECONDS)))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("did not run");
      assertThat(pending()).isZero();

      fixture.broker().faults().acceptPublishes();
      assertThat(connection.client(CALCULATOR).request("add").args(ONES).call()).isEqualTo(2L);
    }
  }

  @Test
  void anInterruptIsNoTimeoutOfASlowServer() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      CompletableFuture<Throwable> failure = new CompletableFuture<>();
      CompletableFuture<Boolean> flag = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                try (RpcConnection connection = fixture.connect()) {
                  failure.complete(
                      catchThrowable(() -> connection.client(CALCULATOR).request("block").call()));
                  flag.complete(Thread.interrupted());
                } catch (MessagingException e) {
                  failure.complete(e);
                }
              });
      caller.start();
      assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
      caller.interrupt();

      assertThat(failure.get(30, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              MessagingInterruptedException.class,
              e -> {
                assertThat(e.mayHaveRun()).isEqualTo(MayHaveRun.UNKNOWN);
                assertThat(e.isWorthRetrying()).isFalse();
              })
          .hasMessageContaining("interrupted")
          .hasMessageNotContaining("down or slow");
      assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aCallThatABlockedBrokerKeptHereSaysThatItHasNotRun() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      fixture.serve();
      connection.client(CALCULATOR).request("add").args(ONES).call();
      fixture.broker().faults().block("low on memory");
      Beans.eventually(
          () ->
              Beans.all("Link", LinkMXBean.class).stream()
                  .anyMatch(link -> link.getState().equals("BLOCKED")));

      assertThatThrownBy(
              () ->
                  connection
                      .client(CALCULATOR)
                      .request("add")
                      .timeout(Duration.ofMillis(200))
                      .args(ONES)
                      .call())
          .isInstanceOfSatisfying(
              MessagingTimeoutException.class,
              e -> assertThat(e.mayHaveRun()).isEqualTo(MayHaveRun.NO))
          .hasMessageContaining("has not run")
          .hasMessageContaining("connection.blocked: low on memory")
          .hasMessageNotContaining("may still finish");
      fixture.broker().faults().unblock();
    }
  }

  @Test
  void closingAPlainFactoryEndsItsThreads() throws Exception {
    try (AdapterFixture server = AdapterFixture.start()) {
      server.serve();
      Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
      RpcManagedConnectionFactory managed = new RpcManagedConnectionFactory();
      managed.setConnectionURL(server.broker().url());
      RpcConnectionFactory factory = (RpcConnectionFactory) managed.createConnectionFactory();
      RpcConnection open = factory.getConnection();
      open.client(CALCULATOR)
          .request("add")
          .args(ONES)
          .callAsync()
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
      ((AutoCloseable) factory).close();
      assertThat(open.client(CALCULATOR).request("add").args(ONES).call()).isEqualTo(2L);

      open.close();

      Beans.eventually(
          () ->
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> !before.contains(thread))
                  .noneMatch(CallLifeTest::isOfThePlainFactory));
      try (RpcConnection late = factory.getConnection()) {
        assertThat(late.client(CALCULATOR).request("add").args(ONES).call()).isEqualTo(2L);
      }
      Beans.eventually(
          () ->
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> !before.contains(thread))
                  .noneMatch(CallLifeTest::isOfThePlainFactory));
    }
  }

  private static boolean isOfThePlainFactory(Thread thread) {
    String name = thread.getName();
    return name.startsWith("rarebit timer")
        || name.startsWith("rarebit work")
        || name.startsWith("rarebit out");
  }

  @Test
  void anExhaustedPoolLooksAtAllThreadsOnceInAWhile() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.pool().maxSize(1).blockingTimeout(Duration.ofMillis(1));
      List<String> texts = new ArrayList<>();
      RpcConnection held = fixture.connect();
      try (held) {
        for (int i = 0; i < 5; i++) {
          texts.add(catchThrowable(fixture::connect).getMessage());
        }
      }
      assertThat(texts).allMatch(text -> text.contains("In use are 1 connections: [1 handle for"));
      assertThat(
              texts.stream()
                  .filter(text -> text.contains(", which is at "))
                  .collect(Collectors.toList()))
          .hasSize(1);
    }
  }
}
