package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FaultsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final EmbeddedBroker broker = new EmbeddedBroker();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private Connection connection;
  private Channel channel;

  @BeforeEach
  void open() throws Exception {
    broker.start();
    connection = Clients.factory(broker).newConnection("publisher");
    channel = connection.createChannel();
    channel.queueDeclare("q", true, false, false, Map.of());
  }

  @AfterEach
  void close() {
    connection.abort(1000);
    broker.close();
  }

  private String nextHeard() throws InterruptedException {
    return heard.poll(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private void hearConfirms() throws IOException {
    channel.addConfirmListener(
        (tag, multiple) -> heard.add("ack " + tag), (tag, multiple) -> heard.add("nack " + tag));
    channel.confirmSelect();
  }

  private void publish() throws IOException {
    channel.basicPublish("", "q", null, new byte[0]);
  }

  /** Returns when the broker has executed everything that the channel sent before. */
  private void sync() throws IOException {
    channel.queueDeclarePassive("q");
  }

  @Test
  void droppedConnectionsGiveBackTheirMessages() throws Exception {
    CompletableFuture<ShutdownSignalException> lost = new CompletableFuture<>();
    connection.addShutdownListener(lost::complete);
    publish();
    channel.basicGet("q", false);
    channel.queueDeclare("mine", false, true, false, Map.of());

    int dropped = broker.faults().dropConnections();

    assertThat(dropped).isEqualTo(1);
    assertThat(broker.connectionCount()).isZero();
    assertThat(broker.messageCount("q")).isEqualTo(1);
    assertThat(broker.queueNames()).containsExactly("q");
    assertThat(lost.get().getReason()).as("the broker's farewell").isNull();
  }

  @Test
  void confirmsMayComeSeveralAtOnce() throws Exception {
    channel.addConfirmListener(
        (tag, multiple) -> heard.add("ack " + tag + " " + multiple),
        (tag, multiple) -> heard.add("nack " + tag + " " + multiple));
    channel.confirmSelect();
    broker.faults().gatherConfirms(Duration.ofMillis(200));

    publish();
    publish();
    publish();

    assertThat(nextHeard()).isEqualTo("ack 3 true");
    broker.faults().gatherConfirms(Duration.ZERO);
    publish();
    assertThat(nextHeard()).isEqualTo("ack 4 false");
  }

  @Test
  void publishesMayBeRefusedForAWhile() throws Exception {
    hearConfirms();
    broker.faults().refusePublishes(Duration.ofMillis(300));
    publish();
    assertThat(nextHeard()).isEqualTo("nack 1");

    String answer;
    do {
      publish();
      answer = nextHeard();
    } while (answer != null && answer.startsWith("nack"));
    assertThat(answer).startsWith("ack");
  }

  @Test
  void connectionHasNoMoreChannelsThanWereAgreedOn() throws Exception {
    try (EmbeddedBroker small = EmbeddedBroker.builder().channelMax(2).build().start();
        Connection few = Clients.factory(small).newConnection()) {
      assertThat(few.getChannelMax()).isEqualTo(2);
      assertThat(few.createChannel()).isNotNull();
      assertThat(few.createChannel()).isNotNull();
      assertThat(few.createChannel()).as("the third").isNull();
    }
  }

  @Test
  void connectionsAreDroppedByName() throws Exception {
    Connection other = Clients.factory(broker).newConnection("consumer");

    broker.faults().dropConnections(info -> info.name().equals("publisher"));

    assertThat(broker.connections()).extracting(ConnectionInfo::name).containsExactly("consumer");
    assertThat(other.isOpen()).isTrue();
    other.close();
  }

  @Test
  void closedConnectionsAreToldWhy() throws Exception {
    CompletableFuture<ShutdownSignalException> lost = new CompletableFuture<>();
    connection.addShutdownListener(lost::complete);

    broker.faults().closeConnections(info -> true, "Closed via management plugin");

    AMQP.Connection.Close close = (AMQP.Connection.Close) lost.get().getReason();
    assertThat(close.getReplyCode()).isEqualTo(320);
    assertThat(close.getReplyText()).isEqualTo("CONNECTION_FORCED - Closed via management plugin");
  }

  @Test
  void newConnectionsAreRefusedUntilFurtherNotice() throws Exception {
    broker.faults().refuseConnections();
    assertThatThrownBy(() -> Clients.factory(broker).newConnection())
        .isInstanceOf(IOException.class);
    boolean oldOneLives = connection.isOpen();

    broker.faults().acceptConnections();
    Connection again = Clients.factory(broker).newConnection();

    assertThat(oldOneLives).isTrue();
    assertThat(again.isOpen()).isTrue();
    again.close();
  }

  @Test
  void newConnectionsAreRefusedForAWhile() throws Exception {
    broker.faults().refuseConnections(Duration.ofSeconds(1));
    assertThatThrownBy(() -> Clients.factory(broker).newConnection())
        .isInstanceOf(IOException.class);

    Connection again = Probe.await("a connection", this::tryToConnect);

    assertThat(again.isOpen()).isTrue();
    again.close();
  }

  private Connection tryToConnect() throws Exception {
    try {
      return Clients.factory(broker).newConnection();
    } catch (IOException refused) {
      return null;
    }
  }

  @Test
  void withheldConfirmsComeInOrderWhenReleased() throws Exception {
    hearConfirms();
    broker.faults().withholdConfirms();
    publish();
    publish();
    sync();
    int stored = broker.messageCount("q");
    int withheld = broker.faults().withheldConfirms();
    boolean heardNothing = heard.isEmpty();

    broker.faults().releaseConfirms();

    assertThat(stored).isEqualTo(2);
    assertThat(withheld).isEqualTo(2);
    assertThat(heardNothing).isTrue();
    assertThat(nextHeard()).isEqualTo("ack 1");
    assertThat(nextHeard()).isEqualTo("ack 2");
  }

  @Test
  void delayedConfirmsComeLater() throws Exception {
    hearConfirms();
    broker.faults().delayConfirms(Duration.ofMillis(100));
    long start = System.nanoTime();

    publish();

    assertThat(nextHeard()).isEqualTo("ack 1");
    assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(100));
  }

  @Test
  void refusedPublishesAreNackedAndThrownAway() throws Exception {
    hearConfirms();
    broker.faults().refusePublishes();
    publish();
    String first = nextHeard();
    broker.faults().acceptPublishes();
    publish();

    assertThat(first).isEqualTo("nack 1");
    assertThat(nextHeard()).isEqualTo("ack 2");
    assertThat(broker.messageCount("q")).isEqualTo(1);
  }

  @Test
  void alarmBlocksAPublisherUntilItIsOver() throws Exception {
    connection.addBlockedListener(
        reason -> heard.add("blocked: " + reason), () -> heard.add("unblocked"));
    hearConfirms();
    broker.faults().block("low on memory");

    publish();
    String blocked = nextHeard();
    boolean published =
        broker.await(Duration.ofMillis(50), b -> b.messageCount("q") > 0) || !heard.isEmpty();
    broker.faults().unblock();

    assertThat(blocked).isEqualTo("blocked: low on memory");
    assertThat(published).isFalse();
    String unblocked = nextHeard();
    String confirmed = nextHeard();
    assertThat(List.of(unblocked, confirmed)).containsExactlyInAnyOrder("unblocked", "ack 1");
  }

  @Test
  void alarmIsToldAtOnceToWhoHasPublished() throws Exception {
    connection.addBlockedListener(
        reason -> heard.add("blocked: " + reason), () -> heard.add("unblocked"));
    publish();
    sync();

    broker.faults().block("low on disk");
    broker.faults().unblock();

    assertThat(nextHeard()).isEqualTo("blocked: low on disk");
    assertThat(nextHeard()).isEqualTo("unblocked");
  }

  @Test
  void alarmLeavesConsumersAlone() throws Exception {
    publish();
    sync();
    Connection other = Clients.factory(broker).newConnection();
    Channel consuming = other.createChannel();

    broker.faults().block("low on memory");

    Received received = Received.from(consuming, "q", false);
    long tag = received.next().getEnvelope().getDeliveryTag();
    consuming.basicAck(tag, false);
    assertThat(broker.await(SOON, b -> b.unackedCount("q") == 0)).isTrue();
    other.close();
  }

  @Test
  void blockedConnectionCanBeDropped() throws Exception {
    broker.faults().block("low on memory");
    publish();

    broker.faults().dropConnections();

    assertThat(broker.connectionCount()).isZero();
  }

  @Test
  void consumersAreCancelledFromTheBrokersSide() throws Exception {
    Received received = Received.from(channel, "q", true);

    broker.mainVhost().cancelConsumers("q");

    assertThat(received.awaitCancelled()).isEqualTo(received.getConsumerTag());
    assertThat(broker.consumerCount("q")).isZero();
    assertThat(broker.queueNames()).containsExactly("q");
  }

  @Test
  void pausedQueueKeepsItsMessages() throws Exception {
    Received received = Received.from(channel, "q", true);
    broker.mainVhost().pause("q");

    publish();
    sync();
    int kept = broker.messageCount("q");
    broker.mainVhost().resume("q");

    assertThat(kept).isEqualTo(1);
    assertThat(received.next()).isNotNull();
  }

  @Test
  void consumersThatAreLostAreNotTold() throws Exception {
    Received received = Received.from(channel, "q", true);

    broker.mainVhost().loseConsumers("q");
    publish();
    sync();

    assertThat(broker.consumerCount("q")).isZero();
    assertThat(broker.messageCount("q")).isEqualTo(1);
    Received again = Received.from(channel, "q", true);
    assertThat(again.next()).isNotNull();
    assertThat(received.waiting()).isZero();
    assertThat(received.wasCancelled()).isFalse();
  }

  @Test
  void queueThatIsLostIsMissedByWhoAsksForItOnly() throws Exception {
    Received received = Received.from(channel, "q", true);

    broker.mainVhost().loseQueue("q");

    assertThat(broker.queueNames()).isEmpty();
    assertThatThrownBy(this::sync).hasStackTraceContaining("404");
    assertThat(received.wasCancelled()).isFalse();
  }

  @Test
  void channelThatAsksForAStalledQueueWaitsAndNoOtherOneDoes() throws Exception {
    broker.mainVhost().stall("q");

    CompletableFuture<?> waiting = CompletableFuture.runAsync(this::ask);
    try (Channel other = connection.createChannel()) {
      other.queueDeclare("another", true, false, false, Map.of());
      assertThat(waiting).isNotDone();
    }
    assertThat(waiting).isNotDone();
    connection.abort(1000);
    assertThatThrownBy(() -> waiting.get(SOON.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
  }

  private void ask() {
    try {
      sync();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void faultOfAMissingQueueIsAMistakeOfTheTest() {
    assertThatThrownBy(() -> broker.mainVhost().pause("nosuch"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no queue 'nosuch' in vhost '/', only [q].");
  }

  @Test
  void clearSwitchesEverythingOff() throws Exception {
    hearConfirms();
    broker.faults().refuseConnections();
    broker.faults().refusePublishes();
    broker.faults().delayConfirms(Duration.ofDays(1));
    broker.faults().withholdConfirms();
    broker.faults().block("low on memory");

    broker.faults().clear();
    publish();

    assertThat(nextHeard()).isEqualTo("ack 1");
    Clients.factory(broker).newConnection().close();
  }
}
