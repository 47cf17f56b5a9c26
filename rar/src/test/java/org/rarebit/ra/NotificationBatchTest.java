package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RpcConnection;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.testkit.container.DeliveryOutcome;
import org.rarebit.testkit.container.EndpointDelivery;
import org.rarebit.testkit.container.EndpointStyle;
import org.rarebit.testkit.container.FakeEndpointFactory;

class NotificationBatchTest extends HearingFixture {

  private static final long NEVER_MILLIS = 600_000;

  /** For batches that are full at first and may come again in parts. */
  private static final long LATE_MILLIS = 5_000;

  private final BatchBean.Desk desk = new BatchBean.Desk();
  private FakeEndpointFactory<BatchBean> endpoints;

  private static NotificationActivationSpec spec(int size, long timeoutMillis) {
    NotificationActivationSpec spec = spec("info,error");
    spec.setBatchSize(size);
    spec.setBatchTimeoutMillis(timeoutMillis);
    return spec;
  }

  private NotificationActivationSpec hear(NotificationActivationSpec spec) throws Exception {
    return hear(spec, EndpointStyle.STANDARD);
  }

  private NotificationActivationSpec hear(NotificationActivationSpec spec, EndpointStyle style)
      throws Exception {
    endpoints =
        fixture.container().endpoints(BatchBean.class, () -> new BatchBean(desk)).style(style);
    fixture.container().activate(spec, endpoints);
    fixture.awaitConsumers("notifications.error", 1);
    return spec;
  }

  private void send(int count, NotificationPriority priority) throws Exception {
    for (int i = 0; i < count; i++) {
      notifier.send(priority, "event." + i, i);
    }
  }

  @ParameterizedTest
  @EnumSource(EndpointStyle.class)
  void aFullBatchComesAtOnceAndInOrder(EndpointStyle style) throws Exception {
    hear(spec(3, NEVER_MILLIS), style);

    send(3, NotificationPriority.INFO);

    assertThat(desk.next())
        .extracting(Notification::eventType)
        .containsExactly("event.0", "event.1", "event.2");
    awaitSettled("notifications.info");
    Beans.eventually(() -> Beans.activation(BatchBean.class).getServed() == 3);
    assertThat(Beans.activation(BatchBean.class).getMethodSeconds())
        .as("a batch is one")
        .containsEntry("+Inf", 1L);
  }

  @Test
  void aBatchThatDoesNotBecomeFullComesAfterItsTimeout() throws Exception {
    hear(spec(100, 50));

    send(2, NotificationPriority.INFO);

    int heard = 0;
    while (heard < 2) {
      heard += desk.next().size();
    }
    awaitSettled("notifications.info");
  }

  @Test
  void noThreadIsHeldWhileABatchFills() throws Exception {
    hear(spec(100, NEVER_MILLIS));

    send(2, NotificationPriority.INFO);

    assertThat(
            fixture
                .broker()
                .await(AdapterFixture.PATIENCE, b -> b.unackedCount("notifications.info") == 2))
        .isTrue();
    fixture.container().workManager().statistics().awaitIdle(AdapterFixture.PATIENCE);
    assertThat(desk.heard).isEmpty();
  }

  @Test
  void aBatchIsGroupedByPriority() throws Exception {
    hear(spec(4, NEVER_MILLIS));

    send(1, NotificationPriority.ERROR);
    send(2, NotificationPriority.INFO);
    send(1, NotificationPriority.ERROR);

    assertThat(desk.next())
        .extracting(Notification::priority)
        .containsExactly(NotificationPriority.INFO, NotificationPriority.INFO);
    assertThat(desk.next())
        .extracting(Notification::priority)
        .containsExactly(NotificationPriority.ERROR, NotificationPriority.ERROR);
    awaitSettled("notifications.error");
  }

  @Test
  void eachGroupIsOneTransaction() throws Exception {
    hear(spec(3, NEVER_MILLIS));

    send(3, NotificationPriority.INFO);

    desk.next();
    awaitSettled("notifications.info");
    assertThat(endpoints.deliveries())
        .extracting(EndpointDelivery::outcome)
        .containsExactly(DeliveryOutcome.COMMITTED);
  }

  @Test
  void requeueGivesTheWholeGroupBack() throws Exception {
    desk.answer =
        batch ->
            batch.stream().allMatch(Notification::isRedelivered)
                ? NotificationResult.HANDLED
                : NotificationResult.REQUEUE;
    hear(spec(3, LATE_MILLIS));

    send(3, NotificationPriority.INFO);

    assertThat(desk.next()).hasSize(3);
    int again = 0;
    while (again < 3) {
      List<Notification> batch = desk.next();
      assertThat(batch).isNotNull().allMatch(Notification::isRedelivered);
      again += batch.size();
    }
    awaitSettled("notifications.info");
  }

  @Test
  void aRollbackGivesTheWholeGroupBack() throws Exception {
    desk.answer =
        batch -> {
          if (!batch.get(0).isRedelivered()) {
            fixture.container().transactions().setRollbackOnly();
          }
          return NotificationResult.HANDLED;
        };
    hear(spec(2, LATE_MILLIS));

    send(2, NotificationPriority.INFO);

    assertThat(desk.next()).hasSize(2);
    assertThat(desk.next()).allMatch(Notification::isRedelivered);
    awaitSettled("notifications.info");
  }

