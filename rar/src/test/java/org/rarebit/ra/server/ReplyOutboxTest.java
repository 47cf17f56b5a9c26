package org.rarebit.ra.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RequestContext;
import org.rarebit.ra.LoggedLines;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.Monitors;
import org.rarebit.ra.broker.QueueIds;
import org.rarebit.ra.broker.TimerScheduler;
import org.rarebit.ra.inbound.WorkExecutor;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.Topology;
import org.rarebit.ra.wire.TopologyOptions;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.container.FakeContainer;

/** What becomes of replies that cannot be sent, with less patience than in earnest. */
class ReplyOutboxTest {

  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final EmbeddedBroker broker = new EmbeddedBroker();
  private final FakeContainer container = new FakeContainer();
  private final TimerScheduler scheduler = new TimerScheduler(new Timer("test", true));
  private final LinkPool links = new LinkPool("test");
  private AdapterServices adapter;
  private ReplyOutbox outbox;
  private ReplyOutbox.Sender replies;

  @BeforeEach
  void startBroker() throws Exception {
    broker.start();
  }

  private void open(Duration patience) {
    BrokerSettings settings = BrokerSettings.of(broker.url());
    WorkExecutor works = WorkExecutor.of(container.bootstrapContext(), scheduler, null);
    adapter =
        new AdapterServices(
            settings,
            Topology.DEFAULT_EXCHANGE,
            new Topology(TopologyOptions.DEFAULT),
            QueueIds.random(),
            Limits.DEFAULT,
            links,
            works,
            scheduler,
            new Monitors());
    outbox = new ReplyOutbox(settings, adapter, patience, LONG);
    replies = outbox.sender();
    outbox.open();
  }

  @AfterEach
  void close() {
    outbox.close();
    links.close();
    scheduler.stop();
    container.close();
    broker.close();
  }

  private static Request<Map<String, Object>> callWithReplyTo(String queue) {
    return new Request<>(
        "add", Map.of(), null, "1.0", "m1", queue, null, "u1", RequestContext.empty());
  }

  private ConnectionFactory plain() {
    ConnectionFactory plain = new ConnectionFactory();
    plain.setHost("127.0.0.1");
    plain.setPort(broker.port());
    return plain;
  }

