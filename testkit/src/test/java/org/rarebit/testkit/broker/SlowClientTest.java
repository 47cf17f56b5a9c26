package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.AMQImpl;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SlowClientTest {
  private static final int BODY = 1 << 20;
  private static final int MESSAGES = 64;

  @Test
  void clientThatDoesNotReadNeitherHoldsUpOthersNorFillsTheMemory() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker().start();
        Connection connection = Clients.factory(broker).newConnection();
        Channel channel = connection.createChannel();
        RawClient lazy = RawClient.connect(broker.port())) {
      channel.queueDeclare("q", false, false, false, Map.of());
      lazy.send(1, new AMQImpl.Channel.Open(""));
      lazy.send(1, new AMQImpl.Basic.Consume(0, "q", "tag", false, true, false, true, Map.of()));
      assertThat(broker.await(Duration.ofSeconds(20), b -> b.consumerCount("q") == 1)).isTrue();
      channel.confirmSelect();

      for (int i = 0; i < MESSAGES; i++) {
        channel.basicPublish("", "q", null, new byte[BODY]);
      }
      channel.waitForConfirmsOrDie(30_000);

      // some 16 MiB wait in the broker for the lazy one, the rest stays in the queue
      assertThat(broker.messageCount("q")).isBetween(MESSAGES / 4, MESSAGES - 8);
      lazy.readToTheMessage(MESSAGES, BODY);
      assertThat(broker.messageCount("q")).isZero();
    }
  }
}
