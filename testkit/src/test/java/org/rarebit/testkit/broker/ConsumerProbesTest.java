package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("peers")
class ConsumerProbesTest extends Probe {
  private void publishAll(String queue, String... bodies) throws Exception {
    for (String body : bodies) {
      publish("", queue, body);
    }
  }

  private static long tag(Delivery delivery) {
    return delivery.getEnvelope().getDeliveryTag();
  }

  private static long tag(GetResponse response) {
    return response.getEnvelope().getDeliveryTag();
  }

  @Test
  void messagesComeInOrder() throws Exception {
    String queue = queue("q");
    publishAll(queue, "a", "b");
    Received received = Received.from(channel, queue, true);
    publishAll(queue, "c", "d");

    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      deliveries.add(received.next());
    }

    assertThat(deliveries).extracting(Received::text).containsExactly("a", "b", "c", "d");
    assertThat(deliveries).extracting(ConsumerProbesTest::tag).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void consumersTakeTurns() throws Exception {
    String queue = queue("q");
    Received first = Received.from(channel, queue, true);
    Received second = Received.from(channel, queue, true);

    publishAll(queue, "a", "b", "c", "d");

    assertThat(first.nextTexts(2)).containsExactly("a", "c");
    assertThat(second.nextTexts(2)).containsExactly("b", "d");
  }

  @Test
  void consumerOfHigherPriorityComesFirst() throws Exception {
    String queue = queue("q");
    channel.basicQos(1);
    Received low = Received.from(channel, queue, false);
    Received high = Received.from(channel, queue, false, Map.of("x-priority", 10));

    publishAll(queue, "a", "b");

    assertThat(high.nextText()).isEqualTo("a");
    assertThat(low.nextText()).isEqualTo("b");
  }

  @Test
  void prefetchLimitsAConsumer() throws Exception {
    String queue = queue("q");
    channel.basicQos(3);
    Received received = Received.from(channel, queue, false);
    publishAll(queue, "a", "b", "c", "d", "e", "f", "g");

    List<String> before = received.nextTexts(2);
    long third = tag(received.next());
    awaitReady(queue, 4);
    int waiting = received.waiting();
    channel.basicAck(third, true);

    assertThat(before).containsExactly("a", "b");
    assertThat(waiting).isZero();
    assertThat(received.nextTexts(3)).containsExactly("d", "e", "f");
    awaitReady(queue, 1);
  }

  @Test
  void prefetchIsThatOfTheConsumersToCome() throws Exception {
    String one = queue("one");
    String other = queue("other");
    channel.basicQos(2);
    Received.from(channel, one, false);
    channel.basicQos(4);
    Received.from(channel, other, false);

    publishAll(one, "a", "b", "c", "d", "e");
    publishAll(other, "a", "b", "c", "d", "e");

    awaitReady(one, 3);
    awaitReady(other, 1);
  }

  @Test
  void globalPrefetchIsThatOfEachConsumerLaterOn() throws Exception {
    assumeTrue(isAtLeast(RabbitMqVersion.V4_3), "it limits the channel");
    String one = queue("one");
    String other = queue("other");
    channel.basicQos(2, true);
    Received.from(channel, one, false);
    Received.from(channel, other, false);

    publishAll(one, "a", "b", "c");
    publishAll(other, "a", "b", "c");

    awaitReady(one, 1);
    awaitReady(other, 1);
  }

  @Test
  void globalPrefetchLimitsTheChannel() throws Exception {
    assumeFalse(isAtLeast(RabbitMqVersion.V4_3), "it is that of each consumer");
    String one = queue("one");
    String other = queue("other");
    channel.basicQos(3, true);
    Received ofOne = Received.from(channel, one, false);
    publishAll(one, "a", "b");
    List<Delivery> taken = List.of(ofOne.next(), ofOne.next());
    Received ofOther = Received.from(channel, other, false);
    publishAll(other, "c", "d");

    String third = ofOther.nextText();
    awaitReady(other, 1);
    channel.basicAck(tag(taken.get(0)), false);

    assertThat(third).isEqualTo("c");
    assertThat(ofOther.nextText()).isEqualTo("d");
  }

