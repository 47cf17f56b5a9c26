package org.rarebit.bench.peer;

import java.util.concurrent.CompletionStage;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.bench.load.CallingSide;
import org.rarebit.bench.load.EchoClient;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;

/** Calls through the adapter, without a container: a connection for each caller. */
final class RarebitCallingSide implements CallingSide {

  private final RpcConnectionFactory factory;

  RarebitCallingSide(String url) throws Exception {
    RpcManagedConnectionFactory managed = new RpcManagedConnectionFactory();
    managed.setConnectionURL(url);
    managed.setControlExchange(Brokers.EXCHANGE);
    managed.setCallTimeoutMillis(20_000L);
    factory = (RpcConnectionFactory) managed.createConnectionFactory();
  }

  @Override
  public EchoClient newClient(String topic) throws Exception {
    RpcConnection connection = factory.getConnection();
    return new Client(connection, connection.client(Target.topic(topic)));
  }

  @Override
  public void close() {
    // each connection was closed by its caller, and the last one closed the link
  }

  private record Client(RpcConnection connection, RpcClient client) implements EchoClient {

    @Override
    public String echo(String text) throws Exception {
      return client.request("echo").arg("text", text).call(String.class);
    }

    @Override
    public CompletionStage<String> echoAsync(String text) {
      return client.request("echo").arg("text", text).callAsync(String.class);
    }

    @Override
    public void cast(String text) throws Exception {
      client.request("echo").arg("text", text).cast();
    }

    @Override
    public void close() {
      connection.close();
    }
  }
}
