package org.rarebit.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.Arg;
import org.rarebit.api.CallOptions;
import org.rarebit.api.ConnectionClosedException;
import org.rarebit.api.EncodingException;
import org.rarebit.api.InvalidTargetException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcError;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.RpcRequest;
import org.rarebit.api.Target;

/** One caller and one bean: what comes back. */
class InMemoryRpcTest {

  private final CalculatorBean bean = new CalculatorBean();
  private final InMemoryRpc rpc = InMemoryRpc.serve("calculator", bean);
  private final Calculator calculator = rpc.proxy(Calculator.class, Target.topic("calculator"));
  private final RpcClient client = rpc.client(Target.topic("calculator"));

  @AfterEach
  void close() {
    rpc.close();
  }

  @Test
  void aBeanIsCalledByAProxyAndByName() {
    assertThat(calculator.add(2, 3)).isEqualTo(5);
    assertThat(client.request("add").arg("a", 2).arg("b", 3).call(Long.class)).isEqualTo(5);
  }

  @Test
  void optionsAreAppliedToAProxy() {
    CallOptions elsewhere = CallOptions.none().withServer("nobody");

    assertThatThrownBy(() -> elsewhere.applyTo(calculator).add(2, 3))
        .isInstanceOf(MessageUndeliverableException.class);
    assertThat(calculator.add(2, 3)).isEqualTo(5);
  }

  /** Asks the calculator what it sees, by a client of its own. */
  static final class AskingBean implements RpcListener {
    private RpcClient calculator;

    AskingBean(RpcClient calculator) {
      this.calculator = calculator;
    }

    @RpcMethod
    public @Nullable Object ask() {
      return calculator.proxy(Calculator.class).seen().get("user_id");
    }
  }

  @Test
  void aRequestPassesItsContextOnIfThatIsSaid() {
    AskingBean asking = new AskingBean(client);
    RpcRequest ask =
        rpc.and("asking", asking)
            .client(Target.topic("asking"))
            .request("ask")
            .context(RequestContext.of(Map.of("user_id", "alice")));

    assertThat(ask.call()).isNull();
    asking.calculator = rpc.propagating("user_id").client(Target.topic("calculator"));
    assertThat(ask.call()).isEqualTo("alice");
    try (RpcConnection connection = rpc.getConnection()) {
      asking.calculator = connection.client(Target.topic("calculator"));
      assertThat(ask.call()).isEqualTo("alice");
    }
  }

  @Test
  void whatAStageCompletesWithIsTheAnswer() {
    assertThat(calculator.addLater(2, 3).toCompletableFuture().join()).isEqualTo(5);
  }

  @Test
  void whatTravelsBecomesWhatJsonMakesOfIt() {
    assertThat(calculator.echo(new int[] {1, 2})).isEqualTo(List.of(1L, 2L));
    assertThat(calculator.echo(Map.of("half", 0.5f))).isEqualTo(Map.of("half", 0.5));
    assertThat(calculator.echo(null)).isNull();
  }

  @Test
  void anArgumentThatCannotTravelIsRefusedBeforeAnythingRuns() {
    Map<String, Object> endless = new HashMap<>();
    endless.put("self", endless);

    assertThatThrownBy(() -> calculator.echo(endless))
        .isInstanceOf(EncodingException.class)
        .hasMessageContaining("\"echo\"")
        .extracting(e -> ((MessagingException) e).mayHaveRun())
        .isEqualTo(MayHaveRun.NO);
  }

  @Test
  void aResultThatCannotTravelIsARemoteFailure() {
    try (InMemoryRpc other = InMemoryRpc.serve("endless", new Endless())) {
      assertThatThrownBy(
              () -> other.client(Target.topic("endless")).request("get").call(Object.class))
          .isInstanceOf(RemoteErrorException.class)
          .hasMessageContaining("The result");
    }
  }

  /** Returns something that contains itself. */
  static final class Endless {
    @RpcMethod
    public Object get() {
      List<Object> endless = new ArrayList<>();
      endless.add(endless);
      return endless;
    }
  }

  @Test
  void aRequestBeyondTheLimitsIsNotAnswered() {
    assertThatThrownBy(() -> calculator.echo(nested(250)))
        .isInstanceOf(MessagingTimeoutException.class)
        .hasMessageContaining("maxNesting");
  }

  @Test
  void aReplyBeyondTheLimitsCannotBeRead() {
    try (InMemoryRpc other = InMemoryRpc.serve("wrapper", new Wrapper())) {
      RpcClient wrapper = other.client(Target.topic("wrapper"));
      assertThatThrownBy(() -> wrapper.request("wrap").arg("levels", 250).call(Object.class))
          .isInstanceOf(EncodingException.class)
          .hasMessageContaining("cannot be read")
          .extracting(e -> ((MessagingException) e).mayHaveRun())
          .isEqualTo(MayHaveRun.YES);
    }
  }