  @Test
  void prefetchDoesNotLimitWhoNeverAcks() throws Exception {
    String queue = queue("q");
    channel.basicQos(1);
    Received received = Received.from(channel, queue, true);

    publishAll(queue, "a", "b", "c");

    assertThat(received.nextTexts(3)).containsExactly("a", "b", "c");
  }

  @Test
  void prefetchInBytesIsNotImplemented() throws Exception {
    assertConnectionRefuses(540, () -> channel.basicQos(1000, 0, false))
        .hasMessageContaining("prefetch_size!=0 (1000)");
  }

  @Test
  void unknownDeliveryTagIsRefused() throws Exception {
    assertChannelRefuses(406, () -> channel.basicAck(42, false))
        .hasMessageContaining("unknown delivery tag 42");
  }

  @Test
  void secondAckIsRefused() throws Exception {
    String queue = queue("q");
    publishAll(queue, "a");
    long tag = tag(channel.basicGet(queue, false));
    channel.basicAck(tag, false);

    assertChannelRefuses(406, () -> channel.basicAck(tag, false))
        .hasMessageContaining("unknown delivery tag 1");
  }

  @Test
  void tagZeroAcksAll() throws Exception {
    String queue = queue("q");
    publishAll(queue, "a", "b", "c");
    channel.basicGet(queue, false);
    channel.basicGet(queue, false);

    channel.basicAck(0, true);
    channel.basicRecover(true);

    assertThat(drain(queue)).containsExactly("c");
  }

  @Test
  void requeuedMessagesComeBackInTheirOldPlaces() throws Exception {
    String queue = queue("q");
    publishAll(queue, "a", "b", "c", "d");
    channel.basicGet(queue, false);
    channel.basicGet(queue, false);
    long third = tag(channel.basicGet(queue, false));

    channel.basicNack(third, true, true);

    GetResponse first = channel.basicGet(queue, true);
    assertThat(text(first.getBody())).isEqualTo("a");
    assertThat(first.getEnvelope().isRedeliver()).isTrue();
    assertThat(drain(queue)).containsExactly("b", "c", "d");
  }

  @Test
  void rejectedMessageIsRedeliveredOrDropped() throws Exception {
    String queue = queue("q");
    publishAll(queue, "a");
    Received received = Received.from(channel, queue, false);

    Delivery first = received.next();
    channel.basicReject(tag(first), true);
    Delivery second = received.next();
    channel.basicReject(tag(second), false);
    channel.basicCancel(received.getConsumerTag());

    assertThat(first.getEnvelope().isRedeliver()).isFalse();
    assertThat(second.getEnvelope().isRedeliver()).isTrue();
    assertThat(drain(queue)).isEmpty();
  }

  @Test
  void recoverRedelivers() throws Exception {
    String queue = queue("q");
    publishAll(queue, "a");
    Received received = Received.from(channel, queue, false);
    received.next();

    channel.basicRecover(true);

    assertThat(received.next().getEnvelope().isRedeliver()).isTrue();
  }

  @Test
  void recoverWithoutRequeueIsNotImplemented() throws Exception {
    assertConnectionRefuses(540, () -> channel.basicRecover(false))
        .hasMessageContaining("requeue=false");
  }

  @Test
  void lostConnectionGivesBackWhatItHadNotSettled() throws Exception {
    String queue = queue("q");
    Connection other = connect();
    Received received = Received.from(other.createChannel(), queue, false);
    publishAll(queue, "a", "b");
    received.nextTexts(2);

    other.abort();

    GetResponse first = await(queue);
    assertThat(text(first.getBody())).isEqualTo("a");
    assertThat(first.getEnvelope().isRedeliver()).isTrue();
    assertThat(drain(queue)).containsExactly("b");
  }

