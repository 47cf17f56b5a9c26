package org.rarebit.ra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationResult;
import org.rarebit.ra.inbound.NotificationActivationSpec;

/** Notifications that are given up, and where they go. */
class DeadNotificationTest extends HearingFixture {

  private RawMessages raw;

  @BeforeEach
  void start() {
    raw = new RawMessages(fixture);
  }

  private static NotificationActivationSpec dying() {
    NotificationActivationSpec spec = spec("info");
    spec.setDeadLetterQueue("dead");
    return spec;
  }

  private Hearing hear(NotificationActivationSpec spec) throws Exception {
    return hear(spec, "notifications.info");
  }

  private static NotificationResult fail(Notification notification) {
    throw new IllegalStateException("no " + "x".repeat(5000));
  }

  private static String header(GetResponse message, String name) {
    return String.valueOf(message.getProps().getHeaders().get("x-rarebit-" + name));
  }

  @Test
  void afterItsRedeliveriesANotificationIsDeadAndSaysWhy() throws Exception {
    NotificationActivationSpec spec = dying();
    spec.setRedeliveryLimit(2);
    Hearing hearing = hear(spec);
    hearing.desk().answer = DeadNotificationTest::fail;

    notifier.info("invoice.created", Map.of("id", 7));

    GetResponse dead = raw.take("dead");
    assertThat(header(dead, "reason")).isEqualTo("REDELIVERY_LIMIT");
    assertThat(header(dead, "deliveries")).isEqualTo("3");
    assertThat(header(dead, "exception")).isEqualTo("java.lang.IllegalStateException");
    assertThat(header(dead, "message")).startsWith("no xxx").hasSize(1001);
    assertThat(header(dead, "exchange")).isEqualTo("openstack");
    assertThat(header(dead, "routing-key")).isEqualTo("notifications.info");
    assertThat(header(dead, "queue")).isEqualTo("notifications.info");
    assertThat(header(dead, "listener")).contains("EarBean");
    assertThat(dead.getProps().getHeaders()).containsKey("x-rarebit-time");
    assertThat(dead.getProps().getContentType()).isEqualTo("application/json");
    assertThat(new String(dead.getBody(), StandardCharsets.UTF_8)).contains("invoice.created");
    awaitSettled("notifications.info");
    assertThat(hearing.desk().calls).hasValue(3);
    assertThat(Beans.activation(EarBean.class).getDead()).isEqualTo(1);
  }

  @Test
  void requeuesCountLikeFailures() throws Exception {
    NotificationActivationSpec spec = dying();
    spec.setRedeliveryLimit(1);
    Hearing hearing = hear(spec);
    hearing.desk().answer = n -> NotificationResult.REQUEUE;

    notifier.info("invoice.created", Map.of("id", 7));

    GetResponse dead = raw.take("dead");
    assertThat(header(dead, "deliveries")).isEqualTo("2");
    assertThat(dead.getProps().getHeaders()).doesNotContainKey("x-rarebit-exception");
    awaitSettled("notifications.info");
  }

  @Test
  void oneWithoutAnyIdIsCountedAsWell() throws Exception {
    NotificationActivationSpec spec = dying();
    spec.setRedeliveryLimit(5);
    Hearing hearing = hear(spec);
    hearing.desk().answer = n -> NotificationResult.REQUEUE;

    raw.publish("notifications.info", "{\"priority\": \"INFO\", \"event_type\": \"bare\"}");

    assertThat(header(raw.take("dead"), "deliveries")).isEqualTo("6");
    assertThat(hearing.desk().calls).hasValue(6);
  }

  @Test
  void aRejectedOneGoesToAnExchangeWithItsOwnKey() throws Exception {
    NotificationActivationSpec spec = dying();
    spec.setOnException("REJECT");
    spec.setDeadLetterExchange("graveyard");
    Hearing hearing = hear(spec);
    hearing.desk().answer = DeadNotificationTest::fail;

    notifier.info("invoice.created", Map.of("id", 7));

    GetResponse dead = raw.take("dead");
    assertThat(dead.getEnvelope().getExchange()).isEqualTo("graveyard");
    assertThat(dead.getEnvelope().getRoutingKey()).isEqualTo("notifications.info");
    assertThat(header(dead, "reason")).isEqualTo("REJECTED");
    assertThat(hearing.desk().calls).hasValue(1);
  }

  @Test
  void whatCannotBeReadIsDeadAtOnce() throws Exception {
    hear(dying());

    raw.publish("notifications.info", "{\"priority\": null}");

    GetResponse dead = raw.take("dead");
    assertThat(header(dead, "reason")).isEqualTo("MALFORMED");
    assertThat(header(dead, "message")).contains("priority");
    assertThat(new String(dead.getBody(), StandardCharsets.UTF_8))
        .isEqualTo("{\"priority\": null}");
    awaitSettled("notifications.info");
  }

