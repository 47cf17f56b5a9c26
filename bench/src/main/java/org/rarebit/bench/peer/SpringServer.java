package org.rarebit.bench.peer;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.adapter.MessageListenerAdapter;
import org.springframework.amqp.rabbit.listener.adapter.ReplyingMessageListener;

/** Serves with Spring AMQP's DirectMessageListenerContainer: 4 consumers, no acknowledgements. */
final class SpringServer implements AnsweringSide {

  private static final int CONSUMERS = 4;

  private final CachingConnectionFactory connections;
  private final DirectMessageListenerContainer container;

  SpringServer(String url, String topic) throws Exception {
    try (Connection connection = Brokers.connect(url)) {
      Channel channel = connection.createChannel();
      Brokers.declare(channel, topic);
    }
    connections = new CachingConnectionFactory(Brokers.factory(url));
    container = new DirectMessageListenerContainer(connections);
    container.setQueueNames(topic);
    container.setConsumersPerQueue(CONSUMERS);
    container.setAcknowledgeMode(AcknowledgeMode.NONE);
    container.setMessageListener(
        new MessageListenerAdapter((ReplyingMessageListener<String, String>) text -> text));
    container.afterPropertiesSet();
    container.start();
  }

  @Override
  public void close() {
    container.stop();
    connections.destroy();
  }
}