  @Test
  void closedChannelGivesBackWhatItHadNotSettled() throws Exception {
    String queue = queue("q");
    publishAll(queue, "a");
    Channel other = connection.createChannel();
    other.basicGet(queue, false);

    other.close();

    assertThat(await(queue).getEnvelope().isRedeliver()).isTrue();
  }

  @Test
  void cancelledConsumersMessagesStayWithTheChannel() throws Exception {
    String queue = queue("q");
    Received received = Received.from(channel, queue, false);
    publishAll(queue, "a");
    long tag = tag(received.next());

    channel.basicCancel(received.getConsumerTag());
    List<String> readyNow = drain(queue);
    channel.basicNack(tag, false, true);

    assertThat(readyNow).isEmpty();
    assertThat(drain(queue)).containsExactly("a");
  }

  @Test
  void consumerTagCanBeUsedAgainAfterACancel() throws Exception {
    String queue = queue("q");
    channel.basicConsume(queue, true, "tag", new DefaultConsumer(channel));
    channel.basicCancel("tag");

    assertThat(channel.basicConsume(queue, true, "tag", new DefaultConsumer(channel)))
        .isEqualTo("tag");
  }

  @Test
  void consumerTagInUseClosesTheConnection() throws Exception {
    String queue = queue("q");
    channel.basicConsume(queue, true, "tag", new DefaultConsumer(channel));

    // as a client does that does not look itself
    AMQP.Basic.Consume again =
        new AMQP.Basic.Consume.Builder().queue(queue).consumerTag("tag").noAck(true).build();

    assertConnectionRefuses(530, () -> channel.rpc(again))
        .hasMessageContaining("attempt to reuse consumer tag 'tag'");
  }

  @Test
  void serverNamesAConsumer() throws Exception {
    assertThat(channel.basicConsume(queue("q"), true, new DefaultConsumer(channel)))
        .startsWith("amq.ctag-");
  }

  @Test
  void exclusiveConsumerIsAlone() throws Exception {
    String queue = queue("q");
    channel.basicConsume(queue, true, "", false, true, Map.of(), new DefaultConsumer(channel));
    Channel other = connection.createChannel();

    assertChannelRefuses(other, 403, () -> Received.from(other, queue, true))
        .hasMessageContaining("queue '%s' in vhost '/' in exclusive use".formatted(queue));
  }

  @Test
  void exclusiveConsumerIsRefusedWhereThereIsAnother() throws Exception {
    String queue = queue("q");
    Received.from(channel, queue, true);
    Channel other = connection.createChannel();

    assertChannelRefuses(
            other,
            403,
            () ->
                other.basicConsume(
                    queue, true, "", false, true, Map.of(), new DefaultConsumer(other)))
        .hasMessageContaining("in exclusive use");
  }

  @Test
  void consumerOfAMissingQueueIsRefused() throws Exception {
    String queue = queueName("missing");

    assertChannelRefuses(404, () -> Received.from(channel, queue, true))
        .hasMessageContaining("no queue '" + queue + "' in vhost '/'");
  }

  @Test
  void getTellsHowManyAreLeft() throws Exception {
    String queue = queue("q");
    publishAll(queue, "a", "b", "c");

    GetResponse first = channel.basicGet(queue, true);

    assertThat(first.getMessageCount()).isEqualTo(2);
    assertThat(first.getEnvelope().getRoutingKey()).isEqualTo(queue);
    assertThat(first.getEnvelope().isRedeliver()).isFalse();
  }

  @Test
  void consumersAreCounted() throws Exception {
    String queue = queue("q");
    Received.from(channel, queue, true);
    Received.from(channel, queue, true);

    assertThat(channel.consumerCount(queue)).isEqualTo(2);
  }
}
