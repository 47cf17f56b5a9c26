package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.Notifier;
import org.rarebit.api.RpcConnection;
import org.rarebit.ra.inbound.NotificationActivationSpec;

/** Queues that the embedded broker does not have, as sources of notifications. */
class NotificationRabbitMqTest extends RabbitMqFixture {

  private NotificationActivationSpec spec() {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setTopics(topic);
    spec.setPriorities("info");
    spec.setRequeueDelayMillis(100L);
    return spec;
  }

  private NotificationActivationSpec stream(String offset) {
    NotificationActivationSpec spec = spec();
    spec.setPool(topic + ".stream");
    spec.setStreamOffset(offset);
    return spec;
  }

  /** Activates a bean and waits until it, and all others, consume. */
  private static Hearing hear(AdapterFixture adapter, NotificationActivationSpec spec)
      throws Exception {
    Hearing hearing = Hearing.start(adapter, spec);
    awaitActive(EarBean.class);
    return hearing;
  }

  private static void awaitActive(Class<?> bean) {
    Beans.eventually(
        () ->
            Beans.activations(bean).stream().allMatch(shown -> shown.getState().equals("ACTIVE")));
  }

  private void send(AdapterFixture adapter, String... events) throws Exception {
    try (RpcConnection connection = adapter.connect()) {
      for (String event : events) {
        connection.notifier("test").withTopics(topic).info(event, Map.of());
      }
    }
  }

