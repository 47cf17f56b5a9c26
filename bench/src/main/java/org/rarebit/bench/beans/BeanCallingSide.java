package org.rarebit.bench.beans;

import jakarta.transaction.UserTransaction;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.bench.load.CallingSide;
import org.rarebit.bench.load.EchoClient;

/**
 * Does what beans do, on the container's threads: takes a connection from the container's pool for
 * each call, uses it, gives it back.
 */
record BeanCallingSide(
    RpcConnectionFactory rpc, ThreadFactory threadFactory, UserTransaction transaction)
    implements CallingSide {

  @Override
  public EchoClient newClient(String topic) {
    return new Client(topic);
  }

  @Override
  public void close() {
    // the container's pool keeps the connections
  }

  private final class Client implements EchoClient {

    private final Target target;

    Client(String topic) {
      this.target = Target.topic(topic);
    }

    @Override
    public String echo(String text) throws Exception {
      try (RpcConnection connection = rpc.getConnection()) {
        return connection.client(target).request("echo").arg("text", text).call(String.class);
      }
    }

    @Override
    public CompletionStage<String> echoAsync(String text) throws Exception {
      try (RpcConnection connection = rpc.getConnection()) {
        return connection.client(target).request("echo").arg("text", text).callAsync(String.class);
      }
    }

    /** In one transaction: they leave, and are confirmed, with its commit. */
    @Override
    public void castMany(String text, int count) throws Exception {
      transaction.begin();
      for (int i = 0; i < count; i++) {
        cast(text);
      }
      transaction.commit();
    }

    @Override
    public void cast(String text) throws Exception {
      try (RpcConnection connection = rpc.getConnection()) {
        RpcClient client = connection.client(target);
        client.request("echo").arg("text", text).cast();
      }
    }

    @Override
    public void close() {
      // nothing is held between calls
    }
  }
}
