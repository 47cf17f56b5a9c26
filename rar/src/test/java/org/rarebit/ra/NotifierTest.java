package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import jakarta.resource.ResourceException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rarebit.api.ConnectionClosedException;
import org.rarebit.api.ConnectionLostException;
import org.rarebit.api.EncodingException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.Notifier;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.FakeTransactions;

class NotifierTest extends HearingFixture {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** As records that applications send. */
  private record Invoice(long id, String customer) {}

  private RpcConnectionFactory factory(
      java.util.function.Consumer<RpcManagedConnectionFactory> properties)
      throws ResourceException {
    RpcManagedConnectionFactory managed = fixture.managedFactory();
    properties.accept(managed);
    return (RpcConnectionFactory) managed.createConnectionFactory(fixture.pool());
  }

  /** The next message of a queue; null if there is none. */
  private JsonNode take(String queue) throws Exception {
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      GetResponse response = channel.basicGet(queue, true);
      return response == null ? null : JSON.readTree(response.getBody());
    }
  }

  private JsonNode takeInner(String queue) throws Exception {
    return JSON.readTree(take(queue).get("oslo.message").textValue());
  }

  @Test
  void aNotificationWaitsInTheQueueOfItsPriorityForItsFirstListener() throws Exception {
    for (NotificationPriority priority : NotificationPriority.values()) {
      notifier.send(priority, "invoice.created", new Invoice(7, "Zoë"));

      JsonNode message = takeInner("notifications." + priority.wireName());

      assertThat(message.get("priority").textValue()).isEqualTo(priority.name());
      assertThat(message.get("publisher_id").textValue()).isEqualTo("billing.web1");
      assertThat(message.get("event_type").textValue()).isEqualTo("invoice.created");
      assertThat(message.get("payload").toString()).isEqualTo("{\"id\":7,\"customer\":\"Zoë\"}");
    }
  }

  @Test
  void eachPriorityHasItsMethod() throws Exception {
    notifier.audit("a", null);
    notifier.debug("d", null);
    notifier.info("i", null);
    notifier.warn("w", null);
    notifier.error("e", null);
    notifier.critical("c", null);
    notifier.sample("s", null);

    for (NotificationPriority priority : NotificationPriority.values()) {
      assertThat(takeInner("notifications." + priority.wireName()).get("event_type").textValue())
          .isEqualTo(priority.wireName().substring(0, 1));
    }
  }

  @Test
  void everyTopicGetsItsOwnUniqueIdAndTheSameMessageId() throws Exception {
    notifier.withTopics("one", "two").info("seen", Map.of());

    JsonNode one = takeInner("one.info");
    JsonNode two = takeInner("two.info");

    assertThat(one.get("message_id")).isEqualTo(two.get("message_id"));
    assertThat(one.get("_unique_id")).isNotEqualTo(two.get("_unique_id"));
    assertThat(fixture.broker().queueNames()).doesNotContain("notifications.info");
  }

  @Test
  void theContextLosesWhatIsNobodysBusiness() throws Exception {
    RequestContext context = RequestContext.of(Map.of("user_id", "u1", "auth_token", "secret"));

    notifier.withContext(context).info("seen", Map.of());

    JsonNode message = takeInner("notifications.info");
    assertThat(message.get("_context_user_id").textValue()).isEqualTo("u1");
    assertThat(message.has("_context_auth_token")).isFalse();
  }

  @Test
  void propertiesChooseTopicsDriverAndContext() throws Exception {
    RpcConnectionFactory factory =
        factory(
            managed -> {
              managed.setNotificationTopics("first, second");
              managed.setNotificationDrivers("messaging");
              managed.setNotificationContext("NONE");
            });
    try (RpcConnection other = factory.getConnection()) {
      other
          .notifier(null)
          .withContext(RequestContext.of(Map.of("user_id", "u1")))
          .warn("seen", "text");
    }

    JsonNode message = take("first.warn");
    assertThat(message.get("payload").textValue()).isEqualTo("text");
    assertThat(message.get("publisher_id").isNull()).isTrue();
    assertThat(message.has("_context_user_id")).isFalse();
    assertThat(take("second.warn")).isNotNull();
  }

  @Test
  void wrongPropertiesAreAllNamed() {
    assertThatThrownBy(
            () ->
                factory(
                    managed -> {
                      managed.setNotificationTopics(" , ");
                      managed.setNotificationDrivers("pigeon");
                      managed.setNotificationContext("SOME");
                    }))
        .hasMessageContaining("notificationTopics")
        .hasMessageContaining("There is no driver \"pigeon\"")
        .hasMessageContaining("notificationContext must be ");
  }

  @Test
  void severalDriversSendEachACopyOfItsOwn() throws Exception {
    RpcConnectionFactory factory =
        factory(managed -> managed.setNotificationDrivers("messagingv2, messaging, noop"));
    try (RpcConnection other = factory.getConnection()) {
      other.notifier("p").warn("seen", "text");
    }

    JsonNode enveloped = takeInner("notifications.warn");
    JsonNode bare = take("notifications.warn");
    assertThat(bare.get("message_id")).isEqualTo(enveloped.get("message_id"));
    assertThat(bare.get("_unique_id")).isNotEqualTo(enveloped.get("_unique_id"));
  }

  @Test
  void routingSendsWhatItsRulesAccept() throws Exception {
    RpcConnectionFactory factory =
        factory(
            managed -> {
              managed.setNotificationDrivers("routing");
              managed.setNotificationRouting(
                  "messagingv2 events=compute.*,volume.* priorities=INFO,err*;\nmessaging"
                      + " events=audit.*");
            });
    try (RpcConnection other = factory.getConnection()) {
      Notifier routed = other.notifier("p");
      routed.info("image.update", 1);
      routed.warn("compute.create", 2);
      routed.info("compute.create", 3);
      routed.error("volume.create", 4);
      routed.sample("audit.seen", 5);
    }

    assertThat(takeInner("notifications.info").get("payload").intValue()).isEqualTo(3);
    assertThat(takeInner("notifications.error").get("payload").intValue()).isEqualTo(4);
    assertThat(take("notifications.sample").get("payload").intValue()).isEqualTo(5);
    assertThat(take("notifications.info")).isNull();
    assertThat(fixture.broker().queueNames()).doesNotContain("notifications.warn");
  }

  /** The broker confirms what no queue takes, so the confirm alone says nothing. */
  @Test
  void aNotificationWhoseQueueWasDeletedMeanwhileIsNotLost() throws Exception {
    Notifier toTwo = notifier.withTopics("one", "two");
    toTwo.info("first", Map.of());
    delete("one.info");

    toTwo.info("second", Map.of());

    assertThat(takeInner("one.info").get("event_type").textValue()).isEqualTo("second");
    assertThat(takeInner("two.info").get("event_type").textValue()).isEqualTo("first");
    assertThat(takeInner("two.info").get("event_type").textValue()).isEqualTo("second");
    assertThat(take("two.info")).isNull();
  }

  @Test
  void norIsOneThatLeavesAfterTheCommit() throws Exception {
    notifier.withTopics("one").info("first", Map.of());
    delete("one.info");

    fixture.container().transactions().begin();
    try (RpcConnection inside = fixture.connect()) {
      inside.notifier("p").withTopics("one").info("second", Map.of());
    }
    fixture.container().transactions().commit();

    assertThat(takeInner("one.info").get("event_type").textValue()).isEqualTo("second");
  }

  @Test
  void aQueueThatIsDeletedCostsALocalTransactionThatIsTriedAgain() throws Exception {
    RpcConnectionFactory local =
        factory(
            managed -> {
              managed.setLocalTransaction(true);
              managed.setNotificationDrivers("messaging");
            });
    FakeTransactions transactions = fixture.container().transactions();
    tellIn(transactions, local, "first");
    transactions.commit();
    delete("one.info");

    tellIn(transactions, local, "second");
    assertThatThrownBy(transactions::commit).hasStackTraceContaining("312 NO_ROUTE");
    tellIn(transactions, local, "third");
    transactions.commit();

    assertThat(take("one.info").get("event_type").textValue()).isEqualTo("third");
  }

  private static void tellIn(
      FakeTransactions transactions, RpcConnectionFactory factory, String event) throws Exception {
    transactions.begin();
    try (RpcConnection inside = factory.getConnection()) {
      inside.notifier("p").withTopics("one").info(event, Map.of());
    }
  }

  private void delete(String queue) throws Exception {
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.queueDelete(queue);
    }
  }

  @Test
  void theDriverLogWritesALineAfterTheCommitAndMasksSecrets() throws Exception {
    RpcConnectionFactory factory = factory(managed -> managed.setNotificationDrivers("log"));
    FakeTransactions transactions = fixture.container().transactions();
    try (LoggedLines log = LoggedLines.of("org.rarebit.notification")) {
      transactions.begin();
      try (RpcConnection inside = factory.getConnection()) {
        inside
            .notifier("p")
            .error(
                "server.created",
                Map.of("id", 7, "adminPass", "hunter2", "text", "{0} --token=hunter2"));
      }
      assertThat(log.errors()).isEmpty();
      transactions.commit();
      transactions.begin();
      try (RpcConnection inside = factory.getConnection()) {
        inside.notifier("p").error("server.deleted", Map.of());
      }
      transactions.rollback();

      assertThat(log.errors()).hasSize(1);
      assertThat(log.errors().get(0))
          .contains("\"event_type\":\"server.created\"", "\"id\":7", "\"text\":\"{0} --token=***\"")
          .doesNotContain("hunter2");
    }
    assertThat(fixture.broker().queueNames()).isEmpty();
  }

  @Test
  void rulesThatAreWrongAreNamed() {
    assertThatThrownBy(() -> factory(managed -> managed.setNotificationDrivers("routing")))
        .hasMessageContaining("needs rules in notificationRouting");
    assertThatThrownBy(() -> factory(managed -> managed.setNotificationRouting("log")))
        .hasMessageContaining("notificationRouting is for the driver routing");
    assertThatThrownBy(
            () ->
                factory(
                    managed -> {
                      managed.setNotificationDrivers("routing");
                      managed.setNotificationRouting("log topics=a");
                    }))
        .hasMessageContaining("\"topics=a\" in the rule \"log topics=a\"");
    assertThatThrownBy(
            () ->
                factory(
                    managed -> {
                      managed.setNotificationDrivers("routing");
                      managed.setNotificationRouting("routing");
                    }))
        .hasMessageContaining("There is no driver \"routing\"");
  }

  @Test
  void inATransactionNotificationsLeaveAfterItsCommit() throws Exception {
    FakeTransactions transactions = fixture.container().transactions();
    transactions.begin();
    try (RpcConnection inside = fixture.connect()) {
      inside.notifier("p").withTopics("one", "two").info("committed", Map.of());
    }
    assertThat(fixture.broker().queueNames()).doesNotContain("one.info");

    transactions.commit();

    assertThat(takeInner("one.info").get("event_type").textValue()).isEqualTo("committed");
    assertThat(takeInner("two.info").get("event_type").textValue()).isEqualTo("committed");
  }

  @Test
  void aRollbackTellsNothing() throws Exception {
    notifier.info("before", Map.of());
    FakeTransactions transactions = fixture.container().transactions();
    transactions.begin();
    try (RpcConnection inside = fixture.connect()) {
      inside.notifier("p").info("never", Map.of());
    }
    transactions.rollback();

    assertThat(takeInner("notifications.info").get("event_type").textValue()).isEqualTo("before");
    assertThat(take("notifications.info")).isNull();
  }

  @Test
  void aCommittedNotificationSurvivesTheLossOfItsLink() throws Exception {
    FakeTransactions transactions = fixture.container().transactions();
    transactions.begin();
    try (RpcConnection inside = fixture.connect()) {
      inside.notifier("p").info("committed all the same", Map.of());
    }
    fixture.broker().faults().dropConnections();

    transactions.commit();

    assertThat(takeInner("notifications.info").get("event_type").textValue())
        .isEqualTo("committed all the same");
  }

  @Test
  void aPayloadThatCannotBeWrittenIsAnException() {
    Object unwritable = new CalculatorBean().unwritable();

    assertThatThrownBy(() -> notifier.info("seen", unwritable))
        .isInstanceOf(EncodingException.class)
        .hasMessageContaining("Payload of notification \"seen\"");
  }

  @Test
  void aBrokerThatDoesNotConfirmIsATimeout() {
    fixture.broker().faults().withholdConfirms();

    assertThatThrownBy(() -> notifier.withTimeout(Duration.ofMillis(200)).info("seen", Map.of()))
        .isInstanceOf(MessagingTimeoutException.class)
        .hasMessageContaining("notification \"seen\" (info) to notifications")
        .hasMessageContaining("0.2 s");
  }

  @Test
  void aLostConnectionIsAnExceptionUnlessItIsToBeLogged() throws Exception {
    RpcConnectionFactory lenient = factory(managed -> managed.setLogFailedNotifications(true));
    try (RpcConnection other = lenient.getConnection()) {
      fixture.broker().stop();

      assertThatThrownBy(() -> notifier.info("seen", Map.of()))
          .isInstanceOf(ConnectionLostException.class);
      other.notifier("p").info("logged", Map.of());
    }
  }

  @Test
  void aClosedHandleIsAnException() {
    connection.close();

    assertThatThrownBy(() -> notifier.info("seen", Map.of()))
        .isInstanceOf(ConnectionClosedException.class);
  }

  @Test
  void aDeletedQueueIsDeclaredAgainAfterTheChannelBroke() throws Exception {
    notifier.info("first", Map.of());
    fixture.stopBroker();
    fixture.broker().stopAndForget();
    fixture.broker().start();

    try (RpcConnection other = fixture.connect()) {
      other.notifier("p").info("second", Map.of());
    }

    assertThat(takeInner("notifications.info").get("event_type").textValue()).isEqualTo("second");
  }

  @Test
  void withoutATopicThereIsNoNotifier() {
    assertThatThrownBy(() -> notifier.withTopics()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> notifier.withTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aQueueThatFillsUnheardIsAWarning() throws Exception {
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.queueDeclare("notifications.info", false, false, false, Map.of());
      for (int i = 0; i < 10_000; i++) {
        channel.basicPublish("", "notifications.info", null, new byte[0]);
      }
      assertThat(
              fixture
                  .broker()
                  .await(
                      AdapterFixture.PATIENCE, b -> b.messageCount("notifications.info") == 10_000))
          .isTrue();
    }

    try (LoggedLines log = LoggedLines.of("org.rarebit.ra.client")) {
      notifier.info("seen", Map.of());
      notifier.info("seen", Map.of());
      notifier.error("seen", Map.of());

      assertThat(log.warnings())
          .containsExactly(
              "Nobody listens to queue \"notifications.info\", in which 10000 notifications wait."
                  + " Listen, give the queue a limit by a policy of the broker, or do not send them"
                  + " (notificationDrivers).");
    }
  }
}
