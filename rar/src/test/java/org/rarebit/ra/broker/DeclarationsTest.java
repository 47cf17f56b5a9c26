package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.AMQImpl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.ra.LoggedLines;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Binding;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Queue;
import org.rarebit.testkit.broker.EmbeddedBroker;

class DeclarationsTest {

  private final EmbeddedBroker broker = new EmbeddedBroker();
  private BrokerLink link;

  @BeforeEach
  void start() throws Exception {
    broker.start();
    link = BrokerLink.open(BrokerSettings.of(broker.url()), "test", soon());
  }

  @AfterEach
  void stop() {
    link.close();
    broker.close();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(20));
  }

  private static Queue queue(String name) {
    return new Queue(name, false, false, Map.of());
  }

  @Test
  void allAreDeclaredTogether() throws Exception {
    Declarations.ensureAll(
        link,
        List.of(new Exchange("x", "topic", false, false)),
        List.of(queue("a"), queue("b")),
        List.of(new Binding("a", "x", "key"), new Binding("b", "x", "key")),
        soon());

    assertThat(broker.exchangeNames()).contains("x");
    assertThat(broker.queueNames()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void whatExistsWithOtherSettingsIsUsedAmongAll() throws Exception {
    Declarations.ensure(link, new Queue("a", true, false, Map.of()), soon());

    Declarations.ensureAll(
        link,
        List.of(new Exchange("x", "topic", false, false)),
        List.of(queue("a"), queue("b")),
        List.of(new Binding("a", "x", "key"), new Binding("b", "x", "key")),
        soon());

    assertThat(broker.queueNames()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void whatIsMissingIsTold() {
    assertThatThrownBy(
            () ->
                Declarations.ensureAll(
                    link,
                    List.of(),
                    List.of(queue("a")),
                    List.of(new Binding("a", "nowhere", "key")),
                    soon()))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.replyCode()).isEqualTo(404));
  }

  @Test
  void aQueueThatCannotBeHadIsReplacedByOneOfAnotherName() throws Exception {
    QueueIds ids = QueueIds.numbered("host", "process");
    OwnQueue first = OwnQueue.claim(link, ids, id -> queue("reply_" + id), soon());

    OwnQueue second;
    try (LoggedLines log = LoggedLines.of(OwnQueue.class.getName())) {
      second = first.replace(link, soon());

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains(first.name() + " cannot be had and is replaced by " + second.name());
    }

    assertThat(second.name()).isNotEqualTo(first.name());
    assertThat(broker.queueNames()).contains(first.name()); // until the second one is bound
    second.deleteReplaced(link, soon());
    assertThat(broker.await(Duration.ofSeconds(20), all -> all.queueNames().size() == 1)).isTrue();
    assertThat(broker.queueNames()).containsExactly(second.name());
  }

  @Test
  void aQueueThatNobodyAnswersForIsNotWaitedForAndItsNameNotTakenAgain() throws Exception {
    QueueIds ids = QueueIds.numbered("host", "process");
    OwnQueue first = OwnQueue.claim(link, ids, id -> queue("reply_" + id), soon());
    assertThat(first.declareAgain(link, soon())).isTrue();
    broker.mainVhost().stall(first.name());

    assertThat(first.declareAgain(link, soon())).isFalse();
    first.close();
    OwnQueue second = OwnQueue.claim(link, ids, id -> queue("reply_" + id), soon());

    assertThat(second.name()).isNotEqualTo(first.name());
  }

  @Test
  void aQueueThatIsDownIsToldFromOneThatIsNotThere() {
    assertThat(refusal("NOT_FOUND - no queue 'q' in vhost '/'").isQueueDown()).isFalse();
    assertThat(
            refusal("NOT_FOUND - queue 'q' in vhost '/' process is stopped by supervisor")
                .isQueueDown())
        .isTrue();
    assertThat(
            refusal(
                    "NOT_FOUND - home node 'rabbit@one' of durable queue 'q' in vhost '/' is down"
                        + " or inaccessible")
                .isQueueDown())
        .isTrue();
  }

  private static BrokerException refusal(String words) {
    return new BrokerException(
        Kind.CHANNEL,
        "not declared",
        new ShutdownSignalException(
            false, false, new AMQImpl.Channel.Close(404, words, 50, 10), null));
  }
}
