package org.rarebit.bench.peer;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.RpcClient;
import com.rabbitmq.client.RpcClientParams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.rarebit.bench.load.CallingSide;
import org.rarebit.bench.load.EchoClient;

/**
 * Calls with the client's own RpcClient, which takes replies by direct reply-to; one for all
 * callers. The text is the body, without an envelope.
 */
final class RpcClientCallingSide implements CallingSide {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final Connection connection;
  private RpcClient shared; // guarded by this; null before the first caller

  RpcClientCallingSide(String url) throws Exception {
    connection = Brokers.connect(url);
  }

  @Override
  public EchoClient newClient(String topic) throws Exception {
    RpcClient client = client(topic);
    return new EchoClient() {
      @Override
      public String echo(String text) throws Exception {
        return new String(
            client.primitiveCall(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
      }

      @Override
      public void close() {
        // it is shared
      }
    };
  }

  private synchronized RpcClient client(String topic) throws Exception {
    if (shared == null) {
      Channel channel = connection.createChannel();
      shared =
          new RpcClient(
              new RpcClientParams()
                  .channel(channel)
                  .exchange(Brokers.EXCHANGE)
                  .routingKey(topic)
                  .timeout(TIMEOUT_MILLIS));
    }
    return shared;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
