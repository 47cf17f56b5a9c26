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
            scheduler);
    outbox = new ReplyOutbox(settings, adapter, patience);
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
      assertThat(log.warnings()).allMatch(line -> line.contains("is given up after 1 s"));
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

  @Test
  void noChannelIsLeftOnALinkThatOthersHave() throws Exception {
    BrokerSettings settings = BrokerSettings.of(broker.url());
    try (LinkPool.Lease others = links.lease(settings, Deadline.after(LONG))) {
      open(LONG);
      ReplyLines lines = new ReplyLines(settings, adapter);
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