  private void answer(Request<?> request, Object result) {
    replies.send(replies.result(request, result, null, null), false);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void aReplyWhoseQueueHasGoneIsGivenUpInTheEndCountedAndLogged() throws Exception {
    try (LoggedLines log = LoggedLines.of(ReplyOutbox.class.getName())) {
      open(SHORT);
      answer(callWithReplyTo("gone"), 42L);

      await(() -> outbox.lost() == 1);
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("reply queue gone is not there since 1 s: its reply is lost");
    }
  }

  @Test
  void aReplyThatFindsNoBrokerIsGivenUpInTheEndCountedAndLogged() throws Exception {
    try (LoggedLines log = LoggedLines.of(ReplyOutbox.class.getName())) {
      open(SHORT);
      await(() -> links.openLinks() == 1);
      broker.stop();
      await(() -> links.openLinks() == 0); // what is sent before is lost and nobody knows
      answer(callWithReplyTo("anywhere"), 42L);

      await(() -> outbox.lost() == 1);
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("a reply is given up after 1 s");
    }
  }

  @Test
  void aReplyThatArrivesIsNotCounted() throws Exception {
    open(LONG);
    answer(callWithReplyTo("late"), 42L);
    try (Connection admin = plain().newConnection("test");
        Channel channel = admin.createChannel()) {
      channel.queueDeclare("late", false, false, false, null);
      assertThat(broker.await(Duration.ofSeconds(30), b -> b.messageCount("late") == 1)).isTrue();
    }

    assertThat(outbox.lost()).isZero();
    assertThat(List.copyOf(container.violations())).isEmpty();
  }

  @Test
  void underAnAlarmRepliesWaitAndNobodyWithThemAndTheyLeaveWhenItEnds() throws Exception {
    open(LONG);
    await(() -> links.openLinks() == 1);
    answer(callWithReplyTo("gone"), 1L);
    broker.faults().block("low on memory");
    await(() -> outbox.kept() == 1); // the link is there, and has sent something: so it is blocked
    CountDownLatch returned = new CountDownLatch(1);
    Thread bean =
        new Thread(
            () -> {
              for (int i = 0; i < 200; i++) {
                answer(callWithReplyTo("answers"), "x".repeat(20_000));
              }
              returned.countDown();
            });
    bean.setDaemon(true);
    bean.start();
    assertThat(returned.await(10, TimeUnit.SECONDS)).as("no bean's thread waits").isTrue();
    long works = container.workManager().statistics().submissions();
    assertThat(outbox.kept()).isEqualTo(201);

    try (Connection admin = plain().newConnection("test");
        Channel channel = admin.createChannel()) {
      channel.queueDeclare("answers", false, false, false, null);
      TimeUnit.SECONDS.sleep(1); // to see that nothing is tried meanwhile
      assertThat(container.workManager().statistics().submissions() - works).isLessThan(10);
      broker.faults().unblock();

      assertThat(broker.await(Duration.ofSeconds(30), b -> b.messageCount("answers") == 200))
          .isTrue();
    }
  }

  @Test
  void aCallerThatHasGoneIsLookedForByOneReplyAtATime() throws Exception {
    open(Duration.ofSeconds(3));
    await(() -> links.openLinks() == 1);
    answer(callWithReplyTo("gone"), 0L);
    await(() -> outbox.resent() > 0);
    long before = outbox.resent();

    for (int i = 0; i < 1000; i++) {
      answer(callWithReplyTo("gone"), i);
    }

    await(() -> outbox.lost() == 1001);
    assertThat(outbox.resent() - before).as("probes").isLessThan(10);
    assertThat(outbox.kept()).isZero();
  }

  @Test
  void theEndWhileTheBrokerIsAwayIsOneLineWithACount() throws Exception {
    try (LoggedLines log = LoggedLines.of(ReplyOutbox.class.getName())) {
      open(LONG);
      await(() -> links.openLinks() == 1);
      broker.stop();
      await(() -> links.openLinks() == 0);
      for (int i = 0; i < 11; i++) {
        answer(callWithReplyTo("anywhere"), 42L);
      }
      outbox.close();

      assertThat(log.warnings()).singleElement().asString().contains("11 are lost");
      assertThat(outbox.lost()).isEqualTo(11);
    }
  }

  @Test
  void aReplyThatWasSentAndNotConfirmedIsSentOverAnotherLink() throws Exception {
    open(LONG);
    try (Connection admin = plain().newConnection("test");
        Channel channel = admin.createChannel()) {
      channel.queueDeclare("answers", true, false, false, null);
    }
    broker.faults().withholdConfirms();
    await(() -> links.openLinks() == 1);
    answer(callWithReplyTo("answers"), 42L);
    await(() -> broker.faults().withheldConfirms() == 1);

    broker.faults().dropConnections();
    broker.faults().releaseConfirms();

    await(() -> outbox.resent() == 1 && outbox.kept() == 0);
  }

  /** From now on replies to that queue leave without confirms. */
  private void prove(String queue) throws Exception {
    try (Connection admin = plain().newConnection("test");
        Channel channel = admin.createChannel()) {
      channel.queueDeclare(queue, true, false, false, null);
    }
    await(() -> links.openLinks() == 1);
    answer(callWithReplyTo(queue), 0L);
    await(() -> outbox.kept() == 0 && broker.messageCount(queue) == 1);
  }

  /** How many answers the broker owes for five replies: one if it is a barrier's. */
  private int answersForFive(String queue) {
    int before = broker.messageCount(queue);
    broker.faults().withholdConfirms();
    for (int i = 0; i < 5; i++) {
      answer(callWithReplyTo(queue), i);
    }
    await(() -> broker.messageCount(queue) == before + 5);
    await(() -> broker.faults().withheldConfirms() > 0);
    return broker.faults().withheldConfirms();
  }

  @Test
  void repliesToAQueueThatHasTakenOneShareABarrier() throws Exception {
    open(LONG);
    prove("answers");

    assertThat(answersForFive("answers")).isBetween(1, 2);
    assertThat(outbox.kept()).isEqualTo(5);
    broker.faults().releaseConfirms();

    await(() -> outbox.kept() == 0);
    assertThat(outbox.resent()).isZero();
  }

  @Test
  void thoseThatNoBarrierHasToldOfAreSentOverAnotherLink() throws Exception {
    open(LONG);
    prove("answers");
    answersForFive("answers");

    broker.faults().dropConnections();
    broker.faults().releaseConfirms();

    await(() -> outbox.resent() == 5 && outbox.kept() == 0);
    assertThat(broker.messageCount("answers")).isEqualTo(1 + 5 + 5);
  }

  @Test
  void aBrokerThatAnswersNoBarrierHoldsNobodyAndIsSentNoMoreThanIsKept() throws Exception {
    open(LONG);
    prove("answers");
    broker.faults().withholdConfirms();
    for (int i = 0; i < 1_200; i++) {
      answer(callWithReplyTo("answers"), "x".repeat(60_000)); // 72 MB
    }

    assertThat(outbox.lost()).isBetween(50L, 150L);
    assertThat(outbox.kept() + outbox.lost()).isEqualTo(1_200);
    long begun = System.nanoTime();
    replies.awaitSent(Deadline.after(SHORT));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SHORT.multipliedBy(5));
    broker.faults().releaseConfirms();

    await(() -> outbox.kept() == 0);
  }

