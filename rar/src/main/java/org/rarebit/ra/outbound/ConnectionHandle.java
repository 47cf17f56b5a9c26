package org.rarebit.ra.outbound;

import java.lang.reflect.Type;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.rarebit.api.ConnectionClosedException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;

/**
 * The application's connection: a light view on a managed connection, which the container may
 * exchange (associateConnection) or take away (cleanup). Thread-safe.
 */
final class ConnectionHandle implements RpcConnection {

  private final AtomicReference<RpcManagedConnection> managed;

  ConnectionHandle(RpcManagedConnection managed) {
    this.managed = new AtomicReference<>(managed);
  }

  @Override
  public RpcClient client(Target target) {
    RpcManagedConnection owner = managed.get();
    return new TargetClient(
        this,
        target,
        owner == null
            ? CallOptions.withTimeout(RpcManagedConnectionFactory.DEFAULT_TIMEOUT)
            : owner.callOptions());
  }

  @Override
  public <T> T proxy(Class<T> contract, Target target) {
    return client(target).proxy(contract);
  }

  Object call(OutboundRequest request, Type resultType) throws MessagingException {
    return owner().call(request, resultType);
  }

  CompletionStage<Object> callAsync(OutboundRequest request, Type resultType)
      throws ConnectionClosedException {
    return owner().callAsync(request, resultType);
  }

  void cast(OutboundRequest request) throws MessagingException {
    owner().cast(request);
  }

  @Override
  public void close() { // twice is harmless
    RpcManagedConnection owner = managed.getAndSet(null);
    if (owner != null) {
      owner.closed(this); // only tells the container; the container decides
    }
  }

  /** The managed connection goes back to the pool, or dies: the handle is dead from now on. */
  void invalidate() {
    managed.set(null);
  }

  /** The container moves the handle to another managed connection. */
  void moveTo(RpcManagedConnection other) {
    RpcManagedConnection before = managed.getAndSet(other);
    if (before != null && before != other) {
      before.dissociate(this);
    }
  }

  private RpcManagedConnection owner() throws ConnectionClosedException {
    RpcManagedConnection owner = managed.get();
    if (owner == null) {
      throw new ConnectionClosedException(
          "This connection handle is closed. Take a new one from the connection factory for each"
              + " unit of work.");
    }
    return owner;
  }
}
