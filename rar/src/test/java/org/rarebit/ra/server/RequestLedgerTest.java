package org.rarebit.ra.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rarebit.api.RequestContext;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.ConsumerChannel;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.wire.Request;
import org.rarebit.testkit.broker.EmbeddedBroker;

/** What a ledger makes of the events of a message's life, in the orders in which they may come. */
class RequestLedgerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String QUEUE = "requests";

  private final EmbeddedBroker broker = new EmbeddedBroker();
  private final List<String> unanswerable = new ArrayList<>();
  private final RequestLedger ledger =
      new RequestLedger(2, asker -> unanswerable.add(asker.msgId()));
  private final BlockingQueue<Delivery> delivered = new LinkedBlockingQueue<>();
  private BrokerLink link;
  private ConsumerChannel channel;

  @BeforeEach
  void start() throws Exception {
    broker.start();
    try (Connection admin = plain().newConnection("test");
        Channel declaring = admin.createChannel()) {
      declaring.queueDeclare(QUEUE, true, false, false, null);
    }
    link = BrokerLink.open(BrokerSettings.of(broker.url()), "test", Deadline.after(PATIENCE));
    consume();
  }

  @AfterEach
  void stop() {
    link.close();
    broker.close();
  }

  private ConnectionFactory plain() {
    ConnectionFactory plain = new ConnectionFactory();
    plain.setHost("127.0.0.1");
    plain.setPort(broker.port());
    return plain;
  }

  private void consume() throws BrokerException {
    channel = link.openConsumer(Deadline.after(PATIENCE));
    channel.limitUnsettled(10, Deadline.after(PATIENCE));
    channel.consume(
        QUEUE,
        false,
        new Delivery.Sink() {
          @Override
          public void deliver(Delivery delivery) {
            delivered.add(delivery);
          }

          @Override
          public void cancelled(String queue) {}
        },
        Deadline.after(PATIENCE));
  }

  /** A message as its publisher sends it. */
  private Delivery publish() throws Exception {
    try (Connection admin = plain().newConnection("test");
        Channel publishing = admin.createChannel()) {
      publishing.basicPublish("", QUEUE, null, "x".getBytes(StandardCharsets.UTF_8));
      return next();
    }
  }

  private Delivery next() throws InterruptedException {
    Delivery delivery = delivered.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(delivery).isNotNull();
    return delivery;
  }

  /** The channel ends, and what was not settled on it comes once more. */
  private void loseChannel() throws Exception {
    channel.close();
    assertThat(broker.await(PATIENCE, b -> b.unackedCount(QUEUE) == 0)).isTrue();
    consume();
  }

  private void assertAllIsSettled() throws InterruptedException {
    assertThat(
            broker.await(PATIENCE, b -> b.unackedCount(QUEUE) == 0 && b.messageCount(QUEUE) == 0))
        .isTrue();
    assertThat(delivered).isEmpty();
  }

  private static class Answer implements RequestLedger.KeptReply {
    private int sent;
    private final List<String> others = new ArrayList<>();
    private final int bytes;

    Answer(int bytes) {
      this.bytes = bytes;
    }

    @Override
    public int bytes() {
      return bytes;
    }

    @Override
    public void sendAgain() {
      sent++;
    }

    @Override
    public void sendTo(RequestLedger.Asker other) {
      others.add(other.msgId());
    }
  }

  private static RequestLedger.Asker asker(String msgId) {
    return new RequestLedger.Asker(msgId, "answers", "add", 1, 1, null);
  }

  private static RequestLedger.Asker impatient(String msgId) {
    return new RequestLedger.Asker(msgId, "answers", "add", 1, 1, Deadline.after(Duration.ZERO));
  }

  /** One that has run, and whose reply the broker has. */
  private void answered(String id, Answer answer) throws Exception {
    RequestLedger.Entry entry = ledger.arrived(id, publish(), asker("m-" + id));
    assertThat(entry.beginAcknowledged()).isTrue();
    entry.done(answer);
    entry.answered();
  }

  @Test
  void whoAsksTheSameOnceMoreGetsTheSameAnswer() throws Exception {
    Answer answer = new Answer(1);
    answered("a", answer);

    assertThat(ledger.arrived("a", publish(), asker("m2"))).isNull();
    assertThat(ledger.arrived("a", publish(), asker("m3"))).isNull();

    assertThat(answer.others).containsExactly("m2", "m3");
    assertThat(answer.sent).isZero();
    assertAllIsSettled();
  }

  @Test
  void theFirstCallDeliveredAgainIsNoOther() throws Exception {
    Answer answer = new Answer(1);
    answered("a", answer);

    assertThat(ledger.arrived("a", publish(), asker("m-a"))).isNull();

    assertThat(answer.others).isEmpty();
    assertThat(answer.sent).isZero();
  }

  @Test
  void whoAsksTheSameWhileItRunsIsAnsweredWithTheFirst() throws Exception {
    Answer answer = new Answer(1);
    RequestLedger.Entry entry = ledger.arrived("a", publish(), asker("m1"));
    assertThat(ledger.arrived("a", publish(), asker("m2"))).isNull();
    assertThat(entry.beginAcknowledged()).isTrue();
    assertThat(ledger.arrived("a", publish(), asker("m3"))).isNull();
    assertThat(ledger.arrived("a", publish(), asker("m3"))).as("delivered again").isNull();
    assertThat(ledger.arrived("a", publish(), impatient("m4"))).isNull();
    assertThat(answer.others).isEmpty();

    entry.done(answer);

    assertThat(answer.others).containsExactly("m2", "m3");
    assertAllIsSettled();
  }

  /** For a call that has come: tells when what is done for it ends. */
  private void watch(String msgId, List<String> ended) {
    ledger.untilItLeaves("a", asker(msgId), () -> ended.add(msgId));
  }

  private RequestLedger.Entry joined(List<String> ended) throws Exception {
    RequestLedger.Entry entry = ledger.arrived("a", publish(), asker("m1"));
    assertThat(ledger.arrived("a", publish(), asker("m2"))).isNull();
    watch("m2", ended);
    assertThat(ended).isEmpty();
    return entry;
  }

  @Test
  void whatIsDoneForWhoHasJoinedEndsBeforeItsAnswer() throws Exception {
    List<String> events = new ArrayList<>();
    RequestLedger.Entry entry = joined(events);
    assertThat(entry.beginAcknowledged()).isTrue();
    assertThat(events).isEmpty();

    entry.done(
        new Answer(1) {
          @Override
          public void sendTo(RequestLedger.Asker other) {
            events.add("answer to " + other.msgId());
          }
        });

    assertThat(events).containsExactly("m2", "answer to m2");
  }

  private static List<Consumer<RequestLedger.Entry>> releases() {
    return List.of(
        RequestLedger.Entry::giveBack,
        RequestLedger.Entry::tryAgain,
        RequestLedger.Entry::reject,
        entry -> assertThat(entry.expired()).isFalse());
  }

  @ParameterizedTest
  @MethodSource("releases")
  void itEndsAsWellIfTheEntryIsReleased(Consumer<RequestLedger.Entry> release) throws Exception {
    List<String> ended = new ArrayList<>();
    RequestLedger.Entry entry = joined(ended);

    release.accept(entry);

    assertThat(ended).containsExactly("m2");
  }

  @Test
  void itEndsIfNobodyCouldBeginItAnyMore() throws Exception {
    for (Predicate<RequestLedger.Entry> begin :
        List.<Predicate<RequestLedger.Entry>>of(
            RequestLedger.Entry::begin, RequestLedger.Entry::beginAcknowledged)) {
      List<String> ended = new ArrayList<>();
      RequestLedger.Entry entry = joined(ended);
      loseChannel();
      next().ack();
      next().ack();

      assertThat(begin.test(entry)).isFalse();

      assertThat(ended).containsExactly("m2");
    }
  }

  @Test
  void itEndsAtOnceForWhoHasNotJoined() throws Exception {
    List<String> ended = new ArrayList<>();
    watch("nothing runs", ended);
    RequestLedger.Entry entry = ledger.arrived("a", publish(), asker("m1"));
    watch("m1", ended); // the first one, delivered again
    assertThat(ledger.arrived("a", publish(), others().get(0))).isNull();
    watch("other method", ended);
    assertThat(entry.beginAcknowledged()).isTrue();
    entry.done(new Answer(1));
    assertThat(ledger.arrived("a", publish(), asker("m2"))).isNull();
    watch("m2", ended);

    assertThat(ended).containsExactly("nothing runs", "m1", "other method", "m2");
  }

  @Test
  void itEndsForWhoIsDeliveredAgainOrHasToMakeRoom() throws Exception {
    List<String> ended = new ArrayList<>();
    RequestLedger.Entry entry = joined(ended);
    assertThat(ledger.arrived("a", publish(), asker("m2"))).isNull();
    assertThat(ended).containsExactly("m2");
    watch("m2", ended);
    assertThat(entry.beginAcknowledged()).isTrue();
    for (int i = 0; i < 16; i++) {
      assertThat(ended).hasSize(1);
      assertThat(ledger.arrived("a", publish(), asker("n" + i))).isNull();
    }

    assertThat(ended).containsExactly("m2", "m2");
    entry.done(new Answer(1));
    assertThat(ended).hasSize(2);
  }

  @Test
  void ofVeryManyWhoAskTheSameTheLastAreAnswered() throws Exception {
    Answer answer = new Answer(1);
    RequestLedger.Entry entry = ledger.arrived("a", publish(), asker("m"));
    assertThat(entry.beginAcknowledged()).isTrue();
    for (int i = 1; i <= 100; i++) {
      assertThat(ledger.arrived("a", publish(), asker("m" + i))).isNull();
    }

    entry.done(answer);

    assertThat(answer.others).hasSize(16).endsWith("m99", "m100");
  }

  @Test
  void whoAsksForAnAnswerThatIsNotThereIsTold() throws Exception {
    RequestLedger.Entry cast = ledger.arrived("a", publish());
    assertThat(cast.beginAcknowledged()).isTrue();
    cast.done(null);
    answered("b", new Answer(2 * 1024 * 1024)); // too large to be kept

    assertThat(ledger.arrived("a", publish(), asker("m1"))).isNull();
    assertThat(ledger.arrived("b", publish(), asker("m2"))).isNull();
    assertThat(ledger.arrived("b", publish(), impatient("m3"))).isNull();

    assertThat(unanswerable).containsExactly("m1", "m2");
    assertAllIsSettled();
  }

  @Test
  void answersAreKeptWithinALimitOfBytesTheNewestOnes() throws Exception {
    RequestLedger many = new RequestLedger(100, asker -> unanswerable.add(asker.msgId()));
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(new Answer(1024 * 1024));
      RequestLedger.Entry entry = many.arrived("id" + i, publish(), asker("m"));
      entry.done(answers.get(i));
      entry.answered();
    }

    for (int i = 0; i < 20; i++) {
      assertThat(many.arrived("id" + i, publish(), asker("again" + i))).isNull();
      assertThat(answers.get(i).others).hasSize(i < 12 ? 0 : 1);
    }
    assertThat(unanswerable).hasSize(12);
  }

  private static List<RequestLedger.Asker> others() {
    return List.of(
        new RequestLedger.Asker("other method", "answers", "subtract", 1, 1, null),
        new RequestLedger.Asker("other arguments", "answers", "add", 2, 1, null),
        new RequestLedger.Asker("other context", "answers", "add", 1, 2, null));
  }

  @Test
  void whoAsksForSomethingElseGetsNoAnswerOfAnother() throws Exception {
    Answer answer = new Answer(1);
    answered("a", answer);

    for (RequestLedger.Asker other : others()) {
      assertThat(ledger.arrived("a", publish(), other)).isNull();
    }

    assertThat(answer.others).isEmpty();
    assertThat(unanswerable).containsExactly("other method", "other arguments", "other context");
    assertAllIsSettled();
  }

  /** The one id is an order's number, for example. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"amount\":\"1P\"} | {} | {\"amount\":\"21\"} | {}",
        "{\"a\":\"P\"} | {} | {\"b\":\"1\"} | {}",
        "{} | {\"user\":\"user\"} | {} | {\"admin\":\"admin\"}",
        "{} | {\"user\":\"admin\"} | {} | {\"admin\":\"user\"}",
      })
  void whoAsksForWhatOnlyLooksTheSameGetsNoAnswerOfAnother(
      String args, String context, String otherArgs, String otherContext) throws Exception {
    Answer answer = new Answer(1);
    RequestLedger.Entry entry = ledger.arrived("a", publish(), asking("m1", args, context));
    entry.beginAcknowledged();
    entry.done(answer);

    ledger.arrived("a", publish(), asking("same", args, context));
    ledger.arrived("a", publish(), asking("other", otherArgs, otherContext));

    assertThat(answer.others).containsExactly("same");
    assertThat(unanswerable).containsExactly("other");
  }

  private static RequestLedger.Asker asking(String msgId, String args, String context)
      throws Exception {
    JsonMapper json = new JsonMapper();
    Map<String, Object> entries = json.readValue(context, new TypeReference<>() {});
    return RequestLedger.Asker.of(
        new Request<>(
            "pay",
            json.readTree(args),
            null,
            "1.0",
            msgId,
            "answers",
            null,
            "a",
            RequestContext.of(entries)),
        null);
  }

  /** Nor does it wait for that: its message is settled, so that it cannot run after all. */
  @Test
  void whoAsksForSomethingElseIsToldSoAtOnce() throws Exception {
    RequestLedger.Entry entry = ledger.arrived("a", publish(), asker("m1"));
    for (RequestLedger.Asker other : others()) {
      assertThat(ledger.arrived("a", publish(), other)).isNull();
    }
    assertThat(unanswerable).containsExactly("other method", "other arguments", "other context");
    assertThat(broker.await(PATIENCE, b -> b.unackedCount(QUEUE) == 1)).isTrue();

    Answer answer = new Answer(1);
    assertThat(entry.beginAcknowledged()).isTrue();
    entry.done(answer);
    assertThat(answer.others).isEmpty();
    assertThat(unanswerable).hasSize(3);
    assertAllIsSettled();
  }

  /** It had been found expired when the second call joined it. */
  @Test
  void whoCallsAgainWhileTheFirstExpiresHasItRun() throws Exception {
    RequestLedger.Entry entry = ledger.arrived("a", publish(), impatient("m1"));
    assertThat(entry.isAwaited()).isFalse();
    assertThat(ledger.arrived("a", publish(), asker("m2"))).isNull();

    assertThat(entry.expired()).isFalse();

    RequestLedger.Entry again = ledger.arrived("a", next(), impatient("m1"));
    assertThat(ledger.arrived("a", next(), asker("m2"))).isNull();
    assertThat(again.isAwaited()).isTrue();
    assertThat(again.beginAcknowledged()).isTrue();
    assertAllIsSettled();
  }

  @Test
  void oneThatExpiredBeforeItBeganRunsForWhoCallsAgain() throws Exception {
    RequestLedger.Entry entry = ledger.arrived("a", publish(), impatient("m1"));
    assertThat(entry.isAwaited()).isFalse();
    assertThat(entry.expired()).isTrue();

    RequestLedger.Entry again = ledger.arrived("a", publish(), asker("m2"));
    assertThat(again).isNotNull();
    assertThat(again.beginAcknowledged()).isTrue();
    assertAllIsSettled();
  }

  @Test
  void oneThatSomebodyHasAskedForSinceIsAwaited() throws Exception {
    RequestLedger.Entry entry = ledger.arrived("a", publish(), impatient("m1"));
    ledger.arrived("a", publish(), impatient("m2"));
    assertThat(entry.isAwaited()).isFalse();

    ledger.arrived("a", publish(), asker("m3"));

    assertThat(entry.isAwaited()).isTrue();
  }

  @Test
  void oneWithoutAnIdIsAlwaysNew() throws Exception {
    assertThat(ledger.arrived(null, publish())).isNotNull();
    assertThat(ledger.arrived(null, publish())).isNotNull();
  }

  @Test
  void withoutAWindowNoIdIsLookedAt() throws Exception {
    RequestLedger none = new RequestLedger(0);
    assertThat(none.arrived("a", publish())).isNotNull();
    assertThat(none.arrived("a", publish())).isNotNull();
  }

  @Test
  void oneThatIsPublishedTwiceBeginsOnceAndBothAreAcknowledged() throws Exception {
    RequestLedger.Entry entry = ledger.arrived("a", publish());
    assertThat(ledger.arrived("a", publish())).isNull();

    assertThat(entry.beginAcknowledged()).isTrue();
    entry.done(null);

    assertAllIsSettled();
  }

  @Test
  void waitingItsChannelIsLostAndItsNextDeliveryIsThere() throws Exception {
    RequestLedger.Entry entry = ledger.arrived("a", publish());
    loseChannel();
    assertThat(ledger.arrived("a", next())).isNull();

    assertThat(entry.beginAcknowledged()).as("by its next delivery").isTrue();
    entry.done(null);

    assertAllIsSettled();
  }

  @Test
  void waitingItsChannelIsLostAndItsNextDeliveryComesWhenItWasToBegin() throws Exception {
    RequestLedger.Entry entry = ledger.arrived("a", publish());
    loseChannel();

    assertThat(entry.beginAcknowledged()).as("nobody could settle it").isFalse();
    RequestLedger.Entry again = ledger.arrived("a", next());
    assertThat(again).isNotNull();
    assertThat(again.beginAcknowledged()).isTrue();
    again.done(null);

    assertAllIsSettled();
  }

  @Test
  void theSameIfItIsAcknowledgedAfterwards() throws Exception {
    RequestLedger.Entry entry = ledger.arrived("a", publish());
    loseChannel();

    assertThat(entry.begin()).isFalse();
    RequestLedger.Entry again = ledger.arrived("a", next());
    assertThat(again.begin()).isTrue();
    again.done(null);

    assertAllIsSettled();
  }

  @Test
  void theOldCopyComesAfterTheNewOneHasBegun() throws Exception {
    Delivery old = publish();
    loseChannel();
    RequestLedger.Entry entry = ledger.arrived("a", next());
    assertThat(entry.beginAcknowledged()).isTrue();

    assertThat(ledger.arrived("a", old)).isNull();
    entry.done(null);

    assertAllIsSettled();
  }

  @Test
  void runningItIsDeliveredAgainAndTheNextDeliveryIsAcknowledgedWithIt() throws Exception {
    RequestLedger.Entry entry = ledger.arrived("a", publish());
    assertThat(entry.begin()).isTrue();
    loseChannel();

    assertThat(ledger.arrived("a", next())).as("it runs").isNull();
    assertThat(broker.unackedCount(QUEUE)).isEqualTo(1);
    assertThat(entry.done(null)).isTrue();

    assertAllIsSettled();
  }

  @Test
  void finishedItIsDeliveredAgainAndAnsweredAgain() throws Exception {
    Answer answer = new Answer(1);
    RequestLedger.Entry entry = ledger.arrived("a", publish());
    assertThat(entry.begin()).isTrue();
    loseChannel();
    assertThat(entry.done(answer)).as("acknowledged").isFalse();

    assertThat(ledger.arrived("a", next())).isNull();

    assertThat(answer.sent).isEqualTo(1);
    assertAllIsSettled();
  }

  @Test
  void onceTheBrokerHasItsReplyItIsNotSentAgain() throws Exception {
    Answer answer = new Answer(1);
    RequestLedger.Entry entry = ledger.arrived("a", publish());
    assertThat(entry.begin()).isTrue();
    entry.done(answer);
    entry.answered();

    assertThat(ledger.arrived("a", publish())).isNull();

    assertThat(answer.sent).isZero();
    assertAllIsSettled();
  }

  @Test
  void oneThatFailedComesAgainAndBeginsAgain() throws Exception {
    RequestLedger.Entry entry = ledger.arrived("a", publish());
    assertThat(entry.begin()).isTrue();
    entry.tryAgain();

    RequestLedger.Entry again = ledger.arrived("a", next());
    assertThat(again).isNotNull();
    assertThat(again.begin()).isTrue();
    again.done(null);

    assertAllIsSettled();
  }

  @Test
  void whatIsGivenBackBeginsAgainWithAllItsDeliveries() throws Exception {
    RequestLedger.Entry entry = ledger.arrived("a", publish());
    assertThat(ledger.arrived("a", publish())).isNull();
    entry.giveBack();

    RequestLedger.Entry again = ledger.arrived("a", next());
    assertThat(again).isNotNull();
    assertThat(ledger.arrived("a", next())).isNull();
    assertThat(again.beginAcknowledged()).isTrue();

    assertAllIsSettled();
  }

  @Test
  void thoseThatAreDoneAreRememberedUpToTheWindow() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      RequestLedger.Entry entry = ledger.arrived(id, publish());
      assertThat(entry.beginAcknowledged()).isTrue();
      entry.done(null);
    }

    assertThat(ledger.remembered()).isEqualTo(2);
    assertThat(ledger.arrived("a", publish())).as("forgotten").isNotNull();
    assertThat(ledger.arrived("c", publish())).isNull();
  }

  @Test
  void repliesAreKeptWithinALimitOfBytes() throws Exception {
    Answer first = new Answer(10 * 1024 * 1024);
    Answer second = new Answer(10 * 1024 * 1024);
    ledger.arrived("a", publish()).done(first);
    ledger.arrived("b", publish()).done(second);

    assertThat(ledger.arrived("a", publish())).isNull();
    assertThat(ledger.arrived("b", publish())).isNull();

    assertThat(first.sent).as("too old").isZero();
    assertThat(second.sent).isEqualTo(1);
  }

  @Test
  void anIdOfAnyLengthTakesLittle() {
    String id = "x".repeat(1_000_000);

    assertThat(RequestLedger.keyOf(id))
        .hasSizeLessThan(256)
        .isNotEqualTo(RequestLedger.keyOf(id + 1));
    assertThat(RequestLedger.keyOf("é".repeat(200))).startsWith("#");
    assertThat(RequestLedger.keyOf("é".repeat(100))).isEqualTo("é".repeat(100));
  }
}
