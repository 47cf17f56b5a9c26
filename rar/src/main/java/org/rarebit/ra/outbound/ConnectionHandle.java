package org.rarebit.ra.outbound;

import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import org.rarebit.api.ConnectionClosedException;
import org.rarebit.api.Notifier;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.client.OutboundNotification;
import org.rarebit.ra.client.OutboundRequest;

/**
 * The application's connection: a light view on a managed connection, which the container may
 * exchange (associateConnection), take away for a while (dissociateConnections) or for good
 * (cleanup). Thread-safe. Foreign code is called without its lock.
 */
final class ConnectionHandle implements RpcConnection, Calls {

  private final Object associating = new Object(); // one thread at a time asks for a connection
  private RpcManagedConnection managed; // guarded by this; null while parked, and once closed
  private boolean closed; // guarded by this
  private String lossReason; // guarded by this; null unless a loss has closed it
  private HandleHome home; // guarded by this; null unless the container takes away or enlists late
  private int moves; // guarded by this: how often the container has given another connection

  ConnectionHandle(RpcManagedConnection managed) {
    this.managed = managed;
  }

  synchronized void belongsTo(HandleHome origin) {
    home = origin;
  }

  @Override
  public RpcClient client(Target target) {
    return Clients.client(this, target, clientOptions());
  }

  private synchronized ClientOptions clientOptions() {
    if (managed != null) {
      return managed.clientOptions();
    }
    return home == null ? ClientOptions.DEFAULT : home.factory().clientOptions();
  }

  @Override
  public <T> T proxy(Class<T> contract, Target target) {
    return client(target).proxy(contract);
  }

  @Override
  public Notifier notifier(String publisherId) {
    return Clients.notifier(this, publisherId, notificationOptions());
  }

  private synchronized NotificationOptions notificationOptions() {
    if (managed != null) {
      return managed.notificationOptions();
    }
    return home == null ? NotificationOptions.DEFAULT : home.factory().notificationOptions();
  }

  @Override
  public Object call(OutboundRequest request, Type resultType) {
    return owner().call(request, resultType);
  }

  @Override
  public CompletableFuture<Object> callAsync(OutboundRequest request, Type resultType) {
    return owner().callAsync(request, resultType);
  }

  @Override
  public void cast(OutboundRequest request) {
    enlistedOwner().cast(request);
  }

  @Override
  public void send(OutboundNotification notification) {
    enlistedOwner().send(notification);
  }

  /** For what a transaction decides about, which calls are not. */
  private RpcManagedConnection enlistedOwner() {
    RpcManagedConnection owner = owner();
    HandleHome origin;
    synchronized (this) {
      origin = home;
    }
    if (origin == null) {
      return owner;
    }
    RpcManagedConnection enlisted = origin.enlist(owner);
    // a container that shares may have taken this handle's connection away, for the other one
    return enlisted == owner ? owner() : enlisted;
  }

  @Override
  public void close() { // twice is harmless
    RpcManagedConnection owner;
    HandleHome origin;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      owner = managed;
      managed = null;
      origin = home;
    }
    if (owner != null) {
      owner.closed(this); // only tells the container; the container decides
    } else if (origin != null) {
      origin.closed(this);
    }
  }

  /**
   * The managed connection goes back to the pool, or dies: the handle is dead from now on.
   *
   * @param loss why the connection broke, or null if it works
   */
  synchronized void invalidate(BrokerException loss) {
    if (!closed) {
      closed = true;
      managed = null;
      lossReason = loss == null ? null : loss.getMessage();
    }
  }

  /** The container takes the managed connection away until the next use. */
  synchronized void park(RpcManagedConnection from) {
    if (managed == from) {
      managed = null;
    }
  }

  /** The container gives the handle a managed connection: the first after parking, or another. */
  void moveTo(RpcManagedConnection other) {
    RpcManagedConnection before;
    synchronized (this) {
      before = managed;
      managed = other;
      moves++;
    }
    if (before != null && before != other) {
      before.dissociate(this);
    }
  }

  private RpcManagedConnection owner() {
    RpcManagedConnection owner = ownerIfAny();
    if (owner != null) {
      return owner;
    }
    synchronized (associating) {
      owner = ownerIfAny(); // another thread has asked meanwhile
      while (owner == null) { // a full pool may have taken away again what it just gave
        int before = moves();
        home().associate(this);
        owner = ownerIfAny();
        if (owner == null && moves() == before) {
          throw new ConnectionClosedException(
              "The container took this handle's connection away and gave it no other.");
        }
      }
    }
    return owner;
  }

  private synchronized int moves() {
    return moves;
  }

  /** Null while parked. */
  private RpcManagedConnection ownerIfAny() {
    RpcManagedConnection late;
    synchronized (this) {
      if (!closed) {
        return managed;
      }
      late = managed; // associated while it was being closed
      managed = null;
    }
    if (late != null) {
      late.closed(this);
    }
    throw closedException();
  }

  private synchronized HandleHome home() {
    if (home == null) {
      throw closedException();
    }
    return home;
  }

  private synchronized ConnectionClosedException closedException() {
    return new ConnectionClosedException(
        (lossReason == null
                ? "This connection handle is closed."
                : "This connection handle is closed, since its connection is gone: " + lossReason)
            + " Take a new one from the connection factory for each unit of work.");
  }
}
