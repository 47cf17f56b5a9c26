package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.EndpointStyle;

/**
 * What the adapter declares, binds, consumes, publishes and deletes on each occasion is what Python
 * does then, as recorded. Python declares an exchange once for each queue and all on one channel;
 * we each once, on channels of their own.
 */
class SequenceGoldenTest {

  private AdapterFixture broker;
  private MethodTap tap;
  private AdapterFixture fixture;

  @BeforeEach
  void start() throws Exception {
    broker = AdapterFixture.start();
    tap = new MethodTap(broker.broker().port());
    fixture = broker.startBeside(adapter -> adapter.setConnectionURL(tap.url()));
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    tap.close();
    broker.close();
  }

  private AdapterFixture.Serving serve(String topic) throws Exception {
    RpcActivationSpec spec = fixture.spec("host-a");
    spec.setTopic(topic);
    AdapterFixture.Serving serving = fixture.activate(spec, EndpointStyle.STANDARD);
    fixture.awaitConsumers(topic + ".host-a", 1); // the last of the three
    return serving;
  }

  @Test
  void aServerStartsAsPythonsDoes() throws Exception {
    serve("captopic");

    assertSameAs("sequence_rpc_server_start");
    assertDeclaredBeforeUse();
  }

  @Test
  void aServerThatReconnectsUsesTheSameNames() throws Exception {
    serve("rc");
    List<String> before = List.copyOf(fixture.broker().queueNames());
    tap.clear();

    fixture.broker().stopAndForget();
    fixture.broker().start();
    fixture.awaitConsumers("rc.host-a", 1);

    assertSameAs("sequence_rpc_server_reconnect");
    assertDeclaredBeforeUse();
    assertThat(fixture.broker().queueNames()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void aServerThatStopsDeletesItsFanoutQueueOnly() throws Exception {
    AdapterFixture.Serving serving = serve("captopic");
    tap.clear();

    fixture.deactivate(serving);

    assertSameAs("sequence_rpc_server_stop");
  }

  @Test
  void aFirstCallIsSentAsPythonsIs() throws Exception {
    RpcManagedConnectionFactory managed = fixture.managedFactory();
    managed.setFailFast(false); // as Python: not mandatory
    try (RpcConnection connection =
        ((RpcConnectionFactory) managed.createConnectionFactory(fixture.pool())).getConnection()) {
      var client =
          connection
              .client(Target.topic("captopic"))
              .with(CallOptions.timeout(Duration.ofMillis(200)));

      assertThatThrownBy(() -> client.request("add").arg("a", 1).arg("b", 2).call())
          .isInstanceOf(MessagingTimeoutException.class);
    }

    List<String> expected = captured("sequence_rpc_client_first_call");
    // Python acknowledges each reply; to lose one with its connection makes no difference
    expected.replaceAll(text -> text.replace("Consume reply_HEX", "Consume reply_HEX no-ack"));
    assertThat(tap.sent()).containsExactlyInAnyOrderElementsOf(expected);
    assertDeclaredBeforeUse();
  }

  @Test
  void aFirstFanoutIsSentAsPythonsIs() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      connection.client(Target.topic("captopic")).request("log").fanout();
    }

    assertSameAs("sequence_rpc_client_first_fanout");
    assertDeclaredBeforeUse();
  }

  @Test
  void aFirstNotificationIsSentAsPythonsIsButMandatorySoThatADeletedQueueIsNoticed()
      throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      connection.notifier("p").withTopics("capnotif").info("seen", Map.of());
    }

    assertThat(tap.sent())
        .containsExactlyInAnyOrderElementsOf(
            captured("sequence_notifier_first_publish").stream()
                .map(line -> line.replace("capnotif.info {app", "capnotif.info mandatory {app"))
                .toList());
    assertDeclaredBeforeUse();
  }

  @Test
  void aNotificationListenerStartsAsPythonsDoes() throws Exception {
    hear(null, "capnotif.error");

    assertSameAs("sequence_notification_listener_start");
    assertDeclaredBeforeUse();
  }

  @Test
  void aPoolOfNotificationListenersStartsAsPythonsDoes() throws Exception {
    hear("mypool", "mypool");

    assertSameAs("sequence_notification_pool_listener_start");
    assertDeclaredBeforeUse();
  }

  private void hear(String pool, String lastQueue) throws Exception {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setTopics("capnotif");
    spec.setPriorities("info,error");
    spec.setPool(pool);
    Hearing.start(fixture, spec);
    fixture.awaitConsumers(lastQueue, 1);
  }

  @Test
  void aFirstReplyIsSentAsPythonsIs() throws Exception {
    serve("captopic");
    tap.clear();

    try (RpcConnection connection = broker.connect()) { // not through the tap
      connection.client(Target.topic("captopic")).request("add").arg("a", 1).arg("b", 2).call();
    }

    assertSameAs("sequence_rpc_server_first_call");
  }

  @Test
  void aClientThatEndsDeletesItsReplyQueueWhichPythonLeavesToExpire() throws Exception {
    serve("captopic");
    try (RpcConnection connection = fixture.connect()) {
      connection.client(Target.topic("captopic")).request("add").arg("a", 1).arg("b", 2).call();
    }
    tap.clear();

    fixture.close();

    assertThat(tap.sent())
        .containsExactlyInAnyOrder("Queue.Delete captopic_fanout_HEX", "Queue.Delete reply_HEX");
  }

  private void assertSameAs(String capture) throws IOException {
    assertThat(tap.sent()).containsExactlyInAnyOrderElementsOf(captured(capture));
  }

  /** Exchange, queue, binding, consumer: in this order, as far as they belong together. */
  private void assertDeclaredBeforeUse() {
    List<String> declared = new ArrayList<>();
    for (String method : tap.sent()) {
      String[] words = method.split(" ", -1);
      switch (words[0]) {
        case "Exchange.Declare", "Queue.Declare" -> declared.add(words[1]);
        case "Queue.Bind" -> assertThat(declared).contains(words[1], words[3]);
        case "Basic.Consume" -> assertThat(declared).contains(words[1]);
        case "Basic.Publish" -> assertThat(declared).contains(words[2].replace("\"", ""));
        default -> throw new AssertionError(method);
      }
    }
  }

  /** What Python sent, each declaration once. */
  private static List<String> captured(String name) throws IOException {
    try (InputStream file =
        SequenceGoldenTest.class.getResourceAsStream("/captures/" + name + ".json")) {
      JsonNode methods = new ObjectMapper().readTree(file).get("methods");
      return new ArrayList<>(
          StreamSupport.stream(methods.spliterator(), false)
              .filter(method -> method.get("dir").textValue().equals("send"))
              .map(MethodText::of)
              .filter(Objects::nonNull)
              .distinct()
              .toList());
    }
  }
}
