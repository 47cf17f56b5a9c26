package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.GetResponse;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("peers")
class DeadLetterProbesTest extends Probe {
  private String exchange;
  private String dead;

  @BeforeEach
  void declareDeadLetterExchange() throws Exception {
    exchange = exchange("dead-letters", "topic");
    dead = queue("dead");
    channel.queueBind(dead, exchange, "#");
  }

  @Test
  void rejectedMessageTellsWhatHappenedToIt() throws Exception {
    String queue = queue("q", Map.of("x-dead-letter-exchange", exchange));
    publish("", queue, headers(Map.of("own", 1)), "a");

    channel.basicReject(channel.basicGet(queue, false).getEnvelope().getDeliveryTag(), false);

    GetResponse letter = await(dead);
    assertThat(letter.getEnvelope().getExchange()).isEqualTo(exchange);
    assertThat(letter.getEnvelope().getRoutingKey()).isEqualTo(queue);
    assertThat(letter.getEnvelope().isRedeliver()).isEqualTo(isAtLeast(RabbitMqVersion.V4_3));
    Set<String> keys =
        new HashSet<>(
            Set.of(
                "own",
                "x-death",
                "x-first-death-exchange",
                "x-first-death-queue",
                "x-first-death-reason"));
    if (isAtLeast(RabbitMqVersion.V4_0)) {
      keys.addAll(Set.of("x-last-death-exchange", "x-last-death-queue", "x-last-death-reason"));
    }
    assertThat(letter.getProps().getHeaders().keySet()).isEqualTo(keys);
    assertThat(letter.getProps().getHeaders().get("x-first-death-reason")).hasToString("rejected");
    Map<String, Object> death = deaths(letter).get(0);
    assertThat(death)
        .containsOnlyKeys("count", "reason", "queue", "time", "exchange", "routing-keys")
        .containsEntry("count", 1L);
    assertThat(death.get("reason")).hasToString("rejected");
    assertThat(death.get("queue")).hasToString(queue);
    assertThat(death.get("exchange")).hasToString("");
    assertThat(death.get("time")).isInstanceOf(Date.class);
    assertThat(death.get("routing-keys")).hasToString("[" + queue + "]");
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> deaths(GetResponse letter) {
    return (List<Map<String, Object>>) letter.getProps().getHeaders().get("x-death");
  }

  @Test
  void nackedMessagesGoThere() throws Exception {
    String queue = queue("q", Map.of("x-dead-letter-exchange", exchange));
    publish("", queue, "a");
    publish("", queue, "b");
    channel.basicGet(queue, false);
    long last = channel.basicGet(queue, false).getEnvelope().getDeliveryTag();

    channel.basicNack(last, true, false);

    assertThat(text(await(dead).getBody())).isEqualTo("a");
    assertThat(text(await(dead).getBody())).isEqualTo("b");
  }

  @Test
  void expiredMessageGoesThereWithoutItsExpiration() throws Exception {
    String queue = queue("q", Map.of("x-dead-letter-exchange", exchange));

    publish("", queue, expiration("20"), "a");

    GetResponse letter = await(dead);
    assertThat(letter.getProps().getExpiration()).isNull();
    assertThat(deaths(letter).get(0).get("reason")).hasToString("expired");
    assertThat(deaths(letter).get(0).get("original-expiration")).hasToString("20");
  }

  @Test
  void messageTooManyGoesThereWithAnotherKey() throws Exception {
    String queue =
        queue(
            "q",
            Map.of(
                "x-max-length",
                1,
                "x-dead-letter-exchange",
                exchange,
                "x-dead-letter-routing-key",
                "over.flow"));

    publish("", queue, "a");
    publish("", queue, "b");

    GetResponse letter = await(dead);
    assertThat(text(letter.getBody())).isEqualTo("a");
    assertThat(letter.getEnvelope().getRoutingKey()).isEqualTo("over.flow");
    assertThat(deaths(letter).get(0).get("reason")).hasToString("maxlen");
  }

  @Test
  void repeatedDeathsAreCounted() throws Exception {
    String queue = queue("q", Map.of("x-dead-letter-exchange", exchange));
    channel.queueBind(queue, exchange, "again");
    publish(exchange, "again", "a");
    channel.queuePurge(dead);

    for (int i = 0; i < 3; i++) {
      channel.basicReject(awaitTag(queue), false);
    }

    await(dead);
    await(dead);
    GetResponse third = await(dead);
    assertThat(deaths(third)).hasSize(1);
    assertThat(deaths(third).get(0)).containsEntry("count", 3L);
  }

  private long awaitTag(String queue) throws Exception {
    return await("a message to reject", () -> channel.basicGet(queue, false))
        .getEnvelope()
        .getDeliveryTag();
  }

  @Test
  void messageThatExpiresInACircleIsDropped() throws Exception {
    String queue = queue("q", Map.of("x-dead-letter-exchange", exchange, "x-message-ttl", 20));
    channel.queueBind(queue, exchange, queue);

    publish("", queue, "a");

    assertThat(await(dead)).isNotNull();
    awaitReady(queue, 0);
    assertThat(drain(dead)).isEmpty();
  }

  @Test
  void messageIsLostWhereTheDeadLetterExchangeIsMissing() throws Exception {
    String queue = queue("q", Map.of("x-dead-letter-exchange", exchangeName("missing")));
    publish("", queue, "a");

    channel.basicReject(channel.basicGet(queue, false).getEnvelope().getDeliveryTag(), false);

    assertThat(drain(queue)).isEmpty();
    assertThat(channel.isOpen()).isTrue();
  }
}
