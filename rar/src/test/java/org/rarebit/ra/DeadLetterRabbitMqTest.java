package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RpcConnection;
import org.rarebit.ra.broker.LinkMXBean;
import org.rarebit.ra.inbound.ActivationMXBean;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.server.DeadLetter;
import org.rarebit.ra.server.DeadLetterOutcome;
import org.rarebit.ra.server.DeadLetterQueueMXBean;

/** Dead letters in the queues of RabbitMQ, which have an order and limits of their own. */
class DeadLetterRabbitMqTest extends RabbitMqFixture {

  private static final int LIMIT = 4;
  private static final String NAME = "(?s).*\"event_type\": \"(\\w+)\".*";

  private Hearing hearing;

  /** Events that have died, in a queue that counts deliveries if it is a quorum queue. */
  private DeadLetterQueueMXBean dead(String type, String url, String... events) throws Exception {
    Map<String, Object> arguments =
        type.equals("quorum")
            ? Map.of("x-queue-type", type, "x-delivery-limit", LIMIT)
            : Map.of("x-queue-type", type);
    channel.queueDeclare(topic + ".dead", true, false, false, arguments);
    AdapterFixture adapter = start(url, bean -> {});
    hearing = Hearing.start(adapter, mortal(), DeadLetterRabbitMqTest::fail);
    ActivationMXBean shown = Beans.activation(EarBean.class);
    Beans.eventually(() -> shown.getState().equals("ACTIVE"));
    try (RpcConnection connection = adapter.connect()) {
      for (String event : events) {
        connection.notifier("test").withTopics(topic).info(event, Map.of());
        assertThat(heard(1)).containsExactly(event);
      }
    }
    Beans.eventually(() -> shown.getDead() == events.length);
    await(() -> messages(topic + ".info") == 0); // acknowledgements are late
    hearing.desk().answer = any -> NotificationResult.HANDLED;
    return Beans.all("DeadLetterQueue", DeadLetterQueueMXBean.class).get(0);
  }

  private NotificationActivationSpec mortal() {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setTopics(topic);
    spec.setPriorities("info");
    spec.setOnException("REJECT");
    spec.setMaxConcurrency(1); // so that they die in their order
    spec.setDeadLetterQueue(topic + ".dead");
    spec.setDeclareDeadLetters(false);
    return spec;
  }

  /** Letters that died in the queue that the bean hears. */
  private void bury(List<String> events) throws Exception {
    channel.confirmSelect();
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .contentType("application/json")
            .headers(Map.of("x-rarebit-queue", topic + ".info"))
            .build();
    for (String event : events) {
      String body = "{\"priority\": \"INFO\", \"event_type\": \"" + event + "\", \"payload\": 1}";
      channel.basicPublish("", topic + ".dead", properties, body.getBytes(StandardCharsets.UTF_8));
    }
    channel.waitForConfirmsOrDie(30_000);
  }

  private static NotificationResult fail(Notification notification) {
    throw new IllegalStateException("not this one");
  }