  @Test
  void aQueueThatVanishesBetweenTwoConfirmsIsMissedAllTheSame() throws Exception {
    open(LONG);
    prove("answers");
    try (Connection admin = plain().newConnection("test");
        Channel channel = admin.createChannel()) {
      channel.queueDelete("answers");
      answer(callWithReplyTo("answers"), 42L);
      await(() -> outbox.resent() > 0); // it is looked for

      channel.queueDeclare("answers", true, false, false, null);

      await(() -> broker.messageCount("answers") == 1 && outbox.kept() == 0);
    }
  }

  @Test
  void onceOneWasRefusedAllAreConfirmed() throws Exception {
    open(LONG);
    prove("answers");
    prove("other");
    try (Connection admin = plain().newConnection("test");
        Channel channel = admin.createChannel()) {
      channel.queueDeclare("full", true, false, false, null);
    }
    broker.faults().refusePublishes();
    answer(callWithReplyTo("full"), 42L);
    await(() -> outbox.resent() > 0);
    broker.faults().acceptPublishes();
    await(() -> broker.messageCount("full") == 1 && outbox.kept() == 0);

    assertThat(answersForFive("answers")).isEqualTo(5);
    broker.faults().releaseConfirms();
    await(() -> outbox.kept() == 0);
    assertThat(broker.channelCount()).as("the line without confirms was replaced").isEqualTo(3);
  }

  @Test
  void afterAConfirmThatWasLateAllAreConfirmed() throws Exception {
    open(LONG);
    prove("answers");
    broker.faults().delayConfirms(ReplyLines.LATE.plusMillis(100));
    try (Connection admin = plain().newConnection("test");
        Channel channel = admin.createChannel()) {
      channel.queueDeclare("slow", true, false, false, null);
    }
    answer(callWithReplyTo("slow"), 42L);
    await(() -> outbox.kept() == 0);
    broker.faults().delayConfirms(Duration.ZERO);

    assertThat(answersForFive("answers")).isEqualTo(5);
    broker.faults().releaseConfirms();
    await(() -> outbox.kept() == 0);
  }

  /** Who would replace the line does not look again, but for this. */
  @Test
  void aLineThatIsSuspectedWhileTheWorkWaitsIsReplacedAllTheSame() throws Exception {
    open(LONG);
    prove("answers");
    try (Connection admin = plain().newConnection("test");
        Channel channel = admin.createChannel()) {
      channel.queueDeclare("slow", true, false, false, null);
    }
    broker.faults().withholdConfirms();
    answer(callWithReplyTo("slow"), 42L);
    await(() -> broker.faults().withheldConfirms() == 1);
    Deadline late = Deadline.after(ReplyLines.LATE.plusMillis(100));
    try (LinkPool.Lease same = links.lease(BrokerSettings.of(broker.url()), Deadline.after(LONG))) {
      broker.faults().block("low on memory");
      await(() -> same.link().isBlocked());
    }
    answer(callWithReplyTo("answers"), 42L); // the Work waits with it
    await(late::isPassed);
    broker.faults().releaseConfirms();
    await(outbox::isSuspected);

    broker.faults().unblock();

    await(() -> outbox.kept() == 0);
    await(() -> !outbox.isSuspected());
  }

  @Test
  void noChannelIsLeftOnALinkThatOthersHave() throws Exception {
    BrokerSettings settings = BrokerSettings.of(broker.url());
    try (LinkPool.Lease others = links.lease(settings, Deadline.after(LONG))) {
      open(LONG);
      ReplyLines lines = new ReplyLines(settings, adapter, LONG, () -> {});
      lines.ensure();
      assertThat(lines.trial(Deadline.after(LONG))).isNotNull(); // a reply was suspected once

      lines.close();
      outbox.close();

      assertThat(broker.await(LONG, b -> b.channelCount() == 0)).isTrue();
      assertThat(others.link().isOpen()).isTrue();
      assertThatThrownBy(() -> lines.trial(Deadline.after(LONG)))
          .isInstanceOf(BrokerException.class);
    }
  }
}
