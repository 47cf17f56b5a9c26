package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("peers")
class QueueArgumentProbesTest extends Probe {
  /** Arguments as oslo.messaging and others send them, with a second value for each. */
  private static final Map<String, List<Object>> CHECKED =
      Map.of(
          "x-expires", List.of(1_800_000, 1_800_001),
          "x-message-ttl", List.of(60_000, 60_001),
          "x-max-length", List.of(100, 101),
          "x-max-length-bytes", List.of(10_000, 10_001),
          "x-overflow", List.of("drop-head", "reject-publish"),
          "x-dead-letter-exchange", List.of("amq.fanout", "amq.topic"),
          "x-max-priority", List.of(5, 6),
          "x-single-active-consumer", List.of(true, false),
          "x-queue-mode", List.of("lazy", "default"));

  @Test
  void argumentsAreAcceptedAndComparedOnRedeclaration() throws Exception {
    for (Map.Entry<String, List<Object>> argument : CHECKED.entrySet()) {
      String name = argument.getKey();
      Object value = argument.getValue().get(0);
      Object other = argument.getValue().get(1);
      String queue = queue(name, Map.of(name, value));
      channel.queueDeclare(queue, false, false, false, Map.of(name, value));

      Channel refused = connection.createChannel();
      assertChannelRefuses(
              refused,
              406,
              () -> refused.queueDeclare(queue, false, false, false, Map.of(name, other)))
          .hasMessageContaining(
              "inequivalent arg '%s' for queue '%s' in vhost '/': received '%s' but current is '%s'"
                  .formatted(name, queue, other, value));
    }
  }

  @Test
  void argumentThatIsMissingOnRedeclarationIsRefused() throws Exception {
    String queue = queue("q", Map.of("x-expires", 60_000));

    assertChannelRefuses(406, () -> channel.queueDeclare(queue, false, false, false, Map.of()))
        .hasMessageContaining(
            "inequivalent arg 'x-expires' for queue '%s' in vhost '/': received none but current"
                    .formatted(queue)
                + " is the value '60000' of type 'signedint'");
  }

  @Test
  void integersOfAnyWidthAreTheSame() throws Exception {
    String queue = queue("q", Map.of("x-expires", 60_000));

    channel.queueDeclare(queue, false, false, false, Map.of("x-expires", 60_000L));
  }

  @Test
  void unknownArgumentsAreAcceptedAndNotCompared() throws Exception {
    String queue = queue("q", Map.of("x-ha-policy", "all", "my-own", 1));

    channel.queueDeclare(queue, false, false, false, Map.of());
  }

  @Test
  void unacceptableArgumentsAreRefused() throws Exception {
    Map<Map<String, Object>, String> refused = new LinkedHashMap<>();
    refused.put(Map.of("x-expires", 0), "'x-expires' for %s: {value_zero,0}");
    refused.put(
        Map.of("x-expires", "soon"), "'x-expires' for %s: \"expected integer, got longstr\"");
    refused.put(Map.of("x-message-ttl", -1), "'x-message-ttl' for %s: {value_negative,-1}");
    refused.put(
        Map.of("x-message-ttl", 1L << 40),
        "'x-message-ttl' for %s: {value_too_large,1099511627776}");
    refused.put(Map.of("x-max-length", -1), "'x-max-length' for %s: {value_negative,-1}");
    refused.put(Map.of("x-overflow", "none"), "'x-overflow' for %s: invalid_overflow");
    refused.put(Map.of("x-overflow", 3), "'x-overflow' for %s: {unacceptable_type,signedint}");
    refused.put(Map.of("x-max-priority", 256), "'x-max-priority' for %s: {max_value_exceeded,256}");
    refused.put(
        Map.of("x-queue-type", "nosuch"),
        "'x-queue-type' for %s: \"unsupported queue type 'nosuch'\"");
    refused.put(
        Map.of("x-dead-letter-routing-key", "k"),
        "'x-dead-letter-routing-key' for %s: routing_key_but_no_dlx_defined");
    refused.put(
        Map.of("x-delivery-limit", 2),
        "'x-delivery-limit' for %s of queue type rabbit_classic_queue");

    for (Map.Entry<Map<String, Object>, String> each : refused.entrySet()) {
      Channel on = connection.createChannel();
      String name = queueName("q");
      assertChannelRefuses(on, 406, () -> on.queueDeclare(name, false, false, false, each.getKey()))
          .as(each.getKey().toString())
          .hasMessageContaining(
              "invalid arg " + each.getValue().formatted("queue '" + name + "' in vhost '/'"));
    }
  }

