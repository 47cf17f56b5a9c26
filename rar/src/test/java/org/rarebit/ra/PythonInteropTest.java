package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcContract;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.EndpointStyle;

/** RPC with Python's oslo.messaging on the other side, in both roles. */
@Tag("peers")
class PythonInteropTest {

  /** What the Python server serves. */
  @RpcContract(version = "1.4")
  public interface Python {
    long add(long a, long b);

    void refuse(String why) throws RefusedException;
  }

  private static final Target PYTHON = Target.topic("python");

  private static AdapterFixture fixture;
  private static PythonPeer python;
  private static RpcConnection connection;
  private static RpcClient client;

  @BeforeAll
  static void start() throws Exception {
    PythonPeer.requireOslo();
    fixture = AdapterFixture.start();
    RpcActivationSpec spec = fixture.spec("java");
    spec.setPingEnabled(true);
    fixture.activate(spec, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);
    python = PythonPeer.start(fixture.broker().url(), "python", "py1");
    connection = fixture.connect();
    client = connection.client(PYTHON);
  }

  @AfterAll
  static void stop() throws Exception {
    if (python != null) {
      connection.close();
      python.close();
      fixture.close();
    }
  }

  @AfterEach
  void forget() {
    fixture.desk().heard.clear();
  }

  private static Map<String, Object> call(String method, Map<String, ?> args) {
    Map<String, Object> command = new LinkedHashMap<>();
    command.put("do", "call");
    command.put("topic", "calculator");
    command.put("version", "1.2");
    command.put("method", method);
    command.put("args", args);
    return command;
  }

  private static Map<String, Object> with(Map<String, Object> command, String key, Object value) {
    command.put(key, value);
    return command;
  }

  // Java calls Python

  @Test
  void aProxyCallsPython() throws Exception {
    assertThat(connection.proxy(Python.class, PYTHON).add(40, 2)).isEqualTo(42);
  }

  @Test
  void aCallThatDoesNotWaitIsAnsweredByPython() throws Exception {
    CompletableFuture<Long> sum =
        client.request("add").arg("a", 1).arg("b", 2).callAsync(Long.class).toCompletableFuture();

    assertThat(sum.get(30, TimeUnit.SECONDS)).isEqualTo(3);
  }

  @Test
  void namespacesAndVersionsChoosePythonsEndpoint() throws Exception {
    RpcClient control = connection.client(client.target().namespace("control"));
    assertThat(connection.client(control.target().version("2.0")).request("where").call())
        .isEqualTo("python");
    assertThatThrownBy(
            () -> connection.client(control.target().version("2.2")).request("where").call())
        .hasMessageContaining("UnsupportedVersion");
    assertThatThrownBy(
            () -> connection.client(client.target().version("1.5")).request("add").call())
        .hasMessageContaining("UnsupportedVersion");
    assertThatThrownBy(() -> client.request("nope").call()).hasMessageContaining("NoSuchMethod");
  }

  @Test
  void theContextTravelsToPython() throws Exception {
    RequestContext context = RequestContext.of(Map.of("user_id", "ü1", "roles", List.of("a", "b")));

    Map<?, ?> seen = client.request("context").context(context).call(Map.class);

    assertThat(seen.get("user_id")).isEqualTo("ü1");
    assertThat(seen.get("roles")).isEqualTo(List.of("a", "b"));
  }

  @Test
  void castsAndFanoutsReachPython() throws Exception {
    client.request("heard").arg("line", "cast").cast();
    assertThat(python.nextHeard()).isEqualTo("cast");
    client.request("heard").arg("line", "fanout").fanout();
    assertThat(python.nextHeard()).isEqualTo("fanout");
    client.request("heard").server("py1").arg("line", "server").cast();
    assertThat(python.nextHeard()).isEqualTo("server");
  }

  @Test
  void pythonIgnoresHeaders() throws Exception {
    RpcClient traced =
        client
            .with(invocation -> invocation.withHeader("traceparent", "00-ä").proceed())
            .with(CallOptions.none().withHeader("more", "x".repeat(4000)));

    assertThat(traced.request("add").arg("a", 40).arg("b", 2).call()).isEqualTo(42L);
    traced.request("heard").arg("line", "with headers").cast();
    assertThat(python.nextHeard()).isEqualTo("with headers");
  }

