package org.rarebit.bench.peer;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.RpcServer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Serves with the client's own RpcServer, which answers one request after the other. */
final class RpcServerServer implements AnsweringSide {

  private final Connection connection;
  private final Thread loop;

  RpcServerServer(String url, String topic) throws Exception {
    connection = Brokers.connect(url);
    Channel channel = connection.createChannel();
    Brokers.declare(channel, topic);
    RpcServer server =
        new RpcServer(channel, topic) {
          @Override
          public byte[] handleCall(byte[] body, AMQP.BasicProperties replyProperties) {
            return body;
          }
        };
    loop = new Thread(() -> run(server), "rpc-server");
    loop.setDaemon(true);
    loop.start();
  }

  private static void run(RpcServer server) {
    try {
      server.mainloop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (com.rabbitmq.client.ShutdownSignalException e) {
      if (!e.isInitiatedByApplication()) {
        throw e;
      }
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