  /**
   * Headers share one frame, of 128 KiB here: its own may leave no room for all of ours, or any.
   */
  @Test
  void oneWhoseOwnHeadersAreLargeIsDeadWithFewerOfOursAndHoldsUpNobody() throws Exception {
    hear(dying());
    for (int left : new int[] {300, 60}) {
      AMQP.BasicProperties.Builder large = new AMQP.BasicProperties.Builder();
      large.headers(Map.of("large", "x".repeat(131_072 - left)));
      try (Connection admin = fixture.admin();
          Channel channel = admin.createChannel()) {
        channel.confirmSelect();
        channel.basicPublish("", "notifications.info", large.build(), "[]".getBytes(UTF_8));
        channel.waitForConfirmsOrDie(TimeUnit.SECONDS.toMillis(10));
      }
    }

    assertThat(List.of(headerNames(raw.take("dead")), headerNames(raw.take("dead"))))
        .containsExactlyInAnyOrder( // each was buried by a thread of its own
            Set.of("large", "x-rarebit-reason", "x-rarebit-deliveries"), Set.of("large"));
    awaitSettled("notifications.info");
  }

  private static Set<String> headerNames(GetResponse message) {
    return Set.copyOf(message.getProps().getHeaders().keySet());
  }

  @Test
  void withoutADestinationItIsRejectedAfterItsRedeliveries() throws Exception {
    NotificationActivationSpec spec = dying();
    spec.setDeadLetterQueue(null);
    spec.setRedeliveryLimit(1);
    Hearing hearing = hear(spec);
    hearing.desk().answer = DeadNotificationTest::fail;

    notifier.info("invoice.created", Map.of("id", 7));

    hearing.desk().next();
    hearing.desk().next();
    awaitSettled("notifications.info");
    assertThat(hearing.desk().calls).hasValue(2);
  }

  @Test
  void oneThatCannotBeBuriedIsKeptUntilItCan() throws Exception {
    NotificationActivationSpec spec = dying();
    spec.setRedeliveryLimit(1);
    spec.setDeclareDeadLetters(false);
    Hearing hearing = hear(spec);
    hearing.desk().answer = DeadNotificationTest::fail;

    notifier.info("invoice.created", Map.of("id", 7));
    for (int i = 0; i < 4; i++) {
      assertThat(hearing.desk().next()).as("it is heard again, since it is not buried").isNotNull();
    }
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.queueDeclare("dead", true, false, false, Map.of());
    }

    assertThat(header(raw.take("dead"), "reason")).isEqualTo("REDELIVERY_LIMIT");
    awaitSettled("notifications.info");
  }

  @Test
  void poisonedOnesShowOneStackTraceAndThenOneLineForEachChange() throws Exception {
    NotificationActivationSpec spec = dying();
    spec.setRedeliveryLimit(2);
    Hearing hearing = hear(spec);
    hearing.desk().answer = DeadNotificationTest::fail;
    try (LoggedLines log = LoggedLines.of("org.rarebit.ra.server")) {
      for (int i = 0; i < 3; i++) {
        notifier.info("invoice.created", i);
        assertThat(raw.take("dead")).isNotNull();
      }

      assertThat(log.traces()).hasSize(1);
      assertThat(log.warnings())
          .filteredOn(line -> line.contains(" failed: REQUEUE"))
          .hasSize(3)
          .allMatch(line -> line.contains("unique_id="))
          .anyMatch(line -> line.contains("IllegalStateException: no xxx"))
          .anyMatch(line -> line.endsWith("(number 7 of its kind)"));
      assertThat(log.warnings())
          .filteredOn(line -> line.contains("is dead (REDELIVERY_LIMIT after 3 deliveries)"))
          .hasSize(3)
          .allMatch(line -> line.contains("unique id ") && line.contains("IllegalStateException"));
      assertThat(log.warnings()).hasSize(6);
      assertThat(hearing.desk().calls).hasValue(9);
    }
  }

  @Test
  void aSuccessForgetsWhatWasCounted() throws Exception {
    NotificationActivationSpec spec = dying();
    spec.setRedeliveryLimit(2);
    Hearing hearing = hear(spec);
    hearing.desk().answer =
        n -> n.isRedelivered() ? NotificationResult.HANDLED : NotificationResult.REQUEUE;

    for (int i = 0; i < 5; i++) {
      notifier.info("invoice.created", i);
    }

    for (int i = 0; i < 10; i++) {
      assertThat(hearing.desk().next()).isNotNull();
    }
    awaitSettled("notifications.info");
    assertThat(fixture.broker().queueNames()).doesNotContain("dead");
  }

  @Test
  void wrongPropertiesAreAllNamed() {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setBatchSize(0);
    spec.setBatchTimeoutMillis(-1L);
    spec.setRedeliveryLimit(-1);
    spec.setDeadLetterQueue(" ");
    spec.setDeclareDeadLetters(null);
    spec.setQueueExpirySeconds(5);
    spec.setStreamOffset("sometime");

    assertThatThrownBy(spec::validate)
        .hasMessageContaining("batchSize must be between 1 and 10000")
        .hasMessageContaining("batchTimeoutMillis")
        .hasMessageContaining("redeliveryLimit")
        .hasMessageContaining("deadLetterQueue must not be empty")
        .hasMessageContaining("declareDeadLetters must be true or false")
        .hasMessageContaining("queueExpirySeconds needs a pool")
        .hasMessageContaining("streamOffset: \"sometime\" is neither");
  }
}
