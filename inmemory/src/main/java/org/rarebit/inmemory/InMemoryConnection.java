package org.rarebit.inmemory;

import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.ConnectionClosedException;
import org.rarebit.api.Notifier;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.client.OutboundNotification;
import org.rarebit.ra.client.OutboundRequest;
import org.rarebit.ra.outbound.Calls;
import org.rarebit.ra.outbound.Clients;

/** A handle that ends with what was made from it. Thread-safe. */
final class InMemoryConnection implements RpcConnection, Calls {

  private final Calls traffic;
  private final List<String> propagated;
  private final AtomicBoolean closed = new AtomicBoolean();

  InMemoryConnection(Calls traffic, List<String> propagated) {
    this.traffic = traffic;
    this.propagated = propagated;
  }

  @Override
  public RpcClient client(Target target) {
    return Clients.client(this, target, propagated);
  }

  @Override
  public <T> T proxy(Class<T> contract, Target target) {
    return client(target).proxy(contract);
  }

  @Override
  public Notifier notifier(@Nullable String publisherId) {
    return Clients.notifier(this, publisherId, propagated);
  }

  @Override
  public Object call(OutboundRequest request, Type resultType) {
    return open().call(request, resultType);
  }

  @Override
  public CompletableFuture<Object> callAsync(OutboundRequest request, Type resultType) {
    return open().callAsync(request, resultType);
  }

  @Override
  public void cast(OutboundRequest request) {
    open().cast(request);
  }

  @Override
  public void send(OutboundNotification notification) {
    open().send(notification);
  }

  private Calls open() {
    if (closed.get()) {
      throw new ConnectionClosedException(
          "This connection handle is closed. Take a new one from the connection factory for each"
              + " unit of work.");
    }
    return traffic;
  }

  @Override
  public void close() {
    closed.set(true);
  }
}
