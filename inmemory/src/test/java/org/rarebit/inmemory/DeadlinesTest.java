package org.rarebit.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.Arg;
import org.rarebit.api.CallOptions;
import org.rarebit.api.ConnectionClosedException;
import org.rarebit.api.ConnectionLostException;
import org.rarebit.api.MessagingInterruptedException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;

/** Calls that take their time, that nobody waits for, and many at once. */
class DeadlinesTest {

  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final CalculatorBean bean = new CalculatorBean();
  private final InMemoryRpc rpc = InMemoryRpc.serve("calculator", bean);
  private final RpcClient client = rpc.client(Target.topic("calculator"));

  @AfterEach
  void close() {
    bean.mayEnd.countDown();
    rpc.close();
  }

  /** Calls on. */
  static final class RelayBean {

    final CompletableFuture<Void> nested = new CompletableFuture<>();
    private final RpcConnectionFactory rpc;

    RelayBean(RpcConnectionFactory rpc) {
      this.rpc = rpc;
    }

    @RpcMethod
    public @Nullable Object remainingAtTheNext() {
      return rpc.proxy(Calculator.class, Target.topic("calculator")).seen().get("remaining");
    }

    @RpcMethod
    public void waitForTheNext() {
      try {
        rpc.client(Target.topic("calculator")).request("await").call();
        nested.complete(null);
      } catch (MessagingTimeoutException e) {
        nested.completeExceptionally(e);
      }
    }

    @RpcMethod
    public long add(@Arg("a") long a, @Arg("b") long b) {
      return rpc.proxy(Calculator.class, Target.topic("calculator")).add(a, b);
    }
  }

  @Test
  void aSlowMethodEndsItsCallAtTheDeadlineAndGoesOn() {
    assertThatThrownBy(() -> client.request("await").timeout(SHORT).call())
        .isInstanceOf(MessagingTimeoutException.class)
        .hasMessageContaining("No reply to \"await\" at calculator within 0.05 s");

    bean.mayEnd.countDown();
    rpc.awaitQuiet(LONG);
    assertThat(bean.interrupted).isFalse();
  }

  @Test
  void aNestedCallHasWhatItsCallerHasLeft() {
    rpc.and("relay", new RelayBean(rpc));

    Long remaining =
        rpc.client(Target.topic("relay"))
            .request("remainingAtTheNext")
            .timeout(Duration.ofSeconds(5))
            .call(Long.class);

    assertThat(remaining).isBetween(1L, 5_000L); // by itself it would be a minute
  }

  @Test
  void aNestedCallGivesUpWhenItsCallerDoes() {
    RelayBean relay = new RelayBean(rpc);
    rpc.and("relay", relay);
    RpcClient caller = rpc.client(Target.topic("relay"));

    var unused =
        caller.request("waitForTheNext").timeout(Duration.ofMillis(200)).callAsync(Void.class);

    assertThatThrownBy(() -> relay.nested.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(MessagingTimeoutException.class);
  }

  @Test
  void anInterruptEndsTheWaiting() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> client.request("await").call())
        .isInstanceOf(MessagingInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aCallThatNobodyWaitsForCompletesLater() {
    CompletableFuture<Void> ended = client.request("await").callAsync(Void.class);
    assertThat(ended).isNotDone();

    bean.mayEnd.countDown();

    assertThat(ended.join()).isNull();
  }

  @Test
  void aCallThatNobodyWaitsForEndsAtItsDeadline() {
    CompletableFuture<Void> ended = client.request("await").timeout(SHORT).callAsync(Void.class);

    assertThatThrownBy(ended::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(MessagingTimeoutException.class);
  }

  @Test
  void aCancelledCallIsOver() throws Exception {
    CompletableFuture<Void> ended = client.request("await").callAsync(Void.class);
    bean.begun.await();

    ended.cancel(true);
    bean.mayEnd.countDown();
    rpc.awaitQuiet(LONG);

    assertThatThrownBy(ended::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void manyThreadsCallAtOnceAndThroughEachOther() throws Exception {
    rpc.and("relay", new RelayBean(rpc));
    RpcClient relay = rpc.client(Target.topic("relay")).with(CallOptions.timeout(LONG));
    ExecutorService callers = Executors.newFixedThreadPool(16);
    try {
      List<Future<Long>> sums = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        long a = i;
        sums.add(
            callers.submit(() -> relay.request("add").arg("a", a).arg("b", 1).call(Long.class)));
      }
      for (int i = 0; i < sums.size(); i++) {
        assertThat(sums.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i + 1L);
      }
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void methodsRunAtTheSameTime() throws Exception {
    CompletableFuture<Void> waiting = client.request("await").callAsync(Void.class);
    bean.begun.await();

    assertThat(client.proxy(Calculator.class).add(2, 3)).isEqualTo(5);
    assertThat(waiting).isNotDone();
  }

  @Test
  void closingEndsWhatWaitsAndLeavesNoThread() throws Exception {
    CompletableFuture<Void> waiting = client.request("await").callAsync(Void.class);
    bean.begun.await();

    rpc.close();

    assertThatThrownBy(waiting::join).hasCauseInstanceOf(ConnectionLostException.class);
    assertThat(bean.interrupted).isTrue();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("rarebit in memory"));
    assertThatThrownBy(() -> client.request("await").call())
        .isInstanceOf(ConnectionClosedException.class);
    rpc.close(); // again: nothing
  }

  @Test
  void aMethodThatDoesNotEndIsNamedByTheClosing() throws Exception {
    StubbornBean stubborn = new StubbornBean();
    InMemoryRpc other = InMemoryRpc.serve("stubborn", stubborn);
    var unused = other.client(Target.topic("stubborn")).request("hang").callAsync(Void.class);
    stubborn.begun.get(30, TimeUnit.SECONDS);
    try {
      assertThatThrownBy(other::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("\"hang\" at stubborn");
    } finally {
      stubborn.mayEnd.complete(null);
      stubborn.ended.get(30, TimeUnit.SECONDS);
    }
  }

  /** Takes no notice of interrupts. */
  static final class StubbornBean {
    final CompletableFuture<Void> begun = new CompletableFuture<>();
    final CompletableFuture<Void> mayEnd = new CompletableFuture<>();
    final CompletableFuture<Void> ended = new CompletableFuture<>();

    @RpcMethod
    public void hang() {
      begun.complete(null);
      mayEnd.join();
      ended.complete(null);
    }
  }
}