  @Test
  void unusedQueueExpires() throws Exception {
    String queue = queue("q", Map.of("x-expires", 100));

    assertThat(await("end of the queue", () -> queueExistsUnasked(queue) ? null : true)).isTrue();
  }

  // a declaration, even a passive one, would be a use; an unroutable publish is none
  private boolean queueExistsUnasked(String queue) throws Exception {
    try (Channel asking = connection.createChannel()) {
      asking.confirmSelect();
      boolean[] returned = new boolean[1];
      asking.addReturnListener(message -> returned[0] = true);
      asking.basicPublish("", queue, true, null, new byte[0]);
      // one that ends at this moment may refuse
      return asking.waitForConfirms(20_000) && !returned[0];
    }
  }

  @Test
  void consumedQueueDoesNotExpire() throws Exception {
    String kept = queue("kept", Map.of("x-expires", 100));
    Received.from(channel, kept, true);
    String unused = queue("unused", Map.of("x-expires", 250));

    await("end of the unused queue", () -> queueExistsUnasked(unused) ? null : true);

    assertThat(queueExistsUnasked(kept)).isTrue();
  }

  @Test
  void messagesExpireAfterTheQueuesTime() throws Exception {
    String queue = queue("q", Map.of("x-message-ttl", 50));
    channel.confirmSelect();
    publish("", queue, "a");
    channel.waitForConfirmsOrDie(20_000);

    awaitReady(queue, 0);

    assertThat(drain(queue)).isEmpty();
  }

  @Test
  void expirationOfAMessageIsRelative() throws Exception {
    String queue = queue("q");
    publish("", queue, expiration("60000"), "long");
    publish("", queue, expiration("1"), "short, but behind a longer one");

    assertThat(drain(queue)).startsWith("long");
  }

  @Test
  void expiredMessageIsNotDelivered() throws Exception {
    String queue = queue("q");
    channel.confirmSelect();
    publish("", queue, expiration("30"), "a");
    publish("", queue, "b");
    channel.waitForConfirmsOrDie(20_000);

    awaitReady(queue, 1);

    assertThat(drain(queue)).containsExactly("b");
  }

  @Test
  void messageThatExpiresAtOnceStillReachesAConsumerThatWaits() throws Exception {
    String queue = queue("q");
    Received received = Received.from(channel, queue, true);

    publish("", queue, expiration("0"), "a");

    assertThat(received.nextText()).isEqualTo("a");
  }

  @Test
  void invalidExpirationIsRefused() throws Exception {
    String queue = queue("q");

    assertChannelRefuses(406, () -> publish("", queue, expiration("soon"), "a"))
        .hasMessageContaining("invalid expiration 'soon'");
  }

  @Test
  void fullQueueDropsItsOldestMessages() throws Exception {
    String queue = queue("q", Map.of("x-max-length", 2));
    for (String body : List.of("a", "b", "c", "d")) {
      publish("", queue, body);
    }

    assertThat(drain(queue)).containsExactly("c", "d");
  }

  @Test
  void queueFullOfBytesDropsItsOldestMessages() throws Exception {
    String queue = queue("q", Map.of("x-max-length-bytes", 5));
    for (String body : List.of("aa", "bb", "cc")) {
      publish("", queue, body);
    }

    assertThat(drain(queue)).containsExactly("bb", "cc");
  }

