package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;

/** One managed connection in a pool: its handles, its transaction and its events. Thread-safe. */
final class PooledConnection implements ConnectionEventListener {

  private static final System.Logger LOG = System.getLogger(PooledConnection.class.getName());

  private final ManagedConnection managed;
  private final ManagedConnectionFactory factory;
  private final ConnectionPool pool;
  private static final long ON_ITS_WAY_NANOS = 1_000_000_000;

  private final Set<Object> handles =
      Collections.newSetFromMap(new IdentityHashMap<>()); // guarded by this
  private FakeTransaction transaction; // guarded by this; null outside of one
  private boolean failed; // guarded by this
  private boolean destroyed; // guarded by this; no longer of the pool
  private Thread destroyer; // guarded by this; null until destroy() has returned
  private long destroyedAtNanos; // guarded by this

  PooledConnection(
      ManagedConnection managed, ManagedConnectionFactory factory, ConnectionPool pool) {
    this.managed = managed;
    this.factory = factory;
    this.pool = pool;
    managed.addConnectionEventListener(this);
  }

  ManagedConnection managed() {
    return managed;
  }

  ManagedConnectionFactory factory() {
    return factory;
  }

  synchronized FakeTransaction transaction() {
    return transaction;
  }

  synchronized int openHandles() {
    return handles.size();
  }

  synchronized boolean isDestroyed() {
    return destroyed;
  }

  Object newHandle(Subject subject, ConnectionRequestInfo request) throws ResourceException {
    Object handle;
    try {
      handle = pool.calls().call("getConnection", () -> managed.getConnection(subject, request));
    } catch (ResourceException | RuntimeException e) {
      giveBackIfUnused();
      throw e;
    }
    if (handle == null) {
      throw violation("6.5.4", "getConnection returned null");
    }
    add(handle);
    return handle;
  }

  /** Moves a handle here from another connection, or from none. */
  void associate(Object handle) throws ResourceException {
    pool.calls()
        .call(
            "associateConnection",
            () -> {
              managed.associateConnection(handle);
              return null;
            });
    add(handle);
  }

  private void add(Object handle) {
    synchronized (this) {
      if (handles.add(handle)) {
        return;
      }
    }
    throw violation("6.5.4", "the same handle was given twice: " + handle);
  }

  /** Forgets a handle that has moved to another connection. */
  void disown(Object handle) {
    synchronized (this) {
      handles.remove(handle);
    }
    giveBackIfUnused();
  }

  /** Takes all handles away from a connection that is outside a transaction; none if it is used. */
  synchronized Set<Object> takeHandles() {
    if (transaction != null || destroyed) {
      return Set.of();
    }
    Set<Object> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    taken.addAll(handles);
    handles.clear();
    return taken;
  }

  synchronized void joined(FakeTransaction joined) {
    transaction = joined;
  }

  void left() {
    synchronized (this) {
      transaction = null;
    }
    giveBackIfUnused();
  }

  LocalTransaction localTransaction() throws ResourceException {
    LocalTransaction local = managed.getLocalTransaction();
    if (local == null) {
      throw violation("7.3.1", "getLocalTransaction() returned null");
    }
    return new CheckedLocalTransaction(local, this);
  }

  XAResource xaResource() throws ResourceException {
    XAResource resource = managed.getXAResource();
    if (resource == null) {
      throw violation("7.3.1", "getXAResource() returned null");
    }
    return resource;
  }

  synchronized boolean hasFailed() {
    return failed;
  }

  /** Back to the pool, cleaned, once neither a handle nor a transaction uses it. */
  void giveBackIfUnused() {
    synchronized (this) {
      if (destroyed || transaction != null || !handles.isEmpty()) {
        return;
      }
    }
    try {
      pool.calls()
          .call(
              "cleanup",
              () -> {
                managed.cleanup();
                return null;
              });
    } catch (ResourceException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "cleanup failed, so the connection is destroyed", e);
      destroy();
      return;
    }
    pool.putBack(List.of(this));
  }

  /** Cleans up and destroys the connection, once. */
  void destroy() {
    synchronized (this) {
      if (destroyed) {
        return;
      }
      destroyed = true;
      handles.clear();
    }
    try {
      pool.calls()
          .call(
              "destroy",
              () -> {
                managed.cleanup();
                managed.destroy();
                return null;
              });
    } catch (ResourceException | RuntimeException e) {
      // the specification lets it throw, and a container can do no more about it
      LOG.log(System.Logger.Level.DEBUG, "destroy failed", e);
    } finally {
      synchronized (this) {
        destroyer = Thread.currentThread();
        destroyedAtNanos = System.nanoTime();
      }
      pool.gone(this);
    }
  }

  @Override
  public void connectionClosed(ConnectionEvent event) {
    checkEvent("CONNECTION_CLOSED", event);
    Object handle = event.getConnectionHandle();
    if (handle == null) {
      throw violation("6.5.7", "CONNECTION_CLOSED without its handle (setConnectionHandle)");
    }
    synchronized (this) {
      if (handles.remove(handle) || destroyed) {
        handle = null;
      }
    }
    if (handle != null) {
      throw violation("6.5.7", "CONNECTION_CLOSED for a handle that is not open: " + handle);
    }
    giveBackIfUnused();
  }

  @Override
  public void connectionErrorOccurred(ConnectionEvent event) {
    checkEvent("CONNECTION_ERROR_OCCURRED", event);
    synchronized (this) {
      if (!failed) {
        failed = true;
        event = null;
      }
    }
    if (event != null) {
      throw violation("6.5.4.1", "CONNECTION_ERROR_OCCURRED twice for one connection");
    }
    destroy();
    pool.failed();
  }

  @Override
  public void localTransactionStarted(ConnectionEvent event) {
    checkLocalTransactionEvent("LOCAL_TRANSACTION_STARTED", event);
  }

  @Override
  public void localTransactionCommitted(ConnectionEvent event) {
    checkLocalTransactionEvent("LOCAL_TRANSACTION_COMMITTED", event);
  }

  @Override
  public void localTransactionRolledback(ConnectionEvent event) {
    checkLocalTransactionEvent("LOCAL_TRANSACTION_ROLLEDBACK", event);
  }

  private void checkLocalTransactionEvent(String name, ConnectionEvent event) {
    checkEvent(name, event);
    if (transaction() != null) {
      throw violation("7.7.2.1", name + " for a transaction of the container's");
    }
  }

  private void checkEvent(String name, ConnectionEvent event) {
    pool.violations().checkMayCall("6.5.7", name);
    if (event.getSource() != managed) {
      throw violation("6.5.7", name + " with another source: " + event.getSource());
    }
    String within = pool.calls().current();
    if (within != null) {
      throw violation("6.5.7", name + " within " + within);
    }
    synchronized (this) {
      if (destroyer == null || wasOnItsWay()) {
        return; // an event that meets destroy() on its way was right when it was sent
      }
    }
    throw violation("6.5.7", name + " after destroy()");
  }

  /** Whether another thread may have sent an event before, and lost the processor since. */
  private synchronized boolean wasOnItsWay() {
    return Thread.currentThread() != destroyer
        && System.nanoTime() - destroyedAtNanos < ON_ITS_WAY_NANOS;
  }

  ContractViolation violation(String section, String text) {
    return pool.violations().found(section, factory.getClass().getSimpleName() + ": " + text);
  }
}