  /** Returns more than is asked for. */
  static final class Wrapper {
    @RpcMethod
    public Object wrap(@Arg("levels") int levels) {
      return nested(levels);
    }
  }

  private static Object nested(int levels) {
    Object value = 1;
    for (int i = 0; i < levels; i++) {
      value = List.of(value);
    }
    return value;
  }

  @Test
  void nobodyServesAnUnknownTopic() {
    assertThatThrownBy(() -> rpc.client(Target.topic("abacus")).request("add").call(Long.class))
        .isInstanceOf(MessageUndeliverableException.class)
        .hasMessageContaining("\"add\" at abacus")
        .hasMessageContaining("what is served in memory is calculator");
  }

  @Test
  void anUnknownMethodIsRefusedWithWhatThereIs() {
    assertThatThrownBy(() -> client.request("subtract").call(Long.class))
        .isInstanceOfSatisfying(
            RemoteErrorException.class, e -> assertThat(e.remoteClass()).isEqualTo("NoSuchMethod"))
        .hasMessageContaining("add, addLater");
  }

  @Test
  void argumentsThatDoNotFitAreNamed() {
    assertThatThrownBy(() -> client.request("add").arg("a", "two").arg("c", 3).call(Long.class))
        .isInstanceOfSatisfying(
            RemoteErrorException.class, e -> assertThat(e.remoteClass()).isEqualTo("TypeError"))
        .hasMessageContaining("argument 'a'")
        .hasMessageContaining("missing argument 'b'")
        .hasMessageContaining("unexpected argument 'c'");
  }

  @Test
  void aVersionThatIsNotServedIsRefused() {
    RpcClient newer = rpc.client(Target.topic("calculator").version("1.3"));

    assertThatThrownBy(() -> newer.request("add").arg("a", 2).arg("b", 3).call(Long.class))
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            e -> assertThat(e.remoteClass()).isEqualTo("UnsupportedVersion"))
        .hasMessageContaining("version 1.2");
  }

  @Test
  void aMethodsExceptionArrivesWithClassModuleAndTrace() {
    assertThatThrownBy(() -> calculator.fail("out of paper"))
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            e -> {
              assertThat(e.remoteClass()).isEqualTo("IllegalStateException");
              assertThat(e.remoteModule()).isEqualTo("java.lang");
              assertThat(e.remoteMessage()).isEqualTo("out of paper");
              assertThat(e.remoteTraceback()).contains("CalculatorBean.fail");
            });
  }

  @Test
  void aDeclaredErrorArrivesAsItself() {
    assertThatThrownBy(() -> calculator.divide(1, 0))
        .isInstanceOf(Calculator.DivisionByZeroException.class)
        .hasMessage("Cannot divide 1 by zero");
  }

  @Test
  void aMethodSeesItsRequest() {
    CallOptions options =
        CallOptions.timeout(Duration.ofSeconds(5))
            .withContext(RequestContext.of(Map.of("user_id", "u1")))
            .withUniqueId("order-7");

    Map<String, Object> seen = client.with(options).proxy(Calculator.class).seen();

    assertThat(seen)
        .containsEntry("user_id", "u1")
        .containsEntry("method", "seen")
        .containsEntry("unique_id", "order-7")
        .containsEntry("call", true)
        .containsEntry("redelivered", false);
    assertThat((Long) seen.get("remaining")).isBetween(1L, 5_000L);
  }

  @Test
  void aTargetThatAmqpCannotExpressIsRefused() {
    String longName = "x".repeat(256);

    assertThatThrownBy(() -> rpc.client(Target.topic(longName)).request("add").call(Long.class))
        .isInstanceOf(InvalidTargetException.class)
        .hasMessageContaining("routing key");
  }

  @Test
  void aConnectionEndsWithItsHandle() {
    RpcConnection connection = rpc.getConnection("anybody", "anything");
    Calculator kept = connection.proxy(Calculator.class, Target.topic("calculator"));
    assertThat(kept.add(2, 3)).isEqualTo(5);

    connection.close();

    assertThatThrownBy(() -> kept.add(2, 3))
        .isInstanceOf(ConnectionClosedException.class)
        .hasMessageContaining("handle is closed");
    assertThat(calculator.add(2, 3)).isEqualTo(5);
  }

  @Test
  void aBeanWhoseDeploymentWouldFailIsRefused() {
    assertThatThrownBy(() -> rpc.and("nothing", new Object()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has nothing to call");
    assertThatThrownBy(() -> InMemoryRpc.serve("unmarked", new Unmarked()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("@ApplicationException");
  }

  /** Throws what containers would take for a failure of the system. */
  @RpcContract
  interface Throwing {
    void run() throws UnmarkedException;
  }

  /** Lacks a mark. */
  @RpcError
  static final class UnmarkedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Unmarked implements Throwing {
    @Override
    public void run() {
      throw new UnmarkedException();
    }
  }
}
