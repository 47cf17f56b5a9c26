package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Compression;
import org.rarebit.ra.wire.Route;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.network.NetworkFault;
import org.rarebit.testkit.network.NetworkProxy;

/** A link whose broker or network fails: who waits, for how long, and what he is told. */
@Timeout(60)
class BrokerLinkTest {

  private static final Route NOWHERE = new Route("", "nowhere");
  private static final int HEARTBEAT_SECONDS = 2;

  private final EmbeddedBroker broker = new EmbeddedBroker();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<BrokerLink> links = new ArrayList<>();
  private NetworkProxy network;

  @BeforeEach
  void start() throws IOException {
    broker.start();
    network = new NetworkProxy(broker.port());
  }

  @AfterEach
  void stop() throws Exception {
    links.forEach(link -> link.close(in(1)));
    threads.shutdownNow();
    network.close();
    broker.close();
  }

  private static Deadline in(long millis) {
    return Deadline.after(Duration.ofMillis(millis));
  }

  private BrokerLink open(int port, String name) throws BrokerException {
    return open(port, name, HEARTBEAT_SECONDS);
  }

  private BrokerLink open(int port, String name, int heartbeatSeconds) throws BrokerException {
    BrokerLink link =
        BrokerLink.open(
            BrokerSettings.of(
                "rabbit://guest:guest@127.0.0.1:" + port + "/",
                10_000,
                heartbeatSeconds,
                256,
                Compression.NONE),
            name,
            in(10_000));
    links.add(link);
    return link;
  }

  private static OutgoingMessage message(int size) {
    return new OutgoingMessage(new byte[size], 0, false);
  }

