package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Queue;
import org.rarebit.ra.wire.Route;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.network.NetworkFault;
import org.rarebit.testkit.network.NetworkProxy;

/** Whom a barrier tells, in what order, and what becomes of those whom none tells. */
class BarriersTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Route TO_Q = new Route("", "q");

  private final EmbeddedBroker broker = new EmbeddedBroker();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private NetworkProxy network;
  private BrokerLink link;
  private Publisher publisher;

  @BeforeEach
  void start() throws Exception {
    broker.start();
    network = new NetworkProxy(broker.port());
    link =
        BrokerLink.open(BrokerSettings.of("rabbit://127.0.0.1:" + network.port()), "test", soon());
    try (ConsumerChannel declaring = link.openConsumer(soon())) {
      declaring.declare(new Queue("q", false, false, Map.of()), soon());
    }
    publisher = link.openPublisher(soon());
  }

  @AfterEach
  void stop() throws Exception {
    link.close(Deadline.after(Duration.ofSeconds(1)));
    network.close();
    broker.close();
  }

  private static Deadline soon() {
    return Deadline.after(LONG);
  }

  private static OutgoingMessage message() {
    return new OutgoingMessage(new byte[2], 0, true);
  }

  private Consumer<BrokerException> tell(String name) {
    return failure -> told.add(name + (failure == null ? " handled" : " " + failure.kind()));
  }

  private void publish(Route route, String name) throws BrokerException {
    publisher.publishHeld(route, message(), soon(), tell(name));
    link.flush();
  }

  private String nextTold() throws InterruptedException {
    return told.poll(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  private void awaitBarriers(int count) throws InterruptedException {
    assertThat(broker.await(LONG, b -> b.faults().withheldConfirms() == count)).isTrue();
  }

  @Test
  void oneBarrierTellsOfAllBeforeIt() throws Exception {
    broker.faults().withholdConfirms();
    publish(TO_Q, "first");
    awaitBarriers(1);
    for (int i = 0; i < 100; i++) {
      publish(TO_Q, "later");
    }
    assertThat(broker.await(LONG, b -> b.messageCount("q") == 101)).isTrue();
    assertThat(told).as("nothing is answered").isEmpty();
    assertThat(broker.faults().withheldConfirms()).as("on its way at once").isEqualTo(1);

    broker.faults().releaseConfirms();

    assertThat(nextTold()).isEqualTo("first handled");
    for (int i = 0; i < 100; i++) {
      assertThat(nextTold()).isEqualTo("later handled");
    }
  }

  @Test
  void whatFollowsABarrierIsToldByTheNextOne() throws Exception {
    broker.faults().withholdConfirms();
    publish(TO_Q, "first");
    awaitBarriers(1);
    publish(TO_Q, "second");
    assertThat(broker.await(LONG, b -> b.messageCount("q") == 2)).isTrue();
    network.become(NetworkFault.NOT_READING); // the next barrier does not arrive
    broker.faults().releaseConfirms();

    assertThat(nextTold()).isEqualTo("first handled");
    network.become(NetworkFault.CUT);
    assertThat(nextTold()).isEqualTo("second LOST");
  }

  @Test
  void aMessageComesBackBeforeItIsToldOf() throws Exception {
    publisher.onReturn((route, body) -> told.add(route.routingKey() + " came back"));

    publish(new Route("", "nobody"), "lost");

    assertThat(nextTold()).isEqualTo("nobody came back");
    assertThat(nextTold()).isEqualTo("lost handled");
  }

  @Test
  void aChannelThatTheBrokerClosesTellsAllThatHaveNoAnswer() throws Exception {
    broker.faults().withholdConfirms();
    publish(TO_Q, "first");
    awaitBarriers(1);
    publish(TO_Q, "second");
    publish(new Route("no-such-exchange", "q"), "bad");

    assertThat(nextTold()).isEqualTo("first CHANNEL");
    assertThat(nextTold()).isEqualTo("second CHANNEL");
    assertThat(nextTold()).isEqualTo("bad CHANNEL");
    broker.faults().releaseConfirms();
    assertThat(told).as("once").isEmpty();
  }

  @Test
  void aLostLinkTellsAllThatHaveNoAnswer() throws Exception {
    broker.faults().withholdConfirms();
    publish(TO_Q, "first");
    awaitBarriers(1);
    publish(TO_Q, "second");

    broker.faults().dropConnections();

    assertThat(nextTold()).isEqualTo("first LOST");
    assertThat(nextTold()).isEqualTo("second LOST");
  }

  @Test
  void aChannelThatIsClosedTellsThemToo() throws Exception {
    broker.faults().withholdConfirms();
    publish(TO_Q, "first");

    publisher.close();

    assertThat(nextTold()).isEqualTo("first CLOSED");
  }

  @Test
  void oneWhoFailsWhenItIsToldKeepsItFromNobody() throws Exception {
    publisher.publishHeld(
        TO_Q,
        message(),
        soon(),
        failure -> {
          throw new IllegalStateException("a bug");
        });
    publish(TO_Q, "next");

    assertThat(nextTold()).isEqualTo("next handled");
  }

  @Test
  void withConfirmsOnTheSameChannelEachGetsItsOwnAnswer() throws Exception {
    publish(TO_Q, "first");
    publisher.publishConfirmed(TO_Q, message(), soon()).await(soon());
    publish(TO_Q, "second");
    broker.faults().refusePublishes();

    assertThat(nextTold()).isEqualTo("first handled");
    assertThat(nextTold()).isEqualTo("second handled");
    assertThat(publisher.publishConfirmed(TO_Q, message(), soon()))
        .satisfies(refused -> ChannelsTest.assertKind(Kind.NACKED, () -> refused.await(soon())));
  }
}