  @Test
  void pythonsExceptionIsTheDeclaredOne() {
    assertThatThrownBy(() -> connection.proxy(Python.class, PYTHON).refuse("no, ä"))
        .isInstanceOf(RefusedException.class)
        .hasMessage("no, ä");
    assertThatThrownBy(() -> client.request("expected").call())
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            failure -> {
              assertThat(failure.remoteClass()).isEqualTo("KeyError");
              assertThat(failure.remoteModule()).isEqualTo("builtins");
              assertThat(failure.remoteTraceback()).contains("rpc_peer.py");
            });
  }

  @Test
  void pythonsHeartbeatsKeepAMonitoredCallAlive() throws Exception {
    RpcClient monitored = client.with(CallOptions.none().withCallMonitor(Duration.ofSeconds(3)));

    assertThat(monitored.request("slow").arg("seconds", 4.5).call()).isEqualTo("done");
  }

  @Test
  void theOverallTimeoutStaysWhateverTheHeartbeats() {
    RpcClient monitored =
        client
            .with(CallOptions.none().withCallMonitor(Duration.ofSeconds(3)))
            .with(CallOptions.timeout(Duration.ofMillis(3500)));

    assertThatThrownBy(() -> monitored.request("slow").arg("seconds", 5).call())
        .isInstanceOf(MessagingTimeoutException.class)
        .hasMessageContaining("the deadline passed");
  }

  @Test
  void pythonAnswersAPing() throws Exception {
    assertThat(client.request("oslo_rpc_server_ping").call()).isEqualTo("pong");
  }

  // Python calls Java

  @Test
  void pythonCallsABean() throws Exception {
    assertThat(python.run(call("add", Map.of("a", 40, "b", 2))).get("result").asLong())
        .isEqualTo(42);
    assertThat(
            python
                .run(with(call("greet", Map.of("name", "Zoë")), "server", "java"))
                .get("result")
                .asText())
        .isEqualTo("Hello Zoë");
  }

  @Test
  void pythonsContextArrives() throws Exception {
    Map<String, Object> command =
        with(call("who_calls", Map.of()), "context", Map.of("user_id", "u7"));

    assertThat(python.run(command).get("result").asText()).isEqualTo("u7");
  }

  @Test
  void pythonsCastsAndFanoutsArrive() throws Exception {
    Map<String, Object> cast = with(call("log", Map.of("line", "from python")), "do", "cast");
    assertThat(python.run(cast).get("result").isNull()).isTrue();
    assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("from python");
    python.run(with(with(call("refresh", Map.of("what", "all")), "do", "cast"), "fanout", true));
    assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("refresh all");
  }

  @Test
  void aJavaExceptionOfASharedModuleIsPythonsOwn() throws Exception {
    JsonNode outcome = python.run(call("refuse", Map.of("why", "not today")));

    assertThat(outcome.get("raised").asText()).isEqualTo("Refused_Remote");
    assertThat(outcome.get("text").asText()).startsWith("not today");
  }

  @Test
  void anyOtherJavaExceptionIsPythonsRemoteError() throws Exception {
    JsonNode outcome = python.run(call("fail", Map.of("text", "broken ß")));

    assertThat(outcome.get("raised").asText()).isEqualTo("RemoteError");
    assertThat(outcome.get("type").asText()).isEqualTo("IllegalStateException");
    assertThat(outcome.get("value").asText()).isEqualTo("broken ß");
  }

  @Test
  void wrongRequestsAreOslosOwnFailures() throws Exception {
    assertThat(python.run(call("nope", Map.of())).get("type").asText()).isEqualTo("NoSuchMethod");
    assertThat(
            python
                .run(with(call("add", Map.of("a", 1, "b", 2)), "version", "1.3"))
                .get("type")
                .asText())
        .isEqualTo("UnsupportedVersion");
    JsonNode missing = python.run(call("add", Map.of("a", 1)));
    assertThat(missing.get("raised").asText()).isEqualTo("TypeError");
    assertThat(missing.get("text").asText()).contains("missing argument 'b'");
  }

  @Test
  void pythonsCapIsKeptBeforeAnythingIsSent() throws Exception {
    JsonNode outcome = python.run(with(call("add", Map.of("a", 1, "b", 2)), "cap", "1.1"));

    assertThat(outcome.get("raised").asText()).isEqualTo("RPCVersionCapError");
  }

  @Test
  void heartbeatsOfABeanKeepPythonsMonitoredCallAlive() throws Exception {
    Map<String, Object> command =
        with(with(call("later", Map.of("value", 7)), "monitor", 3), "timeout", 60);
    CompletableFuture<JsonNode> outcome =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return python.run(command);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    CalculatorBean.Promise promise = fixture.desk().promises.poll(30, TimeUnit.SECONDS);
    assertThatThrownBy(() -> outcome.get(4500, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);

    promise.result().complete(promise.value() * 6);

    assertThat(outcome.get(30, TimeUnit.SECONDS).get("result").asLong()).isEqualTo(42);
  }

  @Test
  void aBeanAnswersPythonsPing() throws Exception {
    Map<String, Object> ping = with(call("oslo_rpc_server_ping", Map.of()), "version", "1.0");

    assertThat(python.run(ping).get("result").asText()).isEqualTo("pong");
  }

  @Test
  void atLeastOnceOfPythonIsTakenAndSaysWhenNobodyServes() throws Exception {
    Map<String, Object> served = with(call("add", Map.of("a", 1, "b", 2)), "at_least_once", true);
    assertThat(python.run(served).get("result").asLong()).isEqualTo(3);
    Map<String, Object> nobody = with(served, "topic", "nobody");
    assertThat(python.run(nobody).get("raised").asText()).isEqualTo("MessageUndeliverable");
  }
}
