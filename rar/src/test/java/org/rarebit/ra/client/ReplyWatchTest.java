package org.rarebit.ra.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.ConsumerChannel;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.ThreadRole;
import org.rarebit.ra.wire.Queue;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.network.NetworkFault;
import org.rarebit.testkit.network.NetworkProxy;

class ReplyWatchTest {

  private static final Queue CLASSIC = new Queue("q", false, false, Map.of());
  private static final Queue QUORUM = new Queue("q", true, false, Map.of("x-queue-type", "quorum"));
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Questions to be asked, on a thread that may wait. */
  private final List<Runnable> questions = new ArrayList<>();

  /** What the timer is to do. */
  private final List<Runnable> later = new ArrayList<>();

  private final List<String> gone = new ArrayList<>();
  private boolean someWait;
  private ReplyWatch watch = watch(null, CLASSIC, PATIENCE);

  private ReplyWatch watch(BrokerLink link, Queue queue, Duration patience) {
    return new ReplyWatch(
        link,
        queue,
        questions::add,
        (delay, task) -> {
          later.add(task);
          return () -> later.remove(task);
        },
        () -> someWait,
        gone::add,
        patience);
  }

  private void periods(int count) {
    for (int i = 0; i < count; i++) {
      List<Runnable> now = List.copyOf(later);
      later.clear();
      now.forEach(Runnable::run);
    }
  }

  @Test
  void whileACallWaitsAndNothingComesTheBrokerIsAsked() {
    watch.called();
    someWait = true;

    periods(2);

    assertThat(questions).hasSize(1);
  }

  @Test
  void whatComesFromTheQueueSparesTheQuestion() {
    watch.called();
    someWait = true;

    for (int period = 0; period < 10; period++) {
      watch.heard();
      periods(1);
    }

    assertThat(questions).isEmpty();
    periods(2);
    assertThat(questions).hasSize(1);
  }

  @Test
  void aReplyThatDoesNotComeInTimeHasItAskedSooner() {
    watch.called();

    watch.suspect();
    periods(1);

    assertThat(questions).hasSize(1);
  }

  @Test
  void aReplyThatDoesNotComeInTimeSaysNothingWhileOthersCome() {
    watch.called();

    watch.suspect();
    watch.heard();
    periods(1);

    assertThat(questions).isEmpty();
  }

  @Test
  void whileAQuestionIsNotAnsweredNoOtherIsAsked() {
    watch.called();
    someWait = true;

    periods(20);

    assertThat(questions).hasSize(1);
  }

  /** As the works of an adapter that is stopped run. */
  @Test
  void onAThreadThatMustNotWaitNothingIsAskedAndTheNextQuestionIsNotHeldUp() {
    watch.called();
    someWait = true;
    periods(2);

    ThreadRole.TIMER.run(questions.remove(0)); // it would need the link, and there is none

    assertThat(gone).isEmpty();
    periods(20);
    assertThat(questions).hasSize(1);
  }

  @Test
  void whenNobodyCallsAnyMoreNothingIsDoneUntilTheNextCall() {
    watch.called();
    periods(60);
    assertThat(later).isEmpty();
    questions.clear();

    watch.called();

    assertThat(later).hasSize(1);
    assertThat(questions).isEmpty();
  }

  @Test
  void whileACallWaitsHoweverLongTheTimerGoesOn() {
    watch.called();
    someWait = true;

    periods(1000);

    assertThat(later).hasSize(1);
  }

  @Test
  void whatHasEndedIsNotLookedAfter() {
    watch.called();
    someWait = true;

    watch.end();
    periods(5);
    watch.called();

    assertThat(later).isEmpty();
    assertThat(questions).isEmpty();
  }

  private static BrokerLink link(String url) throws Exception {
    return BrokerLink.open(BrokerSettings.of(url), "test", Deadline.after(PATIENCE));
  }

  private static Delivery.Sink nobody() {
    return new Delivery.Sink() {
      @Override
      public void deliver(Delivery delivery) {
        // it is not looked at
      }

      @Override
      public void cancelled(String queue) {
        // at the end
      }
    };
  }

  private void ask(int times) {
    someWait = true;
    watch.called();
    while (times > 0) {
      periods(1);
      if (!questions.isEmpty()) {
        questions.remove(0).run();
        times--;
      }
    }
  }

  @Test
  void aQueueThatIsThereAndConsumedFromIsWell() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker().start();
        BrokerLink link = link(broker.url());
        ConsumerChannel channel = link.openConsumer(Deadline.after(PATIENCE))) {
      channel.declare(CLASSIC, Deadline.after(PATIENCE));
      channel.consume("q", true, nobody(), Deadline.after(PATIENCE));
      watch = watch(link, CLASSIC, PATIENCE);

      ask(3);

      assertThat(gone).isEmpty();
    }
  }

  @Test
  void aQueueThatIsNotThereIsGoneAndIsNotLookedAfter() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker().start();
        BrokerLink link = link(broker.url())) {
      watch = watch(link, CLASSIC, PATIENCE);

      ask(1);

      assertThat(gone).singleElement().asString().contains("404", "no queue 'q'");
      periods(5);
      assertThat(questions).isEmpty();
      assertThat(later).isEmpty();
    }
  }

  @Test
  void aQueueWithoutAConsumerIsGone() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker().start();
        BrokerLink link = link(broker.url());
        ConsumerChannel channel = link.openConsumer(Deadline.after(PATIENCE))) {
      channel.declare(CLASSIC, Deadline.after(PATIENCE));
      watch = watch(link, CLASSIC, PATIENCE);

      ask(1);

      assertThat(gone).singleElement().asString().contains("no consumer");
    }
  }

  @Test
  void aQuorumQueueMaySeemToHaveNoConsumerForAWhile() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker().start();
        BrokerLink link = link(broker.url());
        ConsumerChannel channel = link.openConsumer(Deadline.after(PATIENCE))) {
      channel.declare(QUORUM, Deadline.after(PATIENCE));
      watch = watch(link, QUORUM, PATIENCE);

      ask(3);
      assertThat(gone).isEmpty();
      ask(1);

      assertThat(gone).hasSize(1);
    }
  }

  @Test
  void aQueueThatNobodyAnswersForIsGoneIfTheBrokerAnswersOtherwise() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker().start();
        BrokerLink link = link(broker.url());
        ConsumerChannel channel = link.openConsumer(Deadline.after(PATIENCE))) {
      channel.declare(CLASSIC, Deadline.after(PATIENCE));
      broker.mainVhost().stall("q");
      watch = watch(link, CLASSIC, Duration.ofSeconds(2));

      ask(1);

      assertThat(gone).singleElement().asString().contains("in time");
      assertThat(link.isOpen()).isTrue();
    }
  }

  @Test
  void aBrokerThatAnswersNothingSaysNothingAboutTheQueue() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker().start();
        NetworkProxy network = new NetworkProxy(broker.port());
        BrokerLink link = link("rabbit://guest:guest@127.0.0.1:" + network.port() + "/")) {
      watch = watch(link, CLASSIC, Duration.ofMillis(200));
      network.become(NetworkFault.HALF_OPEN);

      ask(2);

      assertThat(gone).isEmpty();
    }
  }
}
