package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;

/** Notifications with Python's oslo.messaging on the other side, in both roles. */
@Tag("peers")
class PythonNotificationTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What Python's payload with a date is read as. */
  private record Dated(LocalDateTime when) {}

  private static AdapterFixture fixture;
  private static PythonPeer python;
  private static PythonPeer pooled;
  private static Hearing hearing;
  private static Hearing hearingInPool;

  @BeforeAll
  static void start() throws Exception {
    PythonPeer.requireOslo();
    fixture = AdapterFixture.start();
    hearing = Hearing.start(fixture, spec(null));
    hearingInPool = Hearing.start(fixture, spec("java_pool"));
    fixture.awaitConsumers("to_java.sample", 1);
    fixture.awaitConsumers("java_pool", 1);
    python = PythonPeer.startListener(fixture.broker().url(), "to_python");
    pooled =
        PythonPeer.startListener(fixture.broker().url(), "to_python_pool", "--pool", "python_pool");
  }

  private static NotificationActivationSpec spec(String pool) {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setTopics("to_java");
    spec.setPool(pool);
    spec.setEventTypeFilter(pool == null ? "(?!for the pool)" : "for the pool");
    spec.setRequeueDelayMillis(100L);
    return spec;
  }

  @AfterAll
  static void stop() throws Exception {
    if (python != null) {
      python.close();
    }
    if (pooled != null) {
      pooled.close();
    }
    if (fixture != null) {
      fixture.close();
    }
  }

  @AfterEach
  void forget() {
    hearing.desk().heard.clear();
    hearing.desk().answer = any -> NotificationResult.HANDLED;
  }

  private static Notification fromPython(Map<String, ?> notification) throws Exception {
    assertThat(python.run(notification).path("result").asText()).isEqualTo("sent");
    return hearing.desk().next();
  }

  private static Map<String, Object> notification(String driver, String priority) {
    Map<String, Object> notification = new LinkedHashMap<>();
    notification.put("driver", driver);
    notification.put("priority", priority);
    notification.put("publisher", "compute.host-1");
    notification.put("event", "compute.instance.create.end");
    notification.put("context", Map.of("user_id", "ü1", "roles", List.of("a"), "token", "secret"));
    notification.put("payload", Map.of("id", 12, "text", "hé 漢 😀"));
    return notification;
  }

  private static RpcConnection connect(int version) throws Exception {
    RpcManagedConnectionFactory managed = fixture.managedFactory();
    managed.setNotificationDrivers(version == 1 ? "messaging" : "messagingv2");
    managed.setNotificationTopics("to_python");
    return ((RpcConnectionFactory) managed.createConnectionFactory(fixture.pool())).getConnection();
  }

  private static JsonNode heardBy(PythonPeer peer) throws Exception {
    String heard = peer.nextHeard();
    assertThat(heard).as("what Python heard").isNotNull();
    return JSON.readTree(heard);
  }

  @ParameterizedTest
  @ValueSource(strings = {"messaging", "messagingv2"})
  void aBeanHearsPythonInEveryPriority(String driver) throws Exception {
    for (NotificationPriority priority : NotificationPriority.values()) {
      Notification heard = fromPython(notification(driver, priority.wireName()));

      assertThat(heard.priority()).isEqualTo(priority);
      assertThat(heard.publisherId()).isEqualTo("compute.host-1");
      assertThat(heard.eventType()).isEqualTo("compute.instance.create.end");
      assertThat(heard.payload()).isEqualTo(Map.of("id", 12L, "text", "hé 漢 😀"));
      assertThat(heard.context().get("user_id")).isEqualTo("ü1");
      assertThat(heard.context().get("token")).isNull();
      assertThat(heard.messageId()).hasSize(36);
      assertThat(heard.timestamp()).isBefore(Instant.now().plusSeconds(60));
    }
  }

  @Test
  void pythonIgnoresHeaders() throws Exception {
    try (RpcConnection connection = connect(2)) {
      connection
          .notifier("billing")
          .withHeader("traceparent", "00-ä")
          .info("with.headers", Map.of("id", 1));
    }
    assertThat(heardBy(python).path("event").asText()).isEqualTo("with.headers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"messaging", "messagingv2"})
  void datesOfPythonAreDates(String driver) throws Exception {
    Map<String, Object> notification = notification(driver, "info");
    notification.put("dates", true);

    assertThat(fromPython(notification).payload(Dated.class))
        .isEqualTo(new Dated(LocalDateTime.parse("2024-02-29T12:34:56.789012")));
  }

  @Test
  void whatTheBeanRequeuesComesAgain() throws Exception {
    hearing.desk().answer =
        n -> n.isRedelivered() ? NotificationResult.HANDLED : NotificationResult.REQUEUE;

    Notification first = fromPython(notification("messagingv2", "warn"));

    assertThat(hearing.desk().next().messageId()).isEqualTo(first.messageId());
  }

  @Test
  void aPoolOfBeansHearsPythonThroughItsFilter() throws Exception {
    Map<String, Object> notification = notification("messagingv2", "info");
    notification.put("event", "for the pool");
    python.run(notification);

    assertThat(hearingInPool.desk().next().eventType()).isEqualTo("for the pool");
    Notification other = fromPython(notification("messagingv2", "info"));
    assertThat(other.eventType()).isEqualTo("compute.instance.create.end");
    assertThat(hearingInPool.desk().calls).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void pythonHearsABeanInEveryPriority(int version) throws Exception {
    RequestContext context =
        RequestContext.of(Map.of("user_id", "ü1", "roles", List.of("a"), "token", "secret"));
    try (RpcConnection connection = connect(version)) {
      for (NotificationPriority priority : NotificationPriority.values()) {
        connection
            .notifier("billing.web1")
            .withContext(context)
            .send(priority, "invoice.created", Map.of("id", 7, "text", "hé 漢 😀"));

        JsonNode heard = heardBy(python);

        assertThat(heard.get("priority").asText()).isEqualTo(priority.wireName());
        assertThat(heard.get("publisher").asText()).isEqualTo("billing.web1");
        assertThat(heard.get("event").asText()).isEqualTo("invoice.created");
        assertThat(heard.get("payload").get("text").asText()).isEqualTo("hé 漢 😀");
        assertThat(heard.get("context").get("user_id").asText()).isEqualTo("ü1");
        assertThat(heard.get("context").has("token")).isFalse();
        assertThat(heard.get("metadata").get("message_id").asText()).hasSize(36);
        assertThat(heard.get("metadata").get("timestamp").asText())
            .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void datesOfABeanAreOslosText(int version) throws Exception {
    try (RpcConnection connection = connect(version)) {
      connection
          .notifier(null)
          .info("dated", new Dated(LocalDateTime.parse("2024-02-29T12:34:56.789012")));

      JsonNode heard = heardBy(python);

      assertThat(heard.get("payload").get("when").asText()).isEqualTo("2024-02-29T12:34:56.789012");
      assertThat(heard.get("publisher").isNull()).isTrue();
    }
  }

  @Test
  void whatPythonRequeuesItHearsAgain() throws Exception {
    try (RpcConnection connection = connect(2)) {
      connection.notifier("p").info("requeue.me", Map.of());

      String first = heardBy(python).get("metadata").get("message_id").asText();
      assertThat(heardBy(python).get("metadata").get("message_id").asText()).isEqualTo(first);
    }
  }

  @Test
  void aPoolOfPythonHearsABean() throws Exception {
    try (RpcConnection connection = connect(2)) {
      connection.notifier("p").withTopics("to_python_pool").critical("seen", Map.of());

      assertThat(heardBy(pooled).get("priority").asText()).isEqualTo("critical");
    }
  }

  /** Whose queues are the same, and as each would have declared them. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBeanAndAPythonListenerShareWhatComes(boolean inAPool) throws Exception {
    String topic = inAPool ? "shared_in_a_pool" : "shared";
    NotificationActivationSpec spec = spec(inAPool ? "mixed_pool" : null);
    spec.setTopics(topic);
    spec.setEventTypeFilter(null);
    Hearing bean = Hearing.start(fixture, spec);
    fixture.awaitConsumers(inAPool ? "mixed_pool" : topic + ".sample", 1);
    Map<String, Object> notification = notification("messagingv2", "info");
    notification.put("topics", List.of(topic));
    PythonPeer other =
        inAPool
            ? PythonPeer.startListener(fixture.broker().url(), topic, "--pool", "mixed_pool")
            : PythonPeer.startListener(fixture.broker().url(), topic);
    try {
      fixture.awaitConsumers(inAPool ? "mixed_pool" : topic + ".info", 2);

      Set<String> ids = new HashSet<>();
      for (int i = 0; i < 10; i++) {
        python.run(notification);
      }

      for (int i = 0; i < 5; i++) { // the broker deals them in turns
        ids.add(bean.desk().next().messageId());
        ids.add(heardBy(other).get("metadata").get("message_id").asText());
      }
      assertThat(ids).hasSize(10);
    } finally {
      other.close();
      bean.stop(fixture);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"messaging", "messagingv2"})
  void aBeanHearsPythonInBatches(String driver) throws Exception {
    NotificationActivationSpec spec = spec(null);
    spec.setTopics("to_java_batches_" + driver);
    spec.setEventTypeFilter(null);
    spec.setBatchSize(3);
    spec.setBatchTimeoutMillis(60_000L);
    BatchBean.Desk desk = new BatchBean.Desk();
    fixture
        .container()
        .activate(spec, fixture.container().endpoints(BatchBean.class, () -> new BatchBean(desk)));
    fixture.awaitConsumers("to_java_batches_" + driver + ".sample", 1);
    Map<String, Object> notification = notification(driver, "sample");
    notification.put("topics", List.of("to_java_batches_" + driver));

    for (int i = 0; i < 3; i++) {
      assertThat(python.run(notification).path("result").asText()).isEqualTo("sent");
    }

    assertThat(desk.next())
        .hasSize(3)
        .allSatisfy(
            heard -> {
              assertThat(heard.priority()).isEqualTo(NotificationPriority.SAMPLE);
              assertThat(heard.payload()).isEqualTo(Map.of("id", 12L, "text", "hé 漢 😀"));
              assertThat(heard.context().get("user_id")).isEqualTo("ü1");
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBeanHearsTwoServicesOfPython(boolean inAPool) throws Exception {
    String topic = inAPool ? "of_services_in_a_pool" : "of_services";
    NotificationActivationSpec spec = spec(inAPool ? "services_pool" : null);
    spec.setTopics("nova:" + topic + ",neutron:" + topic);
    spec.setEventTypeFilter(null);
    Hearing bean = Hearing.start(fixture, spec);
    fixture.awaitConsumers(inAPool ? "services_pool" : topic + ".sample", 1);
    try {
      for (String exchange : List.of("nova", "neutron", "cinder")) {
        Map<String, Object> notification = notification("messagingv2", "info");
        notification.put("exchange", exchange);
        notification.put("topics", List.of(topic));
        notification.put("event", "of " + exchange);
        assertThat(python.run(notification).path("result").asText()).isEqualTo("sent");
      }

      // without a pool Python's notifier to cinder has bound the queue, which names no exchange
      Set<String> expected = new HashSet<>(List.of("of nova", "of neutron"));
      if (!inAPool) {
        expected.add("of cinder");
      }
      Set<String> events = new HashSet<>();
      for (int i = 0; i < expected.size(); i++) {
        events.add(bean.desk().next().eventType());
      }
      assertThat(events).isEqualTo(expected);
      assertThat(bean.desk().calls).hasValue(expected.size());
    } finally {
      bean.stop(fixture);
    }
  }

  /** Each declares what the other one has, so neither takes offence. */
  @Test
  void aBeanAndAPythonListenerToTwoExchangesShareTheirQueues() throws Exception {
    String topics = "nova:of_both,neutron:of_both";
    NotificationActivationSpec spec = spec(null);
    spec.setTopics(topics);
    spec.setEventTypeFilter(null);
    PythonPeer other = PythonPeer.startListener(fixture.broker().url(), topics);
    Hearing bean = Hearing.start(fixture, spec);
    try {
      fixture.awaitConsumers("of_both.info", 2); // one each, whatever their targets

      Set<String> ids = new HashSet<>();
      for (int i = 0; i < 6; i++) {
        Map<String, Object> notification = notification("messagingv2", "info");
        notification.put("exchange", i % 2 == 0 ? "nova" : "neutron");
        notification.put("topics", List.of("of_both"));
        python.run(notification);
      }

      for (int i = 0; i < 3; i++) { // the broker deals them in turns
        ids.add(bean.desk().next().messageId());
        ids.add(heardBy(other).get("metadata").get("message_id").asText());
      }
      assertThat(ids).hasSize(6);
    } finally {
      other.close();
      bean.stop(fixture);
    }
  }

  @Test
  void annotatedMethodsHearPython() throws Exception {
    NotificationActivationSpec spec = spec(null);
    spec.setTopics("to_java_methods");
    spec.setEventTypeFilter(null);
    InventoryBean.Desk desk = new InventoryBean.Desk();
    fixture
        .container()
        .activate(
            spec,
            fixture.container().endpoints(InventoryBean.class, () -> new InventoryBean(desk)));
    fixture.awaitConsumers("to_java_methods.sample", 1);
    Map<String, Object> notification = notification("messagingv2", "info");
    notification.put("topics", List.of("to_java_methods"));
    notification.put("payload", Map.of("id", 12, "host", "hé 漢 😀", "more", List.of()));

    python.run(notification);

    assertThat(desk.next()).containsExactly("created", new InventoryBean.Instance(12, "hé 漢 😀"));
  }

  @Test
  void pythonHearsBeansInBatches() throws Exception {
    PythonPeer batched =
        PythonPeer.startListener(fixture.broker().url(), "to_python_batches", "--batch", "3");
    try (RpcConnection connection = connect(2)) {
      for (String event : List.of("one", "two", "requeue.me")) {
        connection.notifier("p").withTopics("to_python_batches").info(event, Map.of());
      }

      JsonNode first = heardBy(batched);
      assertThat(first.get("priority").asText()).isEqualTo("info");
      assertThat(first.get("events")).hasSize(3);
      int again = 0;
      while (again < 3) {
        again += heardBy(batched).get("ids").size();
      }
      assertThat(again).as("the whole group came again").isEqualTo(3);
    } finally {
      batched.close();
    }
  }
}
