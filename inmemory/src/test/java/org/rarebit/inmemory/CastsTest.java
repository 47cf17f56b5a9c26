package org.rarebit.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.Arg;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;

/** What nobody waits for is done all the same when the test looks. */
class CastsTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final CalculatorBean bean = new CalculatorBean();
  private final InMemoryRpc rpc = InMemoryRpc.serve("calculator", bean);
  private final Calculator calculator = rpc.proxy(Calculator.class, Target.topic("calculator"));

  @AfterEach
  void close() {
    bean.mayEnd.countDown();
    rpc.close();
  }

  /** Casts to itself with its lock held. */
  static final class CountdownBean {

    final List<Integer> counts = new CopyOnWriteArrayList<>();
    private final RpcConnectionFactory rpc;

    CountdownBean(RpcConnectionFactory rpc) {
      this.rpc = rpc;
    }

    @RpcMethod
    public synchronized void count(@Arg("from") int from) {
      if (from > 0) {
        rpc.client(Target.topic("countdown")).request("count").arg("from", from - 1).cast();
      }
      counts.add(from);
    }
  }

  @Test
  void aCastHasRunWhenItReturns() {
    calculator.log("one");

    assertThat(bean.lines).containsExactly("one");
  }

  @Test
  void castsRunInTheirOrder() {
    for (int i = 0; i < 200; i++) {
      calculator.log(Integer.toString(i));
    }

    assertThat(bean.lines)
        .containsExactlyElementsOf(IntStream.range(0, 200).mapToObj(Integer::toString).toList());
  }

  @Test
  void whatACastCastsHasRunAsWell() {
    CountdownBean countdown = new CountdownBean(rpc);
    rpc.and("countdown", countdown);

    rpc.client(Target.topic("countdown")).request("count").arg("from", 3).cast();

    assertThat(countdown.counts).containsExactly(3, 2, 1, 0);
  }

  @Test
  void whatACallCastsHasRunWhenItReturns() {
    CountdownBean countdown = new CountdownBean(rpc);
    rpc.and("countdown", countdown);

    rpc.client(Target.topic("countdown")).request("count").arg("from", 3).call();

    assertThat(countdown.counts).containsExactlyInAnyOrder(3, 2, 1, 0);
  }

  @Test
  void aCastThatFailsIsToldToTheTestAlone() {
    assertThatCode(() -> calculator.log("fail")).doesNotThrowAnyException();
    rpc.client(Target.topic("calculator")).request("subtract").cast();

    assertThat(rpc.failures()).hasSize(2);
    assertThat(rpc.failures().get(0)).isInstanceOf(IllegalStateException.class).hasMessage("fail");
    assertThat(rpc.failures().get(1))
        .isInstanceOf(RemoteErrorException.class)
        .hasMessageContaining("subtract");
  }

  @Test
  void aCastToNobodyIsDroppedAsByABroker() {
    assertThatCode(() -> rpc.client(Target.topic("nobody")).request("log").cast())
        .doesNotThrowAnyException();
  }

  @Test
  void aCastWaitsNoLongerThanItsTimeout() throws Exception {
    rpc.client(Target.topic("calculator")).request("await").timeout(Duration.ofMillis(50)).cast();

    bean.begun.await();
    assertThatThrownBy(() -> rpc.awaitQuiet(Duration.ofMillis(20)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"await\" at calculator");
    bean.mayEnd.countDown();
    rpc.awaitQuiet(LONG);
  }
}