  private List<String> heard(int count) throws Exception {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Notification next = hearing.desk().next();
      assertThat(next).as("after %s", events).isNotNull();
      events.add(next.eventType());
    }
    return events;
  }

  /** RabbitMQ's own list of queues is seconds late for some. */
  private long ready(String queue) throws Exception {
    return channel.messageCount(topic + "." + queue);
  }

  private static List<String> names(DeadLetterQueueMXBean queue) {
    return queue.list(1000).stream().map(DeadLetter::getName).toList();
  }

  private static void assertDone(DeadLetterOutcome outcome, int done) {
    assertThat(outcome.getProblem()).isNull();
    assertThat(outcome.isComplete()).isTrue();
    assertThat(outcome.getDone()).isEqualTo(done);
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "quorum"})
  void lettersThatAreLookedAtMoreOftenThanTheLimitAllowsStayInTheirOrder(String type)
      throws Exception {
    DeadLetterQueueMXBean queue = dead(type, node.url(), "a", "b", "c");

    for (int looks = 0; looks < 3 * LIMIT; looks++) {
      assertThat(names(queue)).as("after %d looks", looks).containsExactly("a", "b", "c");
    }

    assertThat(ready("dead")).isEqualTo(3);
    assertDone(queue.putBackAll(), 3);
    assertThat(heard(3)).containsExactly("a", "b", "c");
    assertThat(ready("dead")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "quorum"})
  void whatIsNotMeantKeepsItsPlace(String type) throws Exception {
    DeadLetterQueueMXBean queue = dead(type, node.url(), "a1", "b1", "a2", "b2", "a3");

    assertDone(queue.putBackSome("b*", 0, 10), 2);

    assertThat(heard(2)).containsExactly("b1", "b2");
    assertThat(names(queue)).containsExactly("a1", "a2", "a3");
    assertDone(queue.dropSome("a2", 0, 10), 1);
    assertThat(names(queue)).containsExactly("a1", "a3");
  }

  /** At least once: both queues have it, and neither has lost one. */
  @ParameterizedTest
  @ValueSource(strings = {"classic", "quorum"})
  void aLinkThatEndsBetweenTheConfirmAndTheAcknowledgementLosesNothing(String type)
      throws Exception {
    try (MethodTap tap = new MethodTap(node.port())) {
      DeadLetterQueueMXBean queue = dead(type, tap.url(), "a", "b");
      ActivationMXBean shown = Beans.activation(EarBean.class);
      shown.pause(); // so that the letter's is the only acknowledgement
      tap.cutAt(AMQP.Basic.Ack.class);

      DeadLetterOutcome outcome = queue.putBackAll();

      assertThat(outcome.isComplete()).isFalse();
      assertThat(outcome.getProblem()).isNotBlank();
      await(() -> ready("dead") == 2);
      assertThat(ready("info")).isEqualTo(1);
      Beans.eventually(
          () ->
              Beans.namesWhere("Link", LinkMXBean.class, link -> link.getState().equals("OPEN"))
                  .isEmpty());
      tap.cutAt(null);
      tap.mend();
      assertDone(queue.putBackAll(), 2);
      shown.resume();
      assertThat(heard(2)).as("the one that came twice is heard once").containsExactly("a", "b");
      await(() -> messages(topic + ".info") == 0);
      assertThat(ready("dead")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "quorum"})
  void visitsOfTwoAdaptersTakeTurnsSoThatNothingIsLostDoubledOrOvertaken(String type)
      throws Exception {
    dead(type, node.url());
    Hearing.start(start(node.url(), bean -> {}), mortal());
    List<DeadLetterQueueMXBean> adapters =
        Beans.all("DeadLetterQueue", DeadLetterQueueMXBean.class);
    assertThat(adapters).hasSize(2);
    Beans.activations(EarBean.class).forEach(ActivationMXBean::pause);
    List<String> events = IntStream.range(0, 150).mapToObj(i -> "event" + i).toList();
    bury(events);
    assertThat(names(adapters.get(0))).isEqualTo(events);
    assertDone(adapters.get(1).putBack("no such letter"), 0);

    ExecutorService operators = Executors.newFixedThreadPool(2);
    try {
      List<Future<Integer>> done = new ArrayList<>();
      for (DeadLetterQueueMXBean adapter : adapters) {
        done.add(operators.submit(() -> putBackInPortions(adapter)));
      }
      assertThat(done.get(0).get() + done.get(1).get()).isEqualTo(150);
    } finally {
      operators.shutdownNow();
    }

    List<String> back = new ArrayList<>();
    for (GetResponse next = take(); next != null; next = take()) {
      back.add(new String(next.getBody(), StandardCharsets.UTF_8).replaceAll(NAME, "$1"));
    }
    assertThat(back).isEqualTo(events);
    await(() -> messages(topic + ".dead") == 0); // a quorum queue tells its length out of turn
  }

  private static int putBackInPortions(DeadLetterQueueMXBean queue) throws Exception {
    int done = 0;
    AtomicReference<DeadLetterOutcome> last = new AtomicReference<>();
    do {
      await(
          () -> {
            try {
              last.set(queue.putBackSome("*", 0, 20));
              return true;
            } catch (IllegalStateException e) {
              assertThat(e).hasMessageContaining("through another adapter: try again");
              return false;
            }
          });
      done += last.get().getDone();
    } while (last.get().getDone() > 0);
    return done;
  }

  private GetResponse take() throws Exception {
    return channel.basicGet(topic + ".info", true);
  }

  @Test
  void whoMayNotDeclareLooksAfterThemAllTheSame() throws Exception {
    dead("classic", node.url());
    node.control("add_user", "clerk", "secret");
    node.control("set_permissions", "clerk", "^reply_", ".*", ".*");
    try {
      bury(List.of("a"));
      Hearing.start(
          start(node.url().replace("guest:guest@", "clerk:secret@"), bean -> {}), mortal());
      Beans.eventually(
          () ->
              Beans.activations(EarBean.class).stream()
                  .allMatch(shown -> shown.getState().equals("ACTIVE")));

      for (DeadLetterQueueMXBean queue :
          Beans.all("DeadLetterQueue", DeadLetterQueueMXBean.class)) {
        assertThat(names(queue)).containsExactly("a");
      }
    } finally {
      node.control("delete_user", "clerk");
    }
  }
}
