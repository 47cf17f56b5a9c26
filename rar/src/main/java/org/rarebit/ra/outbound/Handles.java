package org.rarebit.ra.outbound;

import jakarta.resource.spi.CommException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ManagedConnection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.ThreadRole;

/**
 * The handles on a managed connection, and what the container is told of them and of the
 * connection's end. Thread-safe. Listeners are called without a lock.
 */
final class Handles {

  private final ManagedConnection connection;
  private final Set<ConnectionHandle> open = ConcurrentHashMap.newKeySet();
  private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean errorReported = new AtomicBoolean();

  Handles(ManagedConnection connection) {
    this.connection = connection;
  }

  void add(ConnectionHandle handle) {
    open.add(handle);
  }

  /** Forgets a handle that has moved to another connection. */
  void remove(ConnectionHandle handle) {
    open.remove(handle);
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  int count() {
    return open.size();
  }

  /** An application has closed a handle: told once, and only while it was ours. */
  void closed(ConnectionHandle handle) {
    if (open.remove(handle)) {
      fire(
          ConnectionEvent.CONNECTION_CLOSED,
          handle,
          null,
          ConnectionEventListener::connectionClosed);
    }
  }

  /** The handles ask for another connection at their next use. */
  void parkAll(RpcManagedConnection from) {
    for (ConnectionHandle handle : List.copyOf(open)) {
      if (open.remove(handle)) {
        handle.park(from);
      }
    }
  }

  /**
   * All handles are dead from now on.
   *
   * @param loss why the connection broke, or null if it works
   */
  void invalidateAll(BrokerException loss) {
    open.forEach(handle -> handle.invalidate(loss)); // every handle, not the last one
    open.clear();
  }

  /**
   * Tells the container that the connection broke, the first time only; true if it was that. A
   * container that does not listen yet learns it later, from the call or the close that finds it.
   */
  boolean reportError(BrokerException reason) {
    boolean first = !listeners.isEmpty() && errorReported.compareAndSet(false, true);
    if (first) {
      fire(
          ConnectionEvent.CONNECTION_ERROR_OCCURRED,
          null,
          new CommException(reason.getMessage(), reason),
          ConnectionEventListener::connectionErrorOccurred);
    }
    return first;
  }

  /** Whether the container knows already. */
  boolean hasReported() {
    return errorReported.get();
  }

  /** The container has destroyed the connection, and knows. */
  void reportNoMore() {
    errorReported.set(true);
  }

  private void fire(
      int id,
      ConnectionHandle handle,
      Exception reason,
      BiConsumer<ConnectionEventListener, ConnectionEvent> telling) {
    ThreadRole.mayWait("an event for the container"); // which may destroy the connection in it
    ConnectionEvent event = new ConnectionEvent(connection, id, reason);
    event.setConnectionHandle(handle);
    listeners.forEach(listener -> telling.accept(listener, event));
  }

  void addListener(ConnectionEventListener listener) {
    listeners.add(listener);
  }

  void removeListener(ConnectionEventListener listener) {
    listeners.remove(listener);
  }
}
