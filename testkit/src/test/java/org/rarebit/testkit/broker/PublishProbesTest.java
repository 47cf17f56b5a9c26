package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.LongStringHelper;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("peers")
class PublishProbesTest extends Probe {
  /** What the broker says to a publisher, in order. */
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private Return returned;

  private void hearAnswers() throws Exception {
    channel.addReturnListener(
        message -> {
          returned = message;
          answers.add("return");
        });
    channel.addConfirmListener(
        (tag, multiple) -> answers.add("ack " + tag),
        (tag, multiple) -> answers.add("nack " + tag));
    channel.confirmSelect();
  }

  private String nextAnswer() throws InterruptedException {
    return answers.poll(SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void publishesAreConfirmed() throws Exception {
    String queue = queue("q");
    channel.confirmSelect();

    for (int i = 0; i < 1000; i++) {
      publish("", queue, "message " + i);
    }
    channel.waitForConfirmsOrDie(20_000);

    assertThat(channel.queuePurge(queue).getMessageCount()).isEqualTo(1000);
  }

  @Test
  void unroutableMessageIsConfirmed() throws Exception {
    hearAnswers();

    publish("amq.direct", queueName("nobody"), "a");

    assertThat(nextAnswer()).isEqualTo("ack 1");
  }

  @Test
  void mandatoryMessageIsReturnedBeforeItIsConfirmed() throws Exception {
    hearAnswers();
    String nobody = queueName("nobody");

    channel.basicPublish("amq.direct", nobody, true, expiration("1000"), bytes("a"));

    assertThat(nextAnswer()).isEqualTo("return");
    assertThat(nextAnswer()).isEqualTo("ack 1");
    assertThat(returned.getReplyCode()).isEqualTo(312);
    assertThat(returned.getReplyText()).isEqualTo("NO_ROUTE");
    assertThat(returned.getExchange()).isEqualTo("amq.direct");
    assertThat(returned.getRoutingKey()).isEqualTo(nobody);
    assertThat(returned.getProperties().getExpiration()).isEqualTo("1000");
    assertThat(text(returned.getBody())).isEqualTo("a");
  }

  /** A question is answered once all that was published before it is on its way to its queues. */
  @Test
  void mandatoryMessagesAreReturnedBeforeAnActiveFlowIsAnswered() throws Exception {
    String queue = queue("q");
    channel.addReturnListener(message -> answers.add("return"));
    for (int round = 0; round < 50; round++) {
      for (int i = 0; i < 20; i++) {
        channel.basicPublish("", queue, true, null, bytes("a"));
      }
      channel.basicPublish("", queueName("nobody"), true, null, bytes("a"));
      channel
          .asyncCompletableRpc(new AMQImpl.Channel.Flow(true))
          .thenAccept(answer -> answers.add(answer.getMethod().protocolMethodName()))
          .get(SECONDS, TimeUnit.SECONDS);

      assertThat(answers).containsExactly("return", "channel.flow-ok");
      answers.clear();
    }
    awaitReady(queue, 1000);
  }

  @Test
  void mandatoryMessageThatIsRoutedIsNotReturned() throws Exception {
    String queue = queue("q");
    hearAnswers();

    channel.basicPublish("", queue, true, null, bytes("a"));

    assertThat(nextAnswer()).isEqualTo("ack 1");
  }

  @Test
  void mandatoryMessageThatOnlyAnAlternateExchangeTakesIsNotReturned() throws Exception {
    String exchange = exchangeName("x");
    channel.exchangeDeclare(
        exchange, "direct", false, false, Map.of("alternate-exchange", "amq.fanout"));
    String queue = queue("q");
    channel.queueBind(queue, "amq.fanout", "");
    hearAnswers();

    channel.basicPublish(exchange, "k", true, null, bytes("a"));

    assertThat(nextAnswer()).isEqualTo("ack 1");
  }

  @Test
  void immediateIsNotImplemented() throws Exception {
    String queue = queue("q");

    assertConnectionRefuses(
            540, () -> channel.basicPublish("", queue, false, true, null, bytes("a")))
        .hasMessageContaining("immediate=true");
  }

  @Test
  void bigAndEmptyBodiesArrive() throws Exception {
    String queue = queue("q");
    byte[] big = new byte[5_000_000];
    Arrays.fill(big, (byte) 7);

    channel.basicPublish("", queue, null, big);
    channel.basicPublish("", queue, null, new byte[0]);

    assertThat(channel.basicGet(queue, true).getBody()).isEqualTo(big);
    assertThat(channel.basicGet(queue, true).getBody()).isEmpty();
  }

  @Test
  void allPropertiesArrive() throws Exception {
    String queue = queue("q");
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .contentType("application/json")
            .contentEncoding("utf-8")
            .headers(manyHeaders())
            .deliveryMode(2)
            .priority(3)
            .correlationId("correlation")
            .replyTo("reply")
            .expiration("60000")
            .messageId("message")
            .timestamp(Date.from(Instant.ofEpochSecond(1_700_000_000)))
            .type("type")
            .userId("guest")
            .appId("app")
            .clusterId("cluster")
            .build();

    publish("", queue, properties, "a");

    assertThat(channel.basicGet(queue, true).getProps()).isEqualTo(properties);
  }

  private static Map<String, Object> manyHeaders() {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("text", LongStringHelper.asLongString("text \u00fc"));
    headers.put("int", 1);
    headers.put("long", 2L);
    headers.put("short", (short) 3);
    headers.put("byte", (byte) 4);
    headers.put("true", true);
    headers.put("float", 1.5f);
    headers.put("double", 2.5);
    headers.put("decimal", new BigDecimal("3.14"));
    headers.put("date", Date.from(Instant.ofEpochSecond(1_700_000_000)));
    headers.put("null", null);
    headers.put("list", List.of(1, true, Map.of("a", 1L)));
    headers.put("table", Collections.singletonMap("nested", Map.of("deep", List.of())));
    return headers;
  }

  @Test
  void userIdOfSomebodyElseIsRefused() throws Exception {
    AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder().userId("root").build();

    assertChannelRefuses(406, () -> publish("", "q", properties, "a"))
        .hasMessageContaining("user_id property set to 'root' but authenticated user was 'guest'");
  }

  @Test
  void copiesThatAreNoListAreRefused() throws Exception {
    assertChannelRefuses(406, () -> publish("", "q", headers(Map.of("CC", "other")), "a"))
        .hasMessageContaining("invalid message: {unacceptable_type_in_header,\"CC\",longstr}");
  }

  @Test
  void transactionPublishesAtItsCommit() throws Exception {
    String queue = queue("q");
    Channel other = connection.createChannel();
    channel.txSelect();
    publish("", queue, "a");

    GetResponse before = other.basicGet(queue, true);
    channel.txCommit();

    assertThat(before).isNull();
    assertThat(drain(queue)).containsExactly("a");
  }

  @Test
  void rolledBackTransactionPublishesAndAcksNothing() throws Exception {
    String queue = queue("q");
    publish("", queue, "a");
    channel.txSelect();
    long tag = channel.basicGet(queue, false).getEnvelope().getDeliveryTag();
    publish("", queue, "b");
    channel.basicAck(tag, false);

    channel.txRollback();
    channel.basicNack(tag, false, true);
    channel.txCommit();

    assertThat(drain(queue)).containsExactly("a");
  }

  @Test
  void acksOfATransactionCountFromItsCommit() throws Exception {
    String queue = queue("q");
    publish("", queue, "a");
    publish("", queue, "b");
    Channel transacted = connection.createChannel();
    transacted.txSelect();
    ackNext(transacted, queue);
    transacted.txCommit();
    ackNext(transacted, queue);

    transacted.close();

    assertThat(text(await(queue).getBody())).isEqualTo("b");
    assertThat(drain(queue)).isEmpty();
  }

  private static void ackNext(Channel channel, String queue) throws Exception {
    GetResponse next = await("a message in " + queue, () -> channel.basicGet(queue, false));
    channel.basicAck(next.getEnvelope().getDeliveryTag(), false);
  }

  @Test
  void transactionsAndConfirmsExcludeEachOther() throws Exception {
    channel.confirmSelect();
    assertChannelRefuses(406, () -> channel.txSelect())
        .hasMessageContaining("cannot switch from confirm to tx mode");

    Channel other = connection.createChannel();
    other.txSelect();
    assertChannelRefuses(other, 406, () -> other.confirmSelect())
        .hasMessageContaining("cannot switch from tx to confirm mode");
  }

  @Test
  void commitWithoutATransactionIsRefused() throws Exception {
    assertChannelRefuses(406, () -> channel.txCommit())
        .hasMessageContaining("channel is not transactional");
  }
}
