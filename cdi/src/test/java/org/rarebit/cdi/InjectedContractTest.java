package org.rarebit.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcContract;

class InjectedContractTest {

  /** Serves nothing new; its default method runs at the caller. */
  @RpcContract(version = "1.2")
  public interface Doubling {
    long add(long a, long b);

    default long fourTimes(long a) {
      long twice = add(a, a);
      return add(twice, twice);
    }
  }

  @RpcContract(version = "1.2")
  interface Hidden {
    CompletableFuture<Long> add(long a, long b);

    default long twice(long a) {
      return add(a, a).join();
    }
  }

  @Dependent
  static class Caller {
    @Inject
    @RpcTarget(topic = "calculator")
    Hidden hidden;

    @Inject
    @RpcTarget(topic = "calculator")
    Calculator calculator;

    @Inject
    @RpcTarget(topic = "calculator", timeoutMillis = 200)
    Calculator impatient;

    @Inject
    @RpcTarget(topic = "calculator", server = "node1")
    Calculator ofOneServer;

    @Inject
    @RpcTarget(topic = "nobody")
    Calculator ofNobody;

    @Inject
    @RpcTarget(topic = "calculator", version = "1.3")
    Calculator tooNew;

    @Inject
    @RpcTarget(topic = "calculator", namespace = "other")
    Calculator ofAnotherNamespace;

    @Inject
    @RpcTarget(topic = "calculator", exchange = "other")
    Calculator ofAnotherExchange;

    @Inject
    @RpcTarget(topic = "calculator")
    Doubling doubling;
  }

  private Adapter adapter;
  private SeContainer container;
  private Caller caller;

  @BeforeEach
  void start() throws Exception {
    adapter = new Adapter();
    container = Containers.of(Caller.class);
    caller = Containers.get(container, Caller.class);
  }

  @AfterEach
  void stop() {
    container.close();
    adapter.close();
  }

  @Test
  void defaultMethodsOfContractsThatAreNotPublicRunAndFuturesAreCompleted() {
    assertThat(caller.hidden.twice(4)).isEqualTo(8);
  }

  @Test
  void nothingIsTakenBeforeTheFirstCall() {
    assertThat(adapter.factory.taken).hasValue(0);
  }

  @Test
  void eachCallTakesAConnectionAndGivesItBack() throws Exception {
    assertThat(caller.calculator.add(2, 3)).isEqualTo(5);
    assertThat(caller.calculator.add(20, 30)).isEqualTo(50);

    assertThat(adapter.factory.taken).hasValue(2);
    assertThat(adapter.openHandles()).isZero();
  }

  @Test
  void aDefaultMethodRunsHereAndEachOfItsCallsTakesAConnection() {
    assertThat(caller.doubling.fourTimes(3)).isEqualTo(12);

    assertThat(adapter.factory.taken).hasValue(2);
  }

  @Test
  void castsAndFanoutsAreSent() throws InterruptedException {
    caller.calculator.log("a line");
    caller.calculator.refresh("the cache");

    assertThat(List.of(heard(), heard())).containsExactlyInAnyOrder("a line", "refresh the cache");
    assertThat(adapter.openHandles()).isZero();
  }

  private String heard() throws InterruptedException {
    return adapter.desk.heard.poll(Adapter.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void aStageCompletesAfterItsConnectionHasBeenGivenBack() throws Exception {
    CompletableFuture<Long> later = caller.calculator.later(2).toCompletableFuture();
    assertThat(adapter.openHandles()).isZero();
    assertThat(later).isNotDone();

    adapter.desk.promised.complete(40L);

    assertThat(later.get(Adapter.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(42);
  }

  @Test
  void manyThreadsShareOneProxy() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Long>> sums =
          LongStream.range(0, 200)
              .mapToObj(a -> threads.submit(() -> caller.calculator.add(a, 1)))
              .toList();

      for (int a = 0; a < sums.size(); a++) {
        assertThat(sums.get(a).get()).isEqualTo(a + 1);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(adapter.openHandles()).isZero();
  }

  @Test
  void aDeclaredExceptionOfTheApplicationArrivesAsItself() {
    assertThatThrownBy(() -> caller.calculator.refuse("not today"))
        .isInstanceOf(RefusedException.class)
        .hasMessage("not today");
    assertThat(adapter.openHandles()).isZero();
  }

  @Test
  void aFailureThatIsNotDeclaredArrivesAsWhatItIs() {
    assertThatThrownBy(() -> caller.calculator.negate(Long.MIN_VALUE))
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            failure -> assertThat(failure.remoteClass()).isEqualTo("ArithmeticException"));
  }

  @Test
  void theTimeoutIsThatOfTheInjectionPoint() {
    assertThatThrownBy(caller.impatient::block).isInstanceOf(MessagingTimeoutException.class);
  }

  @Test
  void optionsAreAppliedToOneCall() {
    assertThat(CallOptions.timeout(Duration.ofSeconds(20)).applyTo(caller.impatient).add(1, 2))
        .isEqualTo(3);
    assertThatThrownBy(
            () -> CallOptions.timeout(Duration.ofMillis(100)).applyTo(caller.calculator).block())
        .isInstanceOf(MessagingTimeoutException.class)
        .hasMessageContaining("within 0.1 s");
    assertThatThrownBy(
            () -> CallOptions.none().withServer("nobody").applyTo(caller.calculator).add(1, 2))
        .isInstanceOf(MessageUndeliverableException.class);
    assertThat(caller.calculator.add(1, 2)).isEqualTo(3);
  }

  @Test
  void theMembersSayWhereRequestsGo() throws Exception {
    assertThat(caller.ofOneServer.add(1, 1)).isEqualTo(2);
    assertThatThrownBy(() -> caller.ofNobody.add(1, 1))
        .isInstanceOf(MessageUndeliverableException.class)
        .hasMessageContaining("nobody");
    assertThatThrownBy(() -> caller.ofAnotherExchange.add(1, 1))
        .isInstanceOf(MessageUndeliverableException.class);
    assertThatThrownBy(() -> caller.tooNew.add(1, 1))
        .isInstanceOf(RemoteErrorException.class)
        .hasMessageContaining("1.3");
    assertThatThrownBy(() -> caller.ofAnotherNamespace.add(1, 1))
        .isInstanceOf(RemoteErrorException.class)
        .hasMessageContaining("UnsupportedVersion"); // Python's servers say the same of it
  }

  @Test
  void aStageThatFailsIsNotThrown() {
    CompletableFuture<Long> later = caller.ofNobody.later(1).toCompletableFuture();

    assertThatThrownBy(() -> later.get(Adapter.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(MessageUndeliverableException.class);
  }

  @Test
  void equalityIsIdentityAndTheTextNamesTheTarget() {
    Set<Calculator> proxies = Set.of(caller.calculator, caller.ofOneServer);

    assertThat(proxies).contains(caller.calculator).doesNotContain(caller.ofNobody);
    assertThat(caller.calculator.toString()).contains("Calculator", "topic=calculator");
    assertThat(adapter.factory.taken).hasValue(0);
  }
}
