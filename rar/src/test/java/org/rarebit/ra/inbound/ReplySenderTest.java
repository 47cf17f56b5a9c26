package org.rarebit.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RequestContext;
import org.rarebit.ra.LoggedLines;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.QueueIds;
import org.rarebit.ra.broker.TimerScheduler;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.Topology;
import org.rarebit.ra.wire.TopologyOptions;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.container.FakeContainer;

/** What becomes of replies that cannot be sent, with less patience than in earnest. */
class ReplySenderTest {

  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final EmbeddedBroker broker = new EmbeddedBroker();
  private final FakeContainer container = new FakeContainer();
  private final TimerScheduler scheduler = new TimerScheduler(new Timer("test", true));
  private final LinkPool links = new LinkPool("test");
  private ReplySender replies;

  @BeforeEach
  void startBroker() throws Exception {
    broker.start();
  }

  private void open(Duration patience) {
    BrokerSettings settings = BrokerSettings.of(broker.url());
    WorkExecutor works = WorkExecutor.of(container.bootstrapContext(), scheduler, null);
    AdapterServices adapter =
        new AdapterServices(
            settings,
            Topology.DEFAULT_EXCHANGE,
            new Topology(TopologyOptions.DEFAULT),
            QueueIds.random(),
            Limits.DEFAULT,
            links,
            works,
            scheduler);
    replies = new ReplySender(settings, new InboundServices(adapter, null, works), patience);
    replies.open();
  }

  @AfterEach
  void close() {
    replies.close();
    links.close();
    scheduler.stop();
    container.close();
    broker.close();
  }

  private static Request<Map<String, Object>> callWithReplyTo(String queue) {
    return new Request<>(
        "add", Map.of(), null, "1.0", "m1", queue, null, "u1", RequestContext.empty());
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
    try (LoggedLines log = LoggedLines.of(ReplySender.class.getName())) {
      open(SHORT);
      replies.result(callWithReplyTo("gone"), 42L);

      await(() -> replies.lost() == 1);
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("reply queue gone is not there since 1 s: its reply is lost");
    }
  }

  @Test
  void aReplyThatFindsNoBrokerIsGivenUpInTheEndCountedAndLogged() throws Exception {
    try (LoggedLines log = LoggedLines.of(ReplySender.class.getName())) {
      open(SHORT);
      await(() -> links.openLinks() == 1);
      broker.stop();
      await(() -> links.openLinks() == 0); // what is sent before is lost and nobody knows
      replies.result(callWithReplyTo("anywhere"), 42L);

      await(() -> replies.lost() == 1);
      assertThat(log.warnings()).allMatch(line -> line.contains("is given up after 1 s"));
    }
  }

  @Test
  void aReplyThatArrivesIsNotCounted() throws Exception {
    open(LONG);
    replies.result(callWithReplyTo("late"), 42L);
    com.rabbitmq.client.ConnectionFactory plain = new com.rabbitmq.client.ConnectionFactory();
    plain.setHost("127.0.0.1");
    plain.setPort(broker.port());
    try (com.rabbitmq.client.Connection admin = plain.newConnection("test");
        com.rabbitmq.client.Channel channel = admin.createChannel()) {
      channel.queueDeclare("late", false, false, false, null);
      assertThat(broker.await(Duration.ofSeconds(30), b -> b.messageCount("late") == 1)).isTrue();
    }

    assertThat(replies.lost()).isZero();
    assertThat(List.copyOf(container.violations())).isEmpty();
  }
}
