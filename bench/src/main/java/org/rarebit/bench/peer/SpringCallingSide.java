package org.rarebit.bench.peer;

import org.rarebit.bench.load.CallingSide;
import org.rarebit.bench.load.EchoClient;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/**
 * Calls with Spring AMQP's RabbitTemplate and its direct reply-to container, which are its
 * defaults. The text is the body, without an envelope.
 */
final class SpringCallingSide implements CallingSide {

  private static final int CACHED_CHANNELS = 64;
  private static final long TIMEOUT_MILLIS = 20_000;

  private final CachingConnectionFactory connections;
  private final RabbitTemplate template;

  SpringCallingSide(String url) throws Exception {
    connections = new CachingConnectionFactory(Brokers.factory(url));
    connections.setChannelCacheSize(CACHED_CHANNELS);
    template = new RabbitTemplate(connections);
    template.setReplyTimeout(TIMEOUT_MILLIS);
    template.setUseDirectReplyToContainer(true);
  }

  @Override
  public EchoClient newClient(String topic) {
    return new EchoClient() {
      @Override
      public String echo(String text) {
        return (String) template.convertSendAndReceive(Brokers.EXCHANGE, topic, text);
      }

      @Override
      public void close() {
        // it is shared
      }
    };
  }

  @Override
  public void close() {
    template.stop();
    connections.destroy();
  }
}
