package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.DissociatableManagedConnection;
import jakarta.resource.spi.LazyAssociatableConnectionManager;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * A pool that takes connections away from handles outside a transaction: when the test says so, and
 * when all are in use. The handle gets one again at its next use (section 7.16.1). Thread-safe.
 */
public final class LazyAssociatingConnectionManager extends FakeConnectionManager
    implements LazyAssociatableConnectionManager {

  private static final long serialVersionUID = 1L;

  private final transient Set<Object> inactive =
      Collections.newSetFromMap(new IdentityHashMap<>()); // guarded by inactive
  private final transient Violations violations;

  LazyAssociatingConnectionManager(FakeTransactions transactions, Violations violations) {
    super(transactions, violations);
    this.violations = violations;
    pool().reclaimWith(this::dissociateOne);
  }

  /** Takes their connections away from all handles outside a transaction; returns how many. */
  public int dissociateAll() throws ResourceException {
    int count = 0;
    while (dissociateOne()) {
      count++;
    }
    return count;
  }

  private boolean dissociateOne() throws ResourceException {
    for (PooledConnection connection : pool().out()) {
      if (connection.managed() instanceof DissociatableManagedConnection dissociatable) {
        Set<Object> handles = connection.takeHandles();
        if (!handles.isEmpty()) {
          synchronized (inactive) {
            inactive.addAll(handles);
          }
          dissociatable.dissociateConnections();
          connection.giveBackIfUnused();
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public void associateConnection(
      Object handle, ManagedConnectionFactory factory, ConnectionRequestInfo request)
      throws ResourceException {
    take(handle, "associateConnection");
    try {
      broker().associate(handle, factory, request);
    } catch (ResourceException e) {
      synchronized (inactive) {
        inactive.add(handle); // it rests on, and may ask again or be closed
      }
      throw e;
    }
  }

  @Override
  public void inactiveConnectionClosed(Object handle, ManagedConnectionFactory factory) {
    take(handle, "inactiveConnectionClosed");
  }

  private void take(Object handle, String method) {
    synchronized (inactive) {
      if (inactive.remove(handle)) {
        return;
      }
    }
    throw violations.found("7.16.1", method + " for a handle that has a connection, or is closed");
  }
}
