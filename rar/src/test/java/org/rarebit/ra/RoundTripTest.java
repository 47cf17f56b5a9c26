package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.CallOptions;
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
import org.rarebit.ra.inbound.RpcActivationSpec;
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

  /** Whoever calls may show it to others. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theStackTraceGoesToTheCallerUnlessThePropertySaysNo(boolean isTold) throws Exception {
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setStackTraces(isTold);
    fixture.activate(spec, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);

    try (RpcConnection connection = fixture.connect()) {
      RemoteErrorException failure =
          catchThrowableOfType(
              RemoteErrorException.class,
              () -> connection.client(CALCULATOR).request("fail").arg("text", "why").call());

      assertThat(failure.remoteClass()).isEqualTo("IllegalStateException");
      assertThat(failure).hasMessageContaining("why");
      assertThat(failure.remoteTraceback().contains("CalculatorBean.fail")).isEqualTo(isTold);
      assertThat(failure.remoteTraceback().isEmpty()).isEqualTo(!isTold);
    }
  }

  @Test
  void anUntypedClientCallsByNamesAndGetsJsonValues() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      assertThat(client.request("add").arg("a", 2).arg("b", 3).call()).isEqualTo(5L);
      assertThat(client.request("add").arg("a", 2).arg("b", 3).call(Integer.class)).isEqualTo(5);
      assertThat(client.request("greet").arg("name", "Zoë").call()).isEqualTo("Hello Zoë");
      assertThat(client.request("add").server("node1").arg("a", 1).arg("b", 1).call())
          .isEqualTo(2L);
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
          connection
              .client(CALCULATOR)
              .with(CallOptions.none().withContext(RequestContext.of(Map.of("user_id", "u1"))));
      assertThat(client.request("who_calls").call()).isEqualTo("u1");
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
      client.request("log").arg("line", "all").fanout();
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("all");
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("all");
      client.request("log").arg("line", "one").cast();
      client.request("add").arg("a", 1).arg("b", 1).call();
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("one");
      assertThat(fixture.desk().heard).isEmpty();
    }
  }

  @Test
  void aCallToATopicThatNobodyServesFailsAtOnce() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      assertThatThrownBy(() -> connection.client(Target.topic("nobody")).request("x").call())
          .isInstanceOf(MessageUndeliverableException.class)
          .hasMessageContaining("nobody");
    }
  }

  /** OpenStack's services have an exchange each: as often as the topic that is what is wrong. */
  @Test
  void whatNobodyServesNamesExchangeAndVirtualHostAndWhoseExchangeItIs() throws Exception {
    Target nobody = Target.topic("nobody");
    try (RpcConnection connection = fixture.connect()) {
      assertThatThrownBy(() -> connection.client(nobody).request("x").call())
          .hasMessageContaining("Nobody serves \"x\" at nobody")
          .hasMessageContaining("exchange \"openstack\" of virtual host \"/\"")
          .hasMessageContaining("routing key \"nobody\"")
          .hasMessageContaining("(the target names none, so that of controlExchange counts)");
      assertThatThrownBy(() -> connection.client(nobody.exchange("nova")).request("x").call())
          .hasMessageContaining("exchange \"nova\" of virtual host \"/\"")
          .hasMessageContaining("Check topic, server and exchange, or start the server")
          .hasMessageNotContaining("controlExchange");
    }
  }

  @Test
  void aTopicWritesNoLinesOfItsOwn() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      assertThatThrownBy(() -> connection.client(Target.topic("no\nbody")).request("x\ny").call())
          .hasMessageContaining("Nobody serves \"x\\ny\" at no\\nbody")
          .hasMessageContaining("routing key \"no\\nbody\"")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void aCallThatTimesOutLeavesNothingBehind() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client =
          connection.client(CALCULATOR).with(CallOptions.timeout(Duration.ofMillis(200)));
      assertThatThrownBy(() -> client.request("block").call())
          .isInstanceOf(MessagingTimeoutException.class)
          .hasMessageContaining("\"block\" at calculator within 0.2 s");
      fixture.desk().mayLeave.countDown();
      // the late reply is dropped, and the queue serves the next call
      assertThat(
              client.request("add").timeout(Duration.ofSeconds(30)).arg("a", 1).arg("b", 2).call())
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
        connection.client(CALCULATOR).request("add").arg("a", i).arg("b", i).call();
      }
    }
    assertThat(replyQueues()).hasSize(1);
    int channels = fixture.broker().channelCount();
    try (RpcConnection connection = fixture.connect()) {
      connection.client(CALCULATOR).request("add").arg("a", 1).arg("b", 1).call();
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
      assertThatThrownBy(() -> client.request("add").arg("a", "x").arg("c", 1).call())
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
        assertThatThrownBy(() -> client.request(method).call())
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
          List.of(
              connection.client(CALCULATOR.version("1.3")),
              connection.client(CALCULATOR.version("2.0")),
              connection.client(CALCULATOR.namespace("other")))) {
        assertThatThrownBy(() -> unserved.request("add").arg("a", 1).arg("b", 1).call())
            .isInstanceOfSatisfying(
                RemoteErrorException.class,
                failure -> assertThat(failure.remoteClass()).isEqualTo("UnsupportedVersion"));
      }
      assertThat(
              connection
                  .client(client.target().version("1.1"))
                  .request("add")
                  .arg("a", 1)
                  .arg("b", 1)
                  .call())
          .isEqualTo(2L);
    }
  }

  @Test
  void aResultThatCannotBeWrittenIsAFailureAndNoSilence() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      assertThatThrownBy(() -> connection.client(CALCULATOR).request("unwritable").call())
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
      assertThatThrownBy(() -> client.request("add").arg("a", self).call())
          .isInstanceOf(EncodingException.class);
    }
  }

  @Test
  void aResultThatDoesNotFitTheTypeIsSaid() throws Exception {
    fixture.serve();

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      assertThatThrownBy(() -> client.request("greet").arg("name", "x").call(Long.class))
          .isInstanceOf(EncodingException.class);
    }
  }

  @Test
  void aCallToAFanoutIsRefused() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      assertThatThrownBy(() -> connection.client(CALCULATOR.fanout(true)).request("add").call())
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

    assertThatThrownBy(() -> client.request("add").call())
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