  @Test
  void onePoisonDoesNotHoldUpTheOthersForEver() throws Exception {
    desk.answer =
        batch -> {
          if (batch.stream().anyMatch(n -> n.eventType().equals("event.1"))) {
            throw new IllegalStateException("poison");
          }
          return NotificationResult.HANDLED;
        };
    NotificationActivationSpec spec = spec(4, 50);
    spec.setRedeliveryLimit(4);
    spec.setDeadLetterQueue("dead");
    hear(spec);

    send(4, NotificationPriority.INFO);

    assertThat(
            fixture
                .broker()
                .await(
                    AdapterFixture.PATIENCE,
                    b -> b.queueNames().contains("dead") && b.messageCount("dead") == 1))
        .as("only the poison is dead")
        .isTrue();
    awaitSettled("notifications.info");
  }

  @Test
  void oddMessagesAndDuplicatesDoNotSpoilABatch() throws Exception {
    hear(spec(3, 100));
    RawMessages raw = new RawMessages(fixture);

    raw.publish("notifications.info", "nonsense");
    raw.publish("notifications.info", "{\"priority\": null}");
    String body = "{\"priority\": \"INFO\", \"event_type\": \"twice\", \"_unique_id\": \"1\"}";
    raw.publish("notifications.info", body);
    raw.publish("notifications.info", body);

    assertThat(desk.next()).extracting(Notification::eventType).containsExactly("twice");
    awaitSettled("notifications.info");
    assertThat(desk.heard).isEmpty();
  }

  @Test
  void whatWaitedInABatchGoesBackAtTheEnd() throws Exception {
    NotificationActivationSpec spec = hear(spec(100, NEVER_MILLIS));
    send(2, NotificationPriority.INFO);
    assertThat(
            fixture
                .broker()
                .await(AdapterFixture.PATIENCE, b -> b.unackedCount("notifications.info") == 2))
        .isTrue();

    fixture.container().deactivate(spec, endpoints);

    assertThat(fixture.broker().messageCount("notifications.info")).isEqualTo(2);
    assertThat(desk.heard).isEmpty();
  }

  @Test
  void aBatchSurvivesTheLossOfItsLink() throws Exception {
    hear(spec(3, NEVER_MILLIS));
    send(2, NotificationPriority.INFO);
    assertThat(
            fixture
                .broker()
                .await(AdapterFixture.PATIENCE, b -> b.unackedCount("notifications.info") == 2))
        .isTrue();

    fixture.dropConnections();
    fixture.awaitConsumers("notifications.error", 1);
    try (RpcConnection fresh = fixture.connect()) {
      fresh.notifier("p").info("third", Map.of());
    }

    assertThat(desk.next()).hasSize(3);
    awaitSettled("notifications.info");
  }

  @Test
  void manyBatchesAtOnceAreAllSettled() throws Exception {
    NotificationActivationSpec spec = spec(20, 100);
    hear(spec);
    int total = 1000;

    for (int i = 0; i < total; i++) {
      notifier.send(
          i % 2 == 0 ? NotificationPriority.INFO : NotificationPriority.ERROR, "event", i);
    }

    int heard = 0;
    while (heard < total) {
      List<Notification> batch =
          desk.heard.poll(AdapterFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(batch).as("after %d", heard).isNotNull();
      heard += batch.size();
    }
    awaitSettled("notifications.info");
    awaitSettled("notifications.error");
    assertThat(heard).isEqualTo(total);
  }

  @Test
  void aPausedBeanTriesWithOneThoughItsBatchesWaitToBeFull() throws Exception {
    AtomicBoolean databaseIsAway = new AtomicBoolean(true);
    desk.answer =
        batch -> {
          if (databaseIsAway.getAndSet(false)) {
            throw new IllegalStateException("the database is away");
          }
          return NotificationResult.HANDLED;
        };
    NotificationActivationSpec spec = spec(3, NEVER_MILLIS);
    spec.setFailureThreshold(1);
    spec.setFailurePauseMillis(100L);
    hear(spec);

    send(3, NotificationPriority.INFO);

    assertThat(desk.next()).hasSize(3);
    assertThat(desk.next()).as("the attempt").hasSize(1);
    assertThat(firstBatchOfSeveral()).as("what waited, and more").hasSize(3);
  }

  /** One more may come alone, until the consumer has its prefetch again. */
  private List<Notification> firstBatchOfSeveral() throws Exception {
    List<Notification> batch;
    do {
      send(1, NotificationPriority.INFO); // so that three wait
      batch = desk.next();
    } while (batch.size() == 1);
    return batch;
  }

  @Test
  void aBatchHasNoCaller() {
    NotificationActivationSpec spec = spec(3, 0);
    spec.setSecurityInflow(true);

    assertThatThrownBy(() -> hear(spec))
        .hasMessageContaining("securityInflow is for one notification at a time");
  }

  @Test
  void whatWasHandledDoesNotComeAgainAfterAnUndeployment() throws Exception {
    for (int i = 0; i < 20; i++) {
      NotificationActivationSpec spec = hear(spec(2, NEVER_MILLIS));
      send(2, NotificationPriority.INFO);
      assertThat(desk.next()).hasSize(2);

      fixture.container().deactivate(spec, endpoints);

      assertThat(fixture.broker().messageCount("notifications.info")).isZero();
    }
  }
}
