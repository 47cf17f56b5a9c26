package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.InvalidPropertyException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.rarebit.api.EncodingException;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.TypeRef;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.testkit.container.EndpointStyle;
import org.rarebit.testkit.container.FakeEndpointFactory;

class NotificationListenerTest extends HearingFixture {

  /** What a payload is read as. */
  private record Invoice(long id, String customer) {}

  private Hearing hear(NotificationActivationSpec spec) throws Exception {
    return hear(spec, "notifications.sample");
  }

  private void publish(String key, String body) throws Exception {
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.confirmSelect();
      channel.basicPublish(
          "openstack",
          key,
          new AMQP.BasicProperties.Builder().contentType("application/json").build(),
          body.getBytes(StandardCharsets.UTF_8));
      channel.waitForConfirmsOrDie(AdapterFixture.PATIENCE.toMillis());
    }
  }

  @Test
  void aBeanHearsEveryPriority() throws Exception {
    Hearing hearing = hear(spec());
    Set<NotificationPriority> heard = new TreeSet<>();
    for (NotificationPriority priority : NotificationPriority.values()) {
      notifier.send(priority, "seen", Map.of());
      heard.add(hearing.desk().next().priority());
    }

    assertThat(heard).containsExactly(NotificationPriority.values());
    for (NotificationPriority priority : NotificationPriority.values()) {
      awaitSettled("notifications." + priority.wireName());
    }
  }

  @Test
  void aNotificationTellsWhatThereIsToKnow() throws Exception {
    Hearing hearing = hear(spec());
    Instant before = Instant.now();
    notifier
        .withContext(RequestContext.of(Map.of("user_id", "ü1", "auth_token", "secret")))
        .error("invoice.failed", List.of(new Invoice(7, "Zoë")));

    Notification notification = hearing.desk().next();

    assertThat(notification.priority()).isEqualTo(NotificationPriority.ERROR);
    assertThat(notification.publisherId()).isEqualTo("billing.web1");
    assertThat(notification.eventType()).isEqualTo("invoice.failed");
    assertThat(notification.context().asMap()).isEqualTo(Map.of("user_id", "ü1"));
    assertThat(notification.messageId()).hasSize(36);
    assertThat(notification.timestamp())
        .isBetween(before.minusMillis(1), Instant.now().plusMillis(1));
    assertThat(notification.isRedelivered()).isFalse();
    assertThat(notification.payload()).isEqualTo(List.of(Map.of("id", 7L, "customer", "Zoë")));
    assertThat(notification.payload(new TypeRef<List<Invoice>>() {}))
        .containsExactly(new Invoice(7, "Zoë"));
    assertThatThrownBy(() -> notification.payload(Invoice.class))
        .isInstanceOf(EncodingException.class);
  }

  @Test
  void whatWasToldBeforeTheFirstListenerCameIsHeard() throws Exception {
    notifier.info("early", Map.of());

    assertThat(hear(spec()).desk().next().eventType()).isEqualTo("early");
  }

  @Test
  void anEndpointHearsOneNotificationAfterTheOtherAndGoesBackToTheContainer() throws Exception {
    for (int i = 0; i < 200; i++) {
      notifier.info("seen", Map.of("number", i));
    }
    NotificationActivationSpec inOrder = spec();
    inOrder.setMaxConcurrency(1);

    Hearing hearing = hear(inOrder);

    for (int i = 0; i < 200; i++) {
      assertThat(hearing.desk().next().payload()).isEqualTo(Map.of("number", (long) i));
    }
    assertThat(hearing.endpoints().created()).isLessThan(200);
    Beans.eventually(() -> hearing.endpoints().open() == 0);
    assertThat(fixture.container().violations()).isEmpty();
  }

  @Test
  void anEndpointInPayarasStyleIsCalledAsWell() throws Exception {
    EarBean.Desk desk = new EarBean.Desk();
    FakeEndpointFactory<EarBean> endpoints =
        fixture
            .container()
            .endpoints(EarBean.class, () -> new EarBean(desk))
            .style(EndpointStyle.PAYARA);
    fixture.container().activate(spec(), endpoints);
    notifier.info("seen", Map.of());

    assertThat(desk.next().eventType()).isEqualTo("seen");
    awaitSettled("notifications.info");
  }

  @Test
  void onlyTheNamedTopicsAndPrioritiesAreConsumed() throws Exception {
    NotificationActivationSpec spec = spec();
    spec.setTopics("one, two");
    spec.setPriorities("INFO,error");
    hear(spec, "two.error");

    assertThat(fixture.broker().queueNames())
        .containsExactlyInAnyOrder("one.info", "one.error", "two.info", "two.error");
  }

  @Test
  void whatNoFilterMatchesIsAcknowledgedUnheard() throws Exception {
    NotificationActivationSpec spec = spec();
    spec.setEventTypeFilter("invoice\\.");
    spec.setPublisherIdFilter("billing");
    spec.setPayloadFilter("state=^active$\n");
    Hearing hearing = hear(spec);

    notifier.info("order.created", Map.of("state", "active"));
    notifier.info("invoice.created", Map.of("state", "inactive"));
    notifier.withPublisherId("web.billing").info("invoice.created", Map.of("state", "active"));
    notifier.info("invoice.paid", Map.of("state", "active"));

    assertThat(hearing.desk().next().eventType()).isEqualTo("invoice.paid");
    awaitSettled("notifications.info");
    assertThat(hearing.desk().calls).hasValue(1);
  }

  @Test
  void beansOfOneListenerEachSeeWhatTheyWant() throws Exception {
    NotificationActivationSpec invoices = spec();
    invoices.setEventTypeFilter("invoice");
    NotificationActivationSpec all = spec();
    Hearing first = hear(invoices);
    Hearing second = Hearing.start(fixture, all);

    for (int i = 0; i < 10; i++) {
      notifier.info("invoice.created", i);
      notifier.info("order.created", i);
    }

    awaitSettled("notifications.info");
    assertThat(first.desk().calls).hasValue(10);
    assertThat(second.desk().calls).hasValue(20);
  }

  /** Otherwise the order of deployment decided without a word. */
  @Test
  void whatASecondBeanCannotHaveOfItsOwnIsOneWarning() throws Exception {
    NotificationActivationSpec first = spec();
    first.setPrefetch(10);
    hear(first);
    try (LoggedLines log = LoggedLines.of("org.rarebit.ra.server")) {
      NotificationActivationSpec same = spec();
      same.setPrefetch(10);
      Hearing.start(fixture, same);
      assertThat(log.warnings()).isEmpty();

      NotificationActivationSpec other = spec();
      other.setDuplicateWindow(5);
      Hearing.start(fixture, other);

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("EarBean of notifications of exchange openstack")
          .contains("prefetch=128, duplicateWindow=5 does not count")
          .contains("prefetch=10, duplicateWindow=1000 does")
          .endsWith("Give both the same, or this one a pool.");
    }
  }

  @Test
  void aSecondBeanBringsItsQueuesAndTakesThemAway() throws Exception {
    Hearing first = hear(spec());
    NotificationActivationSpec other = spec();
    other.setTopics("other");
    Hearing second = hear(other, "other.sample");

    notifier.withTopics("other").info("seen", Map.of());
    assertThat(second.desk().next()).isNotNull();
    second.stop(fixture);
    fixture.awaitConsumers("other.info", 0);
    notifier.withTopics("other", "notifications").info("later", Map.of());

    assertThat(first.desk().next().eventType()).isEqualTo("later");
    assertThat(fixture.broker().messageCount("other.info")).isEqualTo(1);
  }

  @Test
  void eachPoolHearsEverything() throws Exception {
    NotificationActivationSpec one = spec();
    one.setPool("pool1");
    NotificationActivationSpec two = spec();
    two.setPool("pool2");
    two.setPriorities("error");
    Hearing first = hear(one, "pool1");
    Hearing second = hear(two, "pool2");

    notifier.error("seen", Map.of());
    notifier.info("seen", Map.of());

    awaitSettled("pool1");
    awaitSettled("pool2");
    assertThat(first.desk().calls).hasValue(2);
    assertThat(second.desk().calls).hasValue(1);
    assertThat(fixture.broker().messageCount("notifications.error")).isEqualTo(1);
  }

  @Test
  void requeueMeansAgain() throws Exception {
    Hearing hearing = hear(spec());
    hearing.desk().answer =
        n -> n.isRedelivered() ? NotificationResult.HANDLED : NotificationResult.REQUEUE;

    notifier.info("seen", Map.of());

    String id = hearing.desk().next().messageId();
    assertThat(hearing.desk().next().messageId()).isEqualTo(id);
    awaitSettled("notifications.info");
    assertThat(hearing.desk().calls).hasValue(2);
  }

  @Test
  void whatNobodyCanHandleDoesNotLoopHot() throws Exception {
    Hearing hearing = hear(spec());
    hearing.desk().answer = n -> NotificationResult.REQUEUE;
    long begin = System.nanoTime();

    notifier.info("poison", Map.of());
    for (int i = 0; i < 8; i++) {
      assertThat(hearing.desk().next()).isNotNull();
    }

    // three of the seven redeliveries are at once, each of the others waits 100 ms
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(390));
  }

  @Test
  void othersPassOneThatIsRequeuedAgainAndAgain() throws Exception {
    Hearing hearing = hear(spec());
    hearing.desk().answer =
        n ->
            n.eventType().equals("poison")
                ? NotificationResult.REQUEUE
                : NotificationResult.HANDLED;
    notifier.info("poison", Map.of());
    for (int i = 0; i < 5; i++) {
      hearing.desk().next();
    }

    notifier.info("fine", Map.of());

    Notification next = hearing.desk().next();
    while (next.eventType().equals("poison")) {
      next = hearing.desk().next();
    }
    assertThat(next.eventType()).isEqualTo("fine");
  }

  @Test
  void aFailureComesAgainByDefault() throws Exception {
    Hearing hearing = hear(spec());
    hearing.desk().answer =
        n -> {
          if (!n.isRedelivered()) {
            throw new IllegalStateException("the first attempt fails");
          }
          return NotificationResult.HANDLED;
        };

    notifier.info("seen", Map.of());

    hearing.desk().next();
    assertThat(hearing.desk().next().isRedelivered()).isTrue();
    awaitSettled("notifications.info");
  }

  @Test
  void aRollbackComesAgain() throws Exception {
    Hearing hearing = hear(spec());
    hearing.desk().answer =
        n -> {
          if (!n.isRedelivered()) {
            fixture.container().transactions().setRollbackOnly();
          }
          return NotificationResult.HANDLED;
        };

    notifier.info("seen", Map.of());

    hearing.desk().next();
    assertThat(hearing.desk().next().isRedelivered()).isTrue();
    awaitSettled("notifications.info");
  }

  @Test
  void aFailureIsRejectedOrAcknowledgedIfThePropertySaysSo() throws Exception {
    for (String policy : List.of("REJECT", "ACKNOWLEDGE")) {
      NotificationActivationSpec spec = spec();
      spec.setOnException(policy);
      Hearing hearing = hear(spec);
      hearing.desk().answer =
          n -> {
            throw new IllegalStateException("always");
          };

      notifier.info("seen", Map.of());

      hearing.desk().next();
      awaitSettled("notifications.info");
      assertThat(hearing.desk().calls).hasValue(1);
      hearing.stop(fixture);
    }
  }

  @Test
  void withoutRequeueingWhatIsNotHandledIsLost() throws Exception {
    NotificationActivationSpec spec = spec();
    spec.setRequeueAllowed(false);
    Hearing hearing = hear(spec);
    hearing.desk().answer = n -> NotificationResult.REQUEUE;

    notifier.info("seen", Map.of());

    hearing.desk().next();
    awaitSettled("notifications.info");
    assertThat(hearing.desk().calls).hasValue(1);
  }

  @Test
  void oddMessagesAreSettledAndDisturbNobody() throws Exception {
    Hearing hearing = hear(spec());

    publish("notifications.info", "nonsense");
    publish("notifications.info", "{\"priority\": null}");
    publish("notifications.info", "{\"priority\": \"PANIC\", \"event_type\": \"unknown\"}");
    publish("notifications.info", "{\"priority\": \"error\", \"event_type\": \"bare\"}");

    Notification notification = hearing.desk().next();
    assertThat(notification.eventType()).isEqualTo("bare");
    assertThat(notification.priority()).isEqualTo(NotificationPriority.ERROR);
    assertThat(notification.payload()).isNull();
    assertThat(notification.timestamp()).isNull();
    awaitSettled("notifications.info");
    assertThat(hearing.desk().calls).hasValue(1);
  }

  @Test
  void duplicatesAreAcknowledged() throws Exception {
    Hearing hearing = hear(spec());
    String body = "{\"priority\": \"INFO\", \"event_type\": \"twice\", \"_unique_id\": \"1\"}";

    publish("notifications.info", body);
    hearing.desk().next();
    awaitSettled("notifications.info");
    publish("notifications.info", body);

    awaitSettled("notifications.info");
    assertThat(hearing.desk().calls).hasValue(1);
  }

  @Test
  void aCopyOfOneThatRunsWaitsForItsOutcome() throws Exception {
    Hearing hearing = hear(spec());
    hearing.desk().answer = hearing.desk()::whenLetGo;
    String body = "{\"priority\": \"INFO\", \"event_type\": \"twice\", \"_unique_id\": \"1\"}";

    publish("notifications.info", body);
    hearing.desk().next();
    publish("notifications.info", body);
    assertThat(hearing.desk().heard.poll(300, TimeUnit.MILLISECONDS)).isNull();
    assertThat(fixture.broker().unackedCount("notifications.info")).isPositive();
    hearing.desk().mayLeave.countDown();

    awaitSettled("notifications.info");
    assertThat(hearing.desk().calls).hasValue(1);
  }

  @Test
  void aBusyContainerIsWaitedFor() throws Exception {
    Hearing hearing = hear(spec());
    hearing.endpoints().unavailableNext(2);

    notifier.info("seen", Map.of());

    assertThat(hearing.desk().next()).isNotNull();
    awaitSettled("notifications.info");
  }

  @Test
  void noMoreRunAtOnceThanThePropertyAllows() throws Exception {
    NotificationActivationSpec spec = spec();
    spec.setMaxConcurrency(2);
    Hearing hearing = hear(spec);
    hearing.desk().answer = hearing.desk()::whenLetGo;
    for (int i = 0; i < 6; i++) {
      notifier.info("seen", i);
    }
    hearing.desk().next();
    hearing.desk().next();

    hearing.desk().mayLeave.countDown();

    awaitSettled("notifications.info");
    assertThat(hearing.desk().calls).hasValue(6);
    assertThat(hearing.endpoints().mostOpen()).isEqualTo(2);
  }

  @Test
  void undeployingLetsWhatRunsFinishAndGivesTheRestBack() throws Exception {
    NotificationActivationSpec spec = spec();
    spec.setMaxConcurrency(1);
    Hearing hearing = hear(spec);
    hearing.desk().answer = hearing.desk()::whenLetGo;
    notifier.info("runs", Map.of());
    notifier.info("waits", Map.of());
    assertThat(hearing.desk().next().eventType()).isEqualTo("runs");

    Thread undeploying = new Thread(() -> hearing.stop(fixture));
    undeploying.start();
    fixture.awaitConsumers("notifications.info", 0);
    hearing.desk().mayLeave.countDown();
    undeploying.join(AdapterFixture.PATIENCE.toMillis());

    assertThat(undeploying.isAlive()).isFalse();
    assertThat(fixture.broker().messageCount("notifications.info")).isEqualTo(1);
    assertThat(hear(spec()).desk().next().eventType()).isEqualTo("waits");
  }

  @Test
  void hearingHealsByItselfWhenTheLinkIsLost() throws Exception {
    Hearing hearing = hear(spec());
    fixture.dropConnections();
    fixture.awaitConsumers("notifications.sample", 1);

    try (RpcConnection again = fixture.connect()) {
      again.notifier("p").info("after", Map.of());
    }

    assertThat(hearing.desk().next().eventType()).isEqualTo("after");
  }

  @Test
  void aDeletedQueueIsDeclaredAgain() throws Exception {
    hear(spec());
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.queueDelete("notifications.info");
    }

    fixture.awaitConsumers("notifications.info", 1);
  }

  @Test
  void servingAndHearingShareASocket() throws Exception {
    fixture.serve();
    int before = fixture.broker().connectionCount();

    hear(spec());

    assertThat(fixture.broker().connectionCount()).isEqualTo(before);
  }

  @Test
  void wrongPropertiesAreAllNamed() {
    NotificationActivationSpec spec = spec();
    spec.setTopics("");
    spec.setPriorities("info,panic");
    spec.setEventTypeFilter("(");
    spec.setContextFilter("nonsense");
    spec.setOnException("CRY");
    spec.setRequeueDelayMillis(0L);

    assertThatThrownBy(() -> activateAndDrop(spec))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("topics must name at least one")
        .hasMessageContaining("but is info,panic.")
        .hasMessageContaining("eventTypeFilter: ")
        .hasMessageContaining("contextFilter: \"nonsense\"")
        .hasMessageContaining("onException must be REQUEUE, REJECT or ACKNOWLEDGE")
        .hasMessageContaining("requeueDelayMillis must be at least 100");
  }

  private void activateAndDrop(NotificationActivationSpec spec) throws ResourceException {
    Hearing.start(fixture, spec);
  }
}
