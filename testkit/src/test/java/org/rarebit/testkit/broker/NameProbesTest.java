package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of line breaks in names. */
@Tag("peers")
class NameProbesTest extends Probe {
  @Test
  void lineBreaksAreLeftOutOfAQueueThatIsDeclared() throws Exception {
    String plain = queueName("ab");
    String broken = plain.replace("ab", "a\r\nb");

    String declared = channel.queueDeclare(broken, false, false, false, Map.of()).getQueue();

    assertThat(declared).isEqualTo(plain);
    assertThat(queueExists(broken)).isTrue();
    assertThat(channel.queueDelete(broken)).isNotNull();
    assertThat(queueExists(plain)).isFalse();
  }

  @Test
  void lineBreaksCountForWhoeverUsesTheQueue() throws Exception {
    String plain = queue("ab");
    String broken = plain.replace("ab", "a\r\nb");

    publish("", broken, "for nobody");
    publish("", plain, "for the queue");

    assertThat(text(await(plain).getBody())).isEqualTo("for the queue");
    String refusal = "no queue '" + broken + "' in vhost '/'";
    Channel getting = connection.createChannel();
    assertChannelRefuses(getting, 404, () -> getting.basicGet(broken, true))
        .hasMessageContaining(refusal);
    Channel purging = connection.createChannel();
    assertChannelRefuses(purging, 404, () -> purging.queuePurge(broken))
        .hasMessageContaining(refusal);
    Channel consuming = connection.createChannel();
    assertChannelRefuses(
            consuming, 404, () -> consuming.basicConsume(broken, (tag, delivery) -> {}, tag -> {}))
        .hasMessageContaining(refusal);
  }

  @Test
  void lineBreaksAreLeftOutOfAnExchangeThatIsDeclaredAndOfBothEndsOfABinding() throws Exception {
    String queue = queue("ab");
    String exchange = exchangeName("xy");
    String broken = exchange.replace("xy", "x\r\ny");

    channel.exchangeDeclare(broken, "topic");
    channel.queueBind(queue.replace("ab", "a\nb"), broken, "k\r\nk");
    assertThat(exchangeExists(exchange)).isTrue();
    publish(exchange, "kk", "another key");
    publish(exchange, "k\r\nk", "the same key");
    assertThat(text(await(queue).getBody())).isEqualTo("the same key");

    channel.queueUnbind(queue.replace("ab", "a\nb"), broken, "k\r\nk");
    publish(exchange, "k\r\nk", "no longer bound");
    publish("", queue, "after it");
    assertThat(text(await(queue).getBody())).isEqualTo("after it");
    channel.exchangeDelete(broken);
    assertThat(exchangeExists(exchange)).isFalse();
  }

  @Test
  void lineBreaksCountForWhoeverPublishes() throws Exception {
    String exchange = exchange("xy", "topic");
    String broken = exchange.replace("xy", "x\r\ny");

    assertChannelRefuses(404, () -> publish(broken, "k", "a"))
        .hasMessageContaining("no exchange '" + broken + "' in vhost '/'");
  }
}
