package org.rarebit.ra.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.Target;
import org.rarebit.ra.AdapterFixture;
import org.rarebit.ra.LoggedLines;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.testkit.broker.EmbeddedBroker;

/** What is said of sends whose transaction did not commit, and that each is decided once. */
class CommitSendsTest {

  private AdapterFixture fixture;
  private Sends sends;
  private final CommitSends pending = new CommitSends();

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    AdapterServices services = fixture.adapter().services();
    sends =
        Sends.open(
            services,
            new ClientSettings(services.defaults(), "openstack", true, true, false, 0),
            new SendCounters(),
            Deadline.after(Duration.ofSeconds(30)));
  }

  @AfterEach
  void stop() {
    sends.close();
    fixture.close();
  }

  private boolean cast(String method) {
    return pending.add(sends, sends.prepare(request(method)));
  }

  private static OutboundRequest request(String method) {
    return request(method, Map.of());
  }

  private static OutboundRequest request(String method, Map<String, ?> args) {
    return OutboundRequest.now(
        Target.topic("orders"),
        method,
        args,
        RequestContext.empty(),
        null,
        Duration.ofSeconds(1),
        Duration.ZERO);
  }

  @Test
  void aHeuristicOutcomeIsAnErrorThatNamesWhatWasNotSent() throws Exception {
    cast("ship");
    cast("bill");
    try (LoggedLines log = LoggedLines.of(CommitSends.class.getName())) {
      pending.notCommitted(false, "status 5");

      assertThat(log.errors())
          .singleElement()
          .asString()
          .contains("not known how the transaction ended (status 5)")
          .contains("request \"ship\" at orders (unique id ")
          .contains("request \"bill\" at orders (unique id ");
    }
  }

  @Test
  void aRollbackIsNothingToBeSaid() throws Exception {
    cast("ship");
    try (LoggedLines log = LoggedLines.of(CommitSends.class.getName())) {
      pending.notCommitted(true, "status 4");

      assertThat(log.errors()).isEmpty();
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void whatEndsOnAnotherThreadMeanwhileTakesNothingMore() throws Exception {
    assertThat(cast("ship")).isTrue();
    pending.notCommitted(true, "status 4");

    assertThat(cast("bill")).isFalse();
    assertThat(pending.add(() -> {})).isFalse();
  }

  /** A returned one is looked for by its id, which must not be kept when nobody asks any more. */
  @Test
  void noIdIsRememberedOfWhatIsOver() throws Exception {
    fixture.broker().faults().withholdConfirms();
    List<Prepared> casts =
        sends.prepare(notification(List.of("one", "two"), Duration.ofMillis(100)));
    try {
      sends.send(casts, Deadline.after(Duration.ofMillis(100)));
    } catch (MessagingException timeout) {
      assertThat(timeout).hasMessageContaining("not taken within");
    } finally {
      fixture.broker().faults().releaseConfirms();
    }

    assertThat(sends.own().remembered()).isZero();
  }

  /** The queue of the second one would have to be declared, for which there is no time. */
  @Test
  void noIdIsRememberedOfWhatWasSentBeforeOneThatCannotBe() {
    Duration enough = Duration.ofSeconds(30);
    sends.send(sends.prepare(notification(List.of("one"), enough)), Deadline.after(enough));
    List<Prepared> casts = sends.prepare(notification(List.of("one", "two"), enough));

    assertThatThrownBy(() -> sends.send(casts, Deadline.after(Duration.ZERO)))
        .isInstanceOf(MessagingException.class);

    assertThat(sends.own().remembered()).isZero();
  }

  private static OutboundNotification notification(List<String> topics, Duration timeout) {
    return OutboundNotification.now(
        "me",
        org.rarebit.api.NotificationPriority.INFO,
        "it.happened",
        Map.of(),
        java.util.Set.of(NotificationDrivers.Driver.MESSAGINGV2),
        topics,
        RequestContext.empty(),
        timeout);
  }

  /** The link's queue holds two megabytes, and nobody else has them written. */
  @Test
  void moreThanTheLinkCanHoldLeavesAllTheSame() throws Exception {
    String text = "x".repeat(100_000);
    for (int i = 0; i < 50; i++) {
      pending.add(sends, sends.prepare(request("ship", Map.of("text", text))));
    }
    try (LoggedLines log = LoggedLines.of(CommitSends.class.getName())) {
      pending.committed();

      assertThat(log.errors()).isEmpty();
    }
  }

  @Test
  void aBrokerThatIsBlockedDoesNotLoseWhatGoesToAnother() throws Exception {
    Deadline soon = Deadline.after(Duration.ofSeconds(30));
    AdapterServices services = fixture.adapter().services();
    try (EmbeddedBroker second = new EmbeddedBroker();
        LoggedLines log = LoggedLines.of(CommitSends.class.getName())) {
      second.start();
      BrokerSettings there = BrokerSettings.of(second.url());
      try (Sends others =
          Sends.open(
              services,
              new ClientSettings(there, "openstack", true, true, false, 0),
              new SendCounters(),
              soon)) {
        sends.send(sends.prepare(request("first")), soon); // RabbitMQ blocks who has published
        fixture.broker().faults().block("low on memory");
        while (!sends.link().isBlocked()) {
          assertThat(soon.isPassed()).isFalse();
          LockSupport.parkNanos(1_000_000);
        }
        cast("ship");
        pending.add(others, others.prepare(request("bill")));

        pending.committed();

        assertThat(log.errors())
            .singleElement()
            .asString()
            .contains("request \"ship\" at orders")
            .doesNotContain("bill");
      } finally {
        fixture.broker().faults().unblock();
      }
    }
  }
}
