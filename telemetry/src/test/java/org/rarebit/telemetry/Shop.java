package org.rarebit.telemetry;

import io.opentelemetry.api.baggage.Baggage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;
import org.rarebit.inmemory.InMemoryRpc;

/** An application: a counter that calls a store, casts to it, and tells. */
final class Shop implements AutoCloseable {

  /** Serves clients. */
  public final class Counter {

    /** Does all that can be done while one serves. */
    @RpcMethod
    public @Nullable Object buy(long id) {
      RpcClient store = rpc.client(Target.topic("store"));
      Object left = store.request("take").arg("id", id).call();
      store.request("note").arg("text", "sold").cast();
      rpc.notifier("shop").info("sold", Map.of("id", id));
      return left;
    }

    /** Fails. */
    @RpcMethod
    public long fail(String text) {
      throw new IllegalStateException(text);
    }
  }

  /** Serves the counter. */
  public final class Store {

    /** Answers at once. */
    @RpcMethod
    public long take(long id) {
      baggage.add(Baggage.current());
      return id - 1;
    }

    /** Answers when the test does. */
    @RpcMethod
    public CompletionStage<String> later() {
      return answer;
    }

    /** Of a cast. */
    @RpcMethod
    public void note(String text) {
      if (text.equals("fail")) {
        throw new IllegalStateException(text);
      }
    }
  }

  /** Hears what the counter tells. */
  static final class Ledger implements NotificationListener {
    @Override
    public NotificationResult onNotification(Notification notification) {
      return NotificationResult.HANDLED;
    }
  }

  final List<Baggage> baggage = new CopyOnWriteArrayList<>();
  final CompletableFuture<String> answer = new CompletableFuture<>();

  final InMemoryRpc rpc =
      InMemoryRpc.serve("counter", new Counter())
          .and("store", new Store())
          .andHear("notifications", new Ledger());

  RpcClient counter() {
    return rpc.client(Target.topic("counter"));
  }

  RpcClient store() {
    return rpc.client(Target.topic("store"));
  }

  void awaitQuiet() {
    rpc.awaitQuiet(Duration.ofSeconds(30));
  }

  @Override
  public void close() {
    rpc.close();
  }
}
