package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rarebit.api.ConnectionClosedException;
import org.rarebit.api.EncodingException;
import org.rarebit.api.InvalidTargetException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.testkit.container.EndpointStyle;

class RoundTripTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  private AdapterFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource(EndpointStyle.class)
  void aProxyCallsABean(EndpointStyle style) throws Exception {
    fixture.activate(fixture.spec("node1"), style);
    fixture.awaitConsumers("calculator", 1);

    try (RpcConnection connection = fixture.connect()) {
      assertThat(connection.proxy(Calculator.class, CALCULATOR).add(2, 3)).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @EnumSource(EndpointStyle.class)
  void theBeansOwnExceptionReachesTheCaller(EndpointStyle style) throws Exception {
    fixture.activate(fixture.spec("node1"), style);
    fixture.awaitConsumers("calculator", 1);

    try (RpcConnection connection = fixture.connect()) {
      Calculator calculator = connection.proxy(Calculator.class, CALCULATOR);
      assertThatThrownBy(() -> calculator.fail("broken äöü"))
          .isInstanceOfSatisfying(
              RemoteErrorException.class,
              failure -> {
                assertThat(failure.remoteClass()).isEqualTo("IllegalStateException");
                assertThat(failure.remoteModule()).isEqualTo("java.lang");
                assertThat(failure.remoteMessage()).isEqualTo("broken äöü");
                assertThat(failure.remoteTraceback()).contains("CalculatorBean.fail");
                assertThat(failure.getMessage()).doesNotContain("CalculatorBean.fail");
              });
    }
  }

  @Test
  void anUntypedClientCallsByNamesAndGetsJsonValues() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      assertThat(client.call("add", Map.of("a", 2, "b", 3))).isEqualTo(5L);
      assertThat(client.call("add", Map.of("a", 2, "b", 3), Integer.class)).isEqualTo(5);
      assertThat(client.call("greet", Map.of("name", "Zoë"))).isEqualTo("Hello Zoë");
      assertThat(client.server("node1").call("add", Map.of("a", 1, "b", 1))).isEqualTo(2L);
    }
  }

  @Test
  void anOptionalArgumentMayBeMissing() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      Calculator calculator = connection.proxy(Calculator.class, CALCULATOR);
      assertThat(calculator.greet("Ada", Optional.of("Good day"))).isEqualTo("Good day Ada");
      assertThat(calculator.greet("Ada", Optional.empty())).isEqualTo("Hello Ada");
    }
  }

  @Test
  void theRequestContextTravels() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client =
          connection.client(CALCULATOR).withContext(RequestContext.of(Map.of("user_id", "u1")));
      assertThat(client.call("who_calls", Map.of())).isEqualTo("u1");
    }
  }

  @Test
  void castsAndFanoutsReachTheBean() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      Calculator calculator = connection.proxy(Calculator.class, CALCULATOR);
      calculator.log("one");
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("one");
      calculator.refresh("all");
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("refresh all");
    }
  }

  @Test
  void aFanoutReachesEveryServerAndACastOne() throws Exception {
    fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
    fixture.activate(fixture.spec("node2"), EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 2);
    fixture.awaitConsumers("calculator.node1", 1);
    fixture.awaitConsumers("calculator.node2", 1);

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      client.fanout().cast("log", Map.of("line", "all"));
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("all");
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("all");
      client.cast("log", Map.of("line", "one"));
      client.call("add", Map.of("a", 1, "b", 1));
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("one");
      assertThat(fixture.desk().heard).isEmpty();
    }
  }

  @Test
  void aCallToATopicThatNobodyServesFailsAtOnce() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      assertThatThrownBy(() -> connection.client(Target.topic("nobody")).call("x", Map.of()))
          .isInstanceOf(MessageUndeliverableException.class)
          .hasMessageContaining("nobody");
    }
  }

  @Test
  void aCallThatTimesOutLeavesNothingBehind() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR).withTimeout(Duration.ofMillis(200));
      assertThatThrownBy(() -> client.call("block", Map.of()))
          .isInstanceOf(MessagingTimeoutException.class)
          .hasMessageContaining("\"block\" at calculator within 0.2 s");
      fixture.desk().mayLeave.countDown();
      // the late reply is dropped, and the queue serves the next call
      assertThat(client.withTimeout(Duration.ofSeconds(30)).call("add", Map.of("a", 1, "b", 2)))
          .isEqualTo(3L);
      String replyQueue = replyQueues().iterator().next();
      assertThat(
              fixture.broker().await(AdapterFixture.PATIENCE, b -> b.messageCount(replyQueue) == 0))
          .isTrue();
    }
  }

  @Test
  void oneReplyQueueServesAllCallsAndGoesWithTheLastConnection() throws Exception {
    fixture.serve();

    for (int i = 0; i < 20; i++) {
      try (RpcConnection connection = fixture.connect()) {
        connection.client(CALCULATOR).call("add", Map.of("a", i, "b", i));
      }
    }
    assertThat(replyQueues()).hasSize(1);
    int channels = fixture.broker().channelCount();
    try (RpcConnection connection = fixture.connect()) {
      connection.client(CALCULATOR).call("add", Map.of("a", 1, "b", 1));
    }
    assertThat(fixture.broker().channelCount()).isEqualTo(channels);

    fixture.container().stop();
    assertThat(fixture.broker().await(AdapterFixture.PATIENCE, b -> replyQueues().isEmpty()))
        .isTrue();
    assertThat(fixture.broker().await(AdapterFixture.PATIENCE, b -> b.connectionCount() == 0))
        .isTrue();
  }

  private Set<String> replyQueues() {
    Set<String> names = new java.util.HashSet<>(fixture.broker().queueNames());
    names.removeIf(name -> !name.startsWith("reply_"));
    return names;
  }

  @Test
  void wrongArgumentsAreAllNamed() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      assertThatThrownBy(() -> client.call("add", Map.of("a", "x", "c", 1)))
          .isInstanceOfSatisfying(
              RemoteErrorException.class,
              failure -> {
                assertThat(failure.remoteClass()).isEqualTo("TypeError");
                assertThat(failure.remoteMessage())
                    .contains("add(a, b)", "argument 'a'", "missing argument 'b'", "'c'");
              });
    }
  }

  @Test
  void whatTheContractDoesNotDeclareCannotBeReached() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      for (String method : List.of("toString", "hashCode", "getClass", "nope", "whoCalls")) {
        assertThatThrownBy(() -> client.call(method, Map.of()))
            .isInstanceOfSatisfying(
                RemoteErrorException.class,
                failure -> assertThat(failure.remoteClass()).isEqualTo("NoSuchMethod"));
      }
    }
  }

  @Test
  void aVersionOrNamespaceThatIsNotServedIsRefused() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      for (RpcClient unserved :
          List.of(client.version("1.3"), client.version("2.0"), client.namespace("other"))) {
        assertThatThrownBy(() -> unserved.call("add", Map.of("a", 1, "b", 1)))
            .isInstanceOfSatisfying(
                RemoteErrorException.class,
                failure -> assertThat(failure.remoteClass()).isEqualTo("UnsupportedVersion"));
      }
      assertThat(client.version("1.1").call("add", Map.of("a", 1, "b", 1))).isEqualTo(2L);
    }
  }

  @Test
  void aResultThatCannotBeWrittenIsAFailureAndNoSilence() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      assertThatThrownBy(() -> connection.client(CALCULATOR).call("unwritable", Map.of()))
          .isInstanceOfSatisfying(
              RemoteErrorException.class,
              failure -> assertThat(failure.remoteClass()).isEqualTo("ValueError"));
    }
  }

  @Test
  void anArgumentThatCannotBeWrittenIsNotSent() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      Object self = new CalculatorBean().unwritable();
      assertThatThrownBy(() -> client.call("add", Map.of("a", self)))
          .isInstanceOf(EncodingException.class);
    }
  }

  @Test
  void aResultThatDoesNotFitTheTypeIsSaid() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      assertThatThrownBy(() -> client.call("greet", Map.of("name", "x"), Long.class))
          .isInstanceOf(EncodingException.class);
    }
  }

  @Test
  void aCallToAFanoutIsRefused() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      assertThatThrownBy(() -> connection.client(CALCULATOR).fanout().call("add", Map.of()))
          .isInstanceOf(InvalidTargetException.class);
    }
  }

  @Test
  void aClosedHandleSaysWhatToDo() throws Exception {
    RpcConnection connection = fixture.connect();
    RpcClient client = connection.client(CALCULATOR);
    Calculator proxy = connection.proxy(Calculator.class, CALCULATOR);
    connection.close();
    connection.close();

    assertThatThrownBy(() -> client.call("add", Map.of()))
        .isInstanceOf(ConnectionClosedException.class)
        .hasMessageContaining("Take a new one");
    assertThatThrownBy(() -> proxy.log("x"))
        .isInstanceOfSatisfying(
            ConnectionClosedException.class,
            e -> {
              assertThat(e.mayHaveRun()).isEqualTo(MayHaveRun.NO);
              assertThat(e.isWorthRetrying()).isFalse();
            });
  }

  @Test
  void manyThreadsShareOnePoolAndGetTheirOwnAnswers() throws Exception {
    fixture.serve();
    Thread[] callers = new Thread[16];
    List<Throwable> failures = java.util.Collections.synchronizedList(new java.util.ArrayList<>());

    for (int t = 0; t < callers.length; t++) {
      int mine = t * 1000;
      callers[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 50; i++) {
                  try (RpcConnection connection = fixture.connect()) {
                    Calculator calculator = connection.proxy(Calculator.class, CALCULATOR);
                    assertThat(calculator.add(mine, i)).isEqualTo(mine + i);
                  } catch (Exception | AssertionError e) {
                    failures.add(e);
                  }
                }
              });
      callers[t].start();
    }
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(failures).isEmpty();
    assertThat(Arrays.stream(callers)).noneMatch(Thread::isAlive);
    assertThat(fixture.broker().connectionCount()).isEqualTo(2); // one to publish, one to consume
  }
}
