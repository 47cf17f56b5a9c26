package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerTest {
  @Test
  void publishedMessageIsConfirmedAndFetched() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker().start()) {
      ConnectionFactory factory = new ConnectionFactory();
      factory.setPort(broker.port());
      factory.setHost("127.0.0.1");
      try (Connection connection = factory.newConnection();
          Channel channel = connection.createChannel()) {
        channel.queueDeclare("q", false, false, false, Map.of("x-expires", 1000));
        channel.confirmSelect();
        channel.basicPublish("", "q", true, null, "hello".getBytes(StandardCharsets.UTF_8));
        channel.waitForConfirmsOrDie(5000);
        GetResponse response = channel.basicGet("q", true);
        assertThat(response.getBody()).asString().isEqualTo("hello");
      }
    }
  }
}