  /** Publishes until the network has taken what it takes, and the queue is full. */
  private static BrokerException fill(Publisher publisher, Deadline each) {
    while (true) {
      try {
        publisher.publish(NOWHERE, message(300_000), each);
      } catch (BrokerException e) {
        return e;
      }
    }
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** As RabbitMQ, the broker says so to those who publish. */
  private void block(BrokerLink link) throws Exception {
    Publisher publisher = link.openPublisher(in(5_000));
    broker.faults().block("low on memory");
    publisher.publish(NOWHERE, message(10), in(5_000));
    await(link::isBlocked);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Deadline deadline = in(30_000);
    while (!condition.getAsBoolean()) {
      assertThat(deadline.isPassed()).isFalse();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void aBrokerThatReadsNothingHoldsNobodyPastHisDeadlineAndLosesItsLinkAfterTheHeartbeat()
      throws Exception {
    BrokerLink link = open(network.port(), "stalled");
    Publisher publisher = link.openPublisher(in(5_000));
    CompletableFuture<BrokerException> loss = new CompletableFuture<>();
    link.onLoss(loss::complete);
    link.writer()
        .patience(Duration.ofMillis(1_500)); // sooner than the broker gives up, for its part
    network.become(NetworkFault.NOT_READING);
    long begun = System.nanoTime();

    BrokerException timeout = fill(publisher, in(300));

    assertThat(since(begun)).isBetween(Duration.ofMillis(290), Duration.ofMillis(1_450));
    assertThat(timeout.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(timeout)
        .hasMessageContaining("127.0.0.1:" + network.port() + " takes nothing for now")
        .hasMessageContaining("it has read nothing for")
        .hasMessageContaining("nothing was sent");
    assertThat(loss.get(30, TimeUnit.SECONDS).kind()).isEqualTo(Kind.LOST);
    assertThat(loss.get()).hasMessageMatching(".*the broker has read nothing for \\d+\\.\\d+ s .*");
    assertThat(fill(publisher, in(5_000)).kind()).isEqualTo(Kind.LOST);
  }

  @Test
  void whoWaitsForRoomIsToldOfTheLossAtOnce() throws Exception {
    BrokerLink link = open(network.port(), "stalled");
    Publisher publisher = link.openPublisher(in(5_000));
    network.become(NetworkFault.NOT_READING);
    Future<BrokerException> waiting = threads.submit(() -> fill(publisher, in(50_000)));
    await(() -> link.writer().isStalled());

    network.cut();

    assertThat(waiting.get(20, TimeUnit.SECONDS).kind()).isEqualTo(Kind.LOST);
  }

  @Test
  void aStalledLinkDisturbsNeitherAnotherOneNorATimer() throws Exception {
    TimerScheduler timer = new TimerScheduler(new Timer("tested timer", true));
    BrokerLink stalled = open(network.port(), "stalled");
    BrokerLink well = open(broker.port(), "well");
    Publisher publisher = stalled.openPublisher(in(5_000));
    network.become(NetworkFault.NOT_READING);
    fill(publisher, in(300));
    CountDownLatch ran = new CountDownLatch(2);

    timer.after(Duration.ZERO, stalled::flush);
    timer.after(
        Duration.ZERO,
        () -> {
          publishQuietly(publisher); // as nobody does on a timer, but it would wait for nobody
          ran.countDown();
        });
    timer.after(Duration.ofMillis(10), ran::countDown);
    long begun = System.nanoTime();
    well.openPublisher(in(10_000))
        .publishConfirmed(NOWHERE, message(10), in(10_000))
        .await(in(10_000));

    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(since(begun)).isLessThan(Duration.ofSeconds(10)); // not 20
    assertThat(stalled.isOpen()).isTrue();
    timer.stop();
  }

  private static void publishQuietly(Publisher publisher) {
    try {
      publisher.publish(NOWHERE, message(100_000), in(20_000));
    } catch (BrokerException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aStalledLinkIsClosedAtOnce() throws Exception {
    BrokerLink link = open(network.port(), "stalled");
    Publisher publisher = link.openPublisher(in(5_000));
    CompletableFuture<BrokerException> loss = new CompletableFuture<>();
    link.onLoss(loss::complete);
    network.become(NetworkFault.NOT_READING);
    fill(publisher, in(300));
    long begun = System.nanoTime();
    link.close();

    assertThat(since(begun)).isLessThan(BrokerLink.GOODBYE);
    assertThat(loss.get(20, TimeUnit.SECONDS).kind()).isEqualTo(Kind.CLOSED);
  }

  @Test
  void aLinkWhoseBrokerIsBlockedIsClosedAtOnce() throws Exception {
    BrokerLink link = open(broker.port(), "blocked");
    block(link);

    long begun = System.nanoTime();
    link.close();

    assertThat(since(begun)).isLessThan(BrokerLink.GOODBYE);
  }

  @Test
  void aLinkIsClosedWithinTheDeadlineThoughNobodyAnswers() throws Exception {
    BrokerLink link = open(network.port(), "silent");
    network.become(NetworkFault.HALF_OPEN);

    long begun = System.nanoTime();
    link.close(in(400));

    assertThat(since(begun)).isLessThan(BrokerLink.GOODBYE);
  }

  /** Many may have to wait for it one after the other, and only one should. */
  @Test
  void aLinkThatLeavesAQuestionUnansweredIsSilentUntilItAnswers() throws Exception {
    BrokerLink link = open(network.port(), "silent", 0);
    network.become(NetworkFault.NOT_READING);
    assertThatThrownBy(() -> link.openConsumer(in(100))).isInstanceOf(BrokerException.class);
    assertThat(link.isSilent()).as("it may be slow").isFalse();
    assertThat(link.goodbye(in(5_000)).isPassed()).isFalse();

    await(link::isSilent);
    assertThat(link.goodbye(in(5_000)).isPassed()).isTrue();

    network.become(NetworkFault.NONE);
    await(() -> !link.isSilent());
    assertThat(link.isOpen()).isTrue();
    link.close();
  }

  @Test
  void aNetworkThatSwallowsBothDirectionsLosesTheLinkWhateverItsThreadsDo() throws Exception {
    BrokerLink link = open(network.port(), "half open");
    Publisher publisher = link.openPublisher(in(5_000));
    CompletableFuture<BrokerException> loss = new CompletableFuture<>();
    link.onLoss(loss::complete);
    network.become(NetworkFault.HALF_OPEN);

    Future<BrokerException> publishing =
        threads.submit(
            () -> {
              while (true) {
                try {
                  publisher.publish(NOWHERE, message(1_000), in(200));
                  TimeUnit.MILLISECONDS.sleep(1);
                } catch (BrokerException e) {
                  if (e.kind() != Kind.TIMEOUT) {
                    return e;
                  }
                }
              }
            });

    assertThat(loss.get(10, TimeUnit.SECONDS)).hasMessageContaining("eartbeat");
    assertThat(publishing.get(20, TimeUnit.SECONDS).kind()).isEqualTo(Kind.LOST);
  }

  @Test
  void whoWaitsForTheEndOfAnAlarmWaitsUntilHisDeadlineAndLearnsTheReason() throws Exception {
    BrokerLink link = open(broker.port(), "blocked");
    Publisher publisher = link.openPublisher(in(5_000));
    block(link);
    CountDownLatch told = new CountDownLatch(2);
    link.onUnblocked(told::countDown);
    link.onUnblocked(
        () -> {
          throw new IllegalStateException("a bug");
        });
    link.onUnblocked(told::countDown);

    long begun = System.nanoTime();
    BrokerException timeout =
        catchThrowableOfType(
            BrokerException.class, () -> publisher.publish(NOWHERE, message(10), in(300)));

    assertThat(since(begun)).isBetween(Duration.ofMillis(290), Duration.ofSeconds(20));
    assertThat(timeout.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(timeout).hasMessageContaining("connection.blocked: low on memory");
    assertThat(link.trouble()).isEqualTo(" (connection.blocked: low on memory)");
    assertThat(told.getCount()).isEqualTo(2);

    broker.faults().unblock();

    assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(link.trouble()).isEmpty();
    CountDownLatch late = new CountDownLatch(1);
    link.onUnblocked(late::countDown);
    assertThat(late.getCount()).isZero();
  }

  @Test
  void whoWaitsForTheEndOfAnAlarmIsToldIfTheLinkEndsInstead() throws Exception {
    BrokerLink link = open(broker.port(), "blocked");
    block(link);
    CountDownLatch told = new CountDownLatch(1);
    link.onUnblocked(told::countDown);

    broker.faults().dropConnections();

    assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void everyListenerOfALossIsToldWhateverTheOthersThrow() throws Exception {
    BrokerLink link = open(broker.port(), "lost");
    CompletableFuture<BrokerException> second = new CompletableFuture<>();
    link.onLoss(
        reason -> {
          throw new OutOfMemoryError("for a moment");
        });
    link.onLoss(second::complete);

    broker.faults().dropConnections();

    assertThat(second.get(10, TimeUnit.SECONDS).kind()).isEqualTo(Kind.LOST);
  }

  @Test
  void aLossIsToldAsWhatItWas() throws Exception {
    BrokerLink link = open(network.port(), "cut");
    CompletableFuture<BrokerException> loss = new CompletableFuture<>();
    link.onLoss(loss::complete);

    network.cut();

    assertThat(loss.get(10, TimeUnit.SECONDS))
        .hasMessageStartingWith("The connection to 127.0.0.1:" + network.port() + " was lost: ")
        .hasMessageContaining("onnection reset");
  }

  @Test
  void aWriterThatIsFasterThanTheReaderLearnsOfALossAsALoss() throws Exception {
    for (int i = 0; i < 20; i++) {
      BrokerLink link = open(network.port(), "cut " + i);
      Publisher publisher = link.openPublisher(in(5_000));
      Future<BrokerException> publishing =
          threads.submit(
              () -> {
                while (true) {
                  try {
                    publisher.publish(NOWHERE, message(10), in(5_000));
                  } catch (BrokerException e) {
                    return e;
                  }
                }
              });

      network.cut();

      assertThat(publishing.get(10, TimeUnit.SECONDS).kind()).isEqualTo(Kind.LOST);
    }
  }

  @Test
  void aLinkLeavesNoThreadBehind() throws Exception {
    BrokerLink closed = open(broker.port(), "ended one");
    BrokerLink lost = open(network.port(), "ended two");

    closed.close();
    network.cut();

    await(() -> !lost.isOpen());
    await(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("rarebit ended")));
  }
}