  @Test
  void fullQueueRejectsPublishesIfToldSo() throws Exception {
    String queue = queue("q", Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
    channel.confirmSelect();

    publish("", queue, "a");
    boolean first = channel.waitForConfirms(20_000);
    publish("", queue, "b");
    boolean second = channel.waitForConfirms(20_000);

    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(drain(queue)).containsExactly("a");
  }

  @Test
  void higherPriorityIsDeliveredFirst() throws Exception {
    String queue = queue("q", Map.of("x-max-priority", 5));
    for (int priority : List.of(1, 5, 9, 0)) {
      publish(
          "", queue, new AMQP.BasicProperties.Builder().priority(priority).build(), "" + priority);
    }

    assertThat(drain(queue)).containsExactly("5", "9", "1", "0");
  }

  @Test
  void singleActiveConsumerGetsAllUntilItLeaves() throws Exception {
    String queue = queue("q", Map.of("x-single-active-consumer", true));
    Received first = Received.from(channel, queue, true);
    Received second = Received.from(channel, queue, true);

    publish("", queue, "a");
    publish("", queue, "b");
    List<String> ofFirst = first.nextTexts(2);
    channel.basicCancel(first.getConsumerTag());
    publish("", queue, "c");

    assertThat(ofFirst).containsExactly("a", "b");
    assertThat(second.nextText()).isEqualTo("c");
  }

  @Test
  void quorumQueueIsDurableAndNothingElse() throws Exception {
    Map<String, Object> quorum = Map.of("x-queue-type", "quorum");
    String queue = queueName("q");
    channel.queueDeclare(queue, true, false, false, quorum);
    channel.queueDeclare(queue, true, false, false, quorum);

    assertRefused(406, "transient", false, false, false);
    assertRefused(406, "exclusive", true, true, false);
    assertRefused(406, "auto-delete", true, false, true);
    Channel asClassic = connection.createChannel();
    assertChannelRefuses(
            asClassic, 406, () -> asClassic.queueDeclare(queue, true, false, false, Map.of()))
        .hasMessageContaining("inequivalent arg 'x-queue-type' for queue");
  }

  private void assertRefused(
      int code, String name, boolean durable, boolean exclusive, boolean autoDelete)
      throws Exception {
    Channel on = connection.createChannel();
    Map<String, Object> quorum = Map.of("x-queue-type", "quorum");
    assertChannelRefuses(
            on,
            code,
            () -> on.queueDeclare(queueName(name), durable, exclusive, autoDelete, quorum))
        .hasMessageContaining("invalid property");
  }

  @Test
  void classicQueueMayBeCalledSoOrNot() throws Exception {
    String queue = queue("q", Map.of("x-queue-type", "classic"));

    channel.queueDeclare(queue, false, false, false, Map.of());
    channel.queueDeclare(queue, false, false, false, Map.of("x-queue-type", "classic"));
  }

  @Test
  void quorumQueueCountsReturnsAndDropsAtTheLimit() throws Exception {
    String queue = queueName("q");
    String dropped = queue("dropped");
    channel.queueDeclare(
        queue,
        true,
        false,
        false,
        Map.of(
            "x-queue-type",
            "quorum",
            "x-delivery-limit",
            1,
            "x-dead-letter-exchange",
            "",
            "x-dead-letter-routing-key",
            dropped));
    Received received = Received.from(channel, queue, false);
    publish("", queue, "a");

    Delivery first = received.next();
    channel.basicReject(first.getEnvelope().getDeliveryTag(), true);
    Delivery second = received.next();
    channel.basicReject(second.getEnvelope().getDeliveryTag(), true);

    assertThat(first.getProperties().getHeaders()).isNull();
    assertThat(second.getEnvelope().isRedeliver()).isTrue();
    assertThat(second.getProperties().getHeaders()).containsEntry("x-delivery-count", 1L);
    assertThat(text(await(dropped).getBody())).isEqualTo("a");
  }

  @Test
  void givingBackToAQuorumQueueIsAFailureButForANackLaterOn() throws Exception {
    boolean free = isAtLeast(RabbitMqVersion.V4_3);

    assertThat(failuresAfter((on, tag) -> on.basicReject(tag, true))).isEqualTo(1);
    assertThat(failuresAfter((on, tag) -> on.close())).isEqualTo(1);
    assertThat(failuresAfter((on, tag) -> on.getConnection().close())).isEqualTo(1);
    assertThat(failuresAfter((on, tag) -> on.basicNack(tag, true, true))).isEqualTo(free ? 0 : 1);
    assertThat(failuresAfter((on, tag) -> on.basicRecover(true))).isEqualTo(free ? 0 : 1);
  }

  /** What a consumer does that has cancelled and holds a delivery. */
  private interface GivingBack {
    void give(Channel on, long tag) throws Exception;
  }

  /** The failed deliveries that the next consumer is told of. */
  private long failuresAfter(GivingBack way) throws Exception {
    String queue = queueName("given-back-" + System.nanoTime());
    channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
    publish("", queue, "a");
    Channel giving = connect().createChannel();
    Received received = Received.from(giving, queue, false);
    Delivery first = received.next();
    giving.basicCancel(received.getConsumerTag());

    way.give(giving, first.getEnvelope().getDeliveryTag());

    Delivery second = Received.from(channel, queue, false).next();
    Map<String, Object> headers = second.getProperties().getHeaders();
    assertThat(second.getEnvelope().isRedeliver()).isTrue();
    assertThat(headers != null && headers.containsKey("x-acquired-count"))
        .isEqualTo(isAtLeast(RabbitMqVersion.V4_3));
    return headers == null ? 0 : (Long) headers.getOrDefault("x-delivery-count", 0L);
  }
}