  private static List<String> heard(Hearing hearing, int count) throws Exception {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Notification next = hearing.desk().next();
      assertThat(next).as("after %s", events).isNotNull();
      events.add(next.eventType());
    }
    return events;
  }

  private boolean exists(String queue) throws Exception {
    try (Channel own = admin.createChannel()) {
      own.queueDeclarePassive(queue);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aQuorumQueueCountsTheDeliveriesOfOtherListenersToo() throws Exception {
    AdapterFixture first = start(node.url(), bean -> bean.setQuorumQueues(true));
    Hearing failing = hear(first, spec());
    failing.desk().answer = n -> NotificationResult.REQUEUE;
    send(first, "poison");
    heard(failing, 3);
    failing.stop(first);

    AdapterFixture second = start(node.url(), bean -> bean.setQuorumQueues(true));
    NotificationActivationSpec limited = spec();
    limited.setRedeliveryLimit(3);
    limited.setDeadLetterQueue(topic + ".dead");
    Hearing other = Hearing.start(second, limited, n -> NotificationResult.REQUEUE);

    await(() -> exists(topic + ".dead") && channel.messageCount(topic + ".dead") == 1);
    GetResponse dead = channel.basicGet(topic + ".dead", true);
    Object deliveries = dead.getProps().getHeaders().get("x-rarebit-deliveries");
    assertThat((Integer) deliveries).isBetween(4, 6);
    assertThat(other.desk().calls.get()).as("not four more").isLessThan(4);
    await(() -> channel.messageCount(topic + ".info") == 0);
  }

  @Test
  void aQuorumQueuesOwnLimitEndsRedeliveriesAsWell() throws Exception {
    AdapterFixture adapter =
        start(
            node.url(),
            bean -> {
              bean.setQuorumQueues(true);
              bean.setQuorumDeliveryLimit(2L);
            });
    Hearing hearing = hear(adapter, spec());
    hearing.desk().answer =
        n ->
            n.eventType().equals("poison")
                ? NotificationResult.REQUEUE
                : NotificationResult.HANDLED;

    send(adapter, "poison");
    assertThat(heard(hearing, 3)).containsOnly("poison");
    send(adapter, "fine");

    assertThat(heard(hearing, 1)).containsExactly("fine");
    await(() -> messages(topic + ".info") == 0);
    assertThat(hearing.desk().calls).hasValue(4);
  }

  @Test
  void eachListenerReadsAStreamFromWhereItIsToldTo() throws Exception {
    AdapterFixture adapter = start(node.url(), bean -> {});
    Hearing maker = hear(adapter, stream("first"));
    send(adapter, "one", "two");
    assertThat(heard(maker, 2)).containsExactlyInAnyOrder("one", "two");
    maker.stop(adapter);
    Instant between = Instant.now();

    Hearing again = hear(adapter, stream("first"));
    assertThat(heard(again, 2)).containsExactlyInAnyOrder("one", "two");
    again.stop(adapter);

    Hearing second = hear(adapter, stream("1"));
    assertThat(heard(second, 1)).containsExactly("two");
    second.stop(adapter);

    Hearing late = hear(adapter, stream("next"));
    send(adapter, "three");
    assertThat(heard(late, 1)).containsExactly("three");
    late.stop(adapter);

    Hearing since = hear(adapter, stream(between.toString()));
    List<String> events = heard(since, 1);
    while (!events.contains("three")) { // chunks of messages have a time, not messages
      events.addAll(heard(since, 1));
    }
  }

  @Test
  void aStreamTakesNothingBackSoItIsHeardAgainFromHere() throws Exception {
    AdapterFixture adapter = start(node.url(), bean -> {});
    NotificationActivationSpec spec = stream("first");
    spec.setRedeliveryLimit(5);
    spec.setDeadLetterQueue(topic + ".dead");
    AtomicInteger left = new AtomicInteger(2);
    Hearing hearing = hear(adapter, spec);
    hearing.desk().answer =
        n -> {
          if (n.eventType().equals("poison")
              || (n.eventType().equals("flaky") && left.getAndDecrement() > 0)) {
            throw new IllegalStateException("not now");
          }
          return NotificationResult.HANDLED;
        };

    send(adapter, "flaky");
    assertThat(heard(hearing, 3)).containsOnly("flaky");
    send(adapter, "poison");
    assertThat(heard(hearing, 6)).containsOnly("poison");

    await(() -> exists(topic + ".dead") && channel.messageCount(topic + ".dead") == 1);
    send(adapter, "fine");
    assertThat(heard(hearing, 1)).containsExactly("fine");
  }

  @Test
  void aStreamGoesOnWhereItWasAfterTheConnectionWasLost() throws Exception {
    try (MethodTap tap = new MethodTap(node.port())) {
      AdapterFixture adapter = start(tap.url(), bean -> {});
      AdapterFixture sender = start(node.url(), bean -> {});
      Hearing hearing = hear(adapter, stream("first"));
      send(sender, "one", "two");
      assertThat(heard(hearing, 2)).containsExactlyInAnyOrder("one", "two");

      tap.cut();
      tap.mend();
      send(sender, "three");

      assertThat(heard(hearing, 1)).containsExactly("three");
      assertThat(hearing.desk().calls).hasValue(3);
    }
  }

  @Test
  void batchesComeFromAStream() throws Exception {
    AdapterFixture adapter = start(node.url(), bean -> {});
    NotificationActivationSpec spec = stream("first");
    spec.setBatchSize(3);
    spec.setBatchTimeoutMillis(0L);
    spec.setMaxConcurrency(1);
    BatchBean.Desk desk = new BatchBean.Desk();
    adapter
        .container()
        .activate(spec, adapter.container().endpoints(BatchBean.class, () -> new BatchBean(desk)));

    awaitActive(BatchBean.class);
    send(adapter, "one", "two", "three", "four", "five", "six");

    assertThat(desk.next())
        .extracting(Notification::eventType)
        .containsExactly("one", "two", "three");
    assertThat(desk.next())
        .extracting(Notification::eventType)
        .containsExactly("four", "five", "six");
  }

  @Test
  void aPoolsQueueExpiresAndHoldsSoMuch() throws Exception {
    AdapterFixture adapter = start(node.url(), bean -> {});
    NotificationActivationSpec spec = spec();
    spec.setPool(topic + ".pool");
    spec.setQueueExpirySeconds(4);
    spec.setQueueMaxLength(2);
    spec.setMessageTtlSeconds(60);
    Hearing hearing = hear(adapter, spec);
    try (RpcConnection connection = adapter.connect()) {
      Notifier notifier = connection.notifier("test").withTopics(topic);
      hearing.stop(adapter); // from now on nobody uses the queue

      for (int i = 0; i < 3; i++) {
        notifier.info("seen", i);
      }

      assertThat(channel.messageCount(topic + ".pool")).isEqualTo(2);
    }
    do {
      TimeUnit.MILLISECONDS.sleep(4500); // to look at it is to use it
    } while (exists(topic + ".pool"));
  }
}
