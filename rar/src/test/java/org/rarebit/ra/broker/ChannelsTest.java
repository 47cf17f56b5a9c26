package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Queue;
import org.rarebit.ra.wire.Route;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.network.NetworkFault;
import org.rarebit.testkit.network.NetworkProxy;

/** What holds for channels whatever the broker, the network or the caller does. */
class ChannelsTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final EmbeddedBroker broker = new EmbeddedBroker();
  private NetworkProxy network;

  @BeforeEach
  void start() throws Exception {
    broker.start();
    network = new NetworkProxy(broker.port());
  }

  @AfterEach
  void stop() throws Exception {
    network.close();
    broker.close();
  }

  private static Deadline soon() {
    return Deadline.after(LONG);
  }

  private BrokerLink link() throws BrokerException {
    return BrokerLink.open(
        BrokerSettings.of("rabbit://127.0.0.1:" + network.port()), "test", soon());
  }

  private static OutgoingMessage message() {
    return new OutgoingMessage(new byte[2], 0, false);
  }

  private static Queue queue(String name) {
    return new Queue(name, false, false, Map.of());
  }

  static void assertKind(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.kind()).describedAs("%s", e).isEqualTo(kind));
  }

  /** The broker answers nothing any more: each operation ends by the caller's deadline. */
  private static void assertEndsInTime(ThrowingCallable call) {
    long begun = System.nanoTime();
    assertKind(Kind.TIMEOUT, call);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SHORT.multipliedBy(8));
  }

  @Test
  void whoWaitsForASilentBrokerWaitsUntilTheDeadline() throws Exception {
    try (BrokerLink link = link();
        ConsumerChannel declaring = link.openConsumer(soon());
        ConsumerChannel consuming = link.openConsumer(soon());
        TransactedChannel transacted = link.openTransacted(soon())) {
      network.become(NetworkFault.HALF_OPEN);

      assertEndsInTime(() -> link.openPublisher(Deadline.after(SHORT)));
      assertEndsInTime(() -> link.openConsumer(Deadline.after(SHORT)));
      assertEndsInTime(() -> link.openTransacted(Deadline.after(SHORT)));
      assertThatThrownBy(() -> declaring.declare(queue("q"), Deadline.after(SHORT)))
          .hasMessageMatching("127.0.0.1:\\d+ did not declare .*q.* in time\\.");
      assertEndsInTime(() -> Declarations.ensure(link, queue("q"), Deadline.after(SHORT)));
      assertEndsInTime(() -> consuming.consume("q", false, new Came(), Deadline.after(SHORT)));
      assertEndsInTime(() -> transacted.commit(Deadline.after(SHORT)));
      assertThat(declaring.isOpen()).isFalse(); // a late answer must not be taken for another one
      link.close(Deadline.after(SHORT));
    }
  }

  @Test
  void theWaitForABlockedBrokerNamesItsReason() throws Exception {
    try (BrokerLink link = link();
        Publisher publisher = link.openPublisher(soon());
        ConsumerChannel channel = link.openConsumer(soon())) {
      broker.faults().block("low on memory");
      publisher.publish(new Route("", "nowhere"), message(), soon()); // nothing is read from now on
      assertThat(broker.await(LONG, any -> link.isBlocked())).isTrue();

      assertThatThrownBy(() -> channel.declare(queue("q"), Deadline.after(SHORT)))
          .hasMessageContaining("connection.blocked: low on memory");
      broker.faults().unblock();
    }
  }

  @Test
  void closingWaitsForNobody() throws Exception {
    try (BrokerLink link = link()) {
      List<ConsumerChannel> channels = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        channels.add(link.openConsumer(soon()));
      }
      CountDownLatch told = new CountDownLatch(channels.size());
      channels.forEach(channel -> channel.onLoss(reason -> told.countDown()));
      network.become(NetworkFault.HALF_OPEN);

      long begun = System.nanoTime();
      channels.forEach(ConsumerChannel::close);

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
      assertThat(told.getCount()).isZero();
      link.close(Deadline.after(SHORT));
    }
  }

  @Test
  void aChannelCanBeClosedAndOpenedManyTimes() throws Exception {
    try (BrokerLink link = link()) {
      for (int i = 0; i < 300; i++) {
        ConsumerChannel channel = link.openConsumer(soon());
        channel.declare(queue("q"), soon());
        channel.close(); // its close-ok comes while the next one is opened
      }
      assertThat(broker.await(LONG, all -> all.channelCount() == 0)).isTrue();
      assertThat(link.channelCount()).isZero();
    }
  }

  @Test
  void anInterruptedWaitSaysSo() throws Exception {
    try (BrokerLink link = link();
        ConsumerChannel channel = link.openConsumer(soon())) {
      network.become(NetworkFault.HALF_OPEN);
      Thread.currentThread().interrupt();

      assertKind(Kind.INTERRUPTED, () -> channel.declare(queue("q"), soon()));

      assertThat(Thread.interrupted()).isTrue();
      link.close(Deadline.after(SHORT));
    }
  }

  @Test
  void whatAmqpCannotExpressIsRefusedAndHarmsNothing() throws Exception {
    String longName = "k".repeat(300);
    try (BrokerLink link = link();
        Publisher publisher = link.openPublisher(soon());
        ConsumerChannel channel = link.openConsumer(soon())) {
      publisher.publishConfirmed(new Route("", "nowhere"), message(), soon()).await(soon());

      assertKind(Kind.INVALID, () -> publisher.publish(new Route("", longName), message(), soon()));
      assertKind(
          Kind.INVALID,
          () -> publisher.publishConfirmed(new Route(longName, "key"), message(), soon()));
      assertKind(Kind.INVALID, () -> channel.declare(queue(longName), soon()));
      assertKind(Kind.INVALID, () -> channel.consume(longName, false, new Came(), soon()));
      assertKind(Kind.INVALID, () -> Declarations.ensure(link, queue(longName), soon()));

      publisher.publishConfirmed(new Route("", "nowhere"), message(), soon()).await(soon());
      channel.declare(queue("q"), soon());
    }
  }

  @Test
  void headersThatFitIntoNoFrameAreRefusedAndHarmNothing() throws Exception {
    try (BrokerLink link = link();
        Publisher publisher = link.openPublisher(soon());
        ConsumerChannel channel = link.openConsumer(soon())) {
      channel.declare(queue("q"), soon());
      Came came = new Came();
      channel.consume("q", false, came, soon());
      publisher.publishConfirmed(new Route("", "q"), message(), soon()).await(soon());
      Delivery delivery = came.next();

      assertKind(
          Kind.INVALID,
          () ->
              publisher.forward(
                  new Route("", "q"), delivery, Map.of("reason", "x".repeat(140_000)), soon()));

      publisher.forward(new Route("", "q"), delivery, Map.of("reason", "x"), soon()).await(soon());
      delivery.ack();
      came.next().ack();
    }
  }

  @Test
  void aRefusedMessagePointsToAFullQueue() throws Exception {
    try (BrokerLink link = link();
        Publisher publisher = link.openPublisher(soon())) {
      broker.faults().refusePublishes();
      Confirm confirm = publisher.publishConfirmed(new Route("", "full"), message(), soon());

      assertThatThrownBy(() -> confirm.await(soon()))
          .isInstanceOfSatisfying(
              BrokerException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NACKED))
          .hasMessageContainingAll("queue \"full\"", "overflow=reject-publish");
    }
  }

  @Test
  void aConfirmIsToldOfTheAnswerAndOfTheLoss() throws Exception {
    try (BrokerLink link = link();
        Publisher publisher = link.openPublisher(soon())) {
      CompletableFuture<BrokerException> taken = new CompletableFuture<>();
      CompletableFuture<BrokerException> lost = new CompletableFuture<>();
      Route nowhere = new Route("", "nowhere");
      publisher.publishConfirmed(nowhere, message(), soon(), taken::complete);
      assertThat(taken.get(20, TimeUnit.SECONDS)).isNull();

      broker.faults().withholdConfirms();
      publisher.publishConfirmed(nowhere, message(), soon(), lost::complete);
      broker.faults().dropConnections();

      assertThat(lost.get(20, TimeUnit.SECONDS).kind()).isEqualTo(Kind.LOST);
    }
  }

  @Test
  void allAcknowledgedTogetherAreTriedIfOneChannelIsGone() throws Exception {
    try (BrokerLink link = link();
        Publisher publisher = link.openPublisher(soon());
        ConsumerChannel admin = link.openConsumer(soon())) {
      for (int round = 0; round < 8; round++) { // in each order
        Came came = new Came();
        ConsumerChannel gone = link.openConsumer(soon());
        ConsumerChannel stays = link.openConsumer(soon());
        List<Delivery> both = new ArrayList<>();
        for (ConsumerChannel channel : List.of(gone, stays)) {
          String queue = (channel == gone ? "gone" : "stays") + round;
          admin.declare(queue(queue), soon());
          publisher.publish(new Route("", queue), message(), soon());
          channel.consume(queue, false, came, soon());
          both.add(came.next());
        }
        if (round % 2 == 0) {
          both.add(both.remove(0));
        }
        gone.close(soon());

        assertThatThrownBy(() -> Delivery.ackAll(both)).isInstanceOf(BrokerException.class);

        String kept = "stays" + round;
        assertThat(broker.await(LONG, all -> all.unackedCount(kept) == 0)).isTrue();
        assertThat(broker.messageCount(kept)).isZero();
      }
    }
  }

  @Test
  void aSettlementOfAnEndedChannelTouchesNoOther() throws Exception {
    try (BrokerLink link = link();
        Publisher publisher = link.openPublisher(soon());
        ConsumerChannel first = link.openConsumer(soon())) {
      Came came = new Came();
      first.declare(queue("q"), soon());
      publisher.publish(new Route("", "q"), message(), soon());
      first.consume("q", false, came, soon());
      Delivery old = came.next();
      first.close(soon());
      ConsumerChannel second = link.openConsumer(soon()); // with the number of the first
      second.consume("q", false, came, soon());
      Delivery again = came.next();

      assertThatThrownBy(old::ack).isInstanceOf(BrokerException.class);
      assertThatThrownBy(() -> old.reject(false)).isInstanceOf(IllegalStateException.class);

      assertThat(broker.unackedCount("q")).isEqualTo(1);
      again.ack();
      assertThat(broker.await(LONG, all -> all.unackedCount("q") == 0)).isTrue();
    }
  }

  @Test
  void aListenerThatThrowsKeepsTheLossFromNobody() throws Exception {
    BrokerLink link = link();
    ConsumerChannel channel = link.openConsumer(soon());
    CountDownLatch told = new CountDownLatch(2);
    Consumer<BrokerException> faulty =
        reason -> {
          throw new IllegalStateException("a bug");
        };
    link.onLoss(faulty);
    link.onLoss(reason -> told.countDown());
    channel.onLoss(faulty);
    channel.onLoss(reason -> told.countDown());

    broker.faults().dropConnections();

    assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aSinkThatThrowsCostsItsChannelAndNoOther() throws Exception {
    try (BrokerLink link = link();
        Publisher publisher = link.openPublisher(soon());
        ConsumerChannel channel = link.openConsumer(soon())) {
      CompletableFuture<BrokerException> lost = new CompletableFuture<>();
      channel.onLoss(lost::complete);
      channel.declare(queue("q"), soon());
      channel.consume(
          "q",
          false,
          new Delivery.Sink() {
            @Override
            public void deliver(Delivery delivery) {
              throw new OutOfMemoryError("unable to create native thread");
            }

            @Override
            public void cancelled(String name) {}
          },
          soon());

      publisher.publish(new Route("", "q"), message(), soon());

      assertThat(lost.get(20, TimeUnit.SECONDS).kind()).isEqualTo(Kind.CHANNEL);
      assertThat(broker.await(LONG, all -> all.messageCount("q") == 1)).isTrue();
      publisher.publishConfirmed(new Route("", "q"), message(), soon()).await(soon());
    }
  }

  private static final class Came implements Delivery.Sink {

    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

    @Override
    public void deliver(Delivery delivery) {
      deliveries.add(delivery);
    }

    @Override
    public void cancelled(String name) {}

    Delivery next() throws InterruptedException {
      Delivery delivery = deliveries.poll(20, TimeUnit.SECONDS);
      assertThat(delivery).isNotNull();
      return delivery;
    }
  }
}
