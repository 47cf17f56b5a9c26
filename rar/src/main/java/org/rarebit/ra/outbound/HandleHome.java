package org.rarebit.ra.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LazyAssociatableConnectionManager;
import org.rarebit.api.ConnectionLostException;

/**
 * Where a handle came from, and where it asks for another managed connection after the container
 * has taken its own away (Connectors 7.16.1).
 *
 * @param connections the container's connection manager
 * @param factory as given to it
 * @param info as given to it; null for the factory's own user
 */
record HandleHome(
    LazyAssociatableConnectionManager connections,
    RpcManagedConnectionFactory factory,
    ConnectionRequestInfo info) {

  /** Tells a handle its home; does nothing if the container never takes connections away. */
  static void tell(
      Object handle,
      ConnectionManager connections,
      RpcManagedConnectionFactory factory,
      ConnectionRequestInfo info) {
    if (handle instanceof ConnectionHandle ours
        && connections instanceof LazyAssociatableConnectionManager lazy) {
      ours.belongsTo(new HandleHome(lazy, factory, info));
    }
  }

  /** Blocks as {@code getConnection} does; on return the container has moved the handle. */
  void associate(ConnectionHandle handle) throws ConnectionLostException {
    try {
      connections.associateConnection(handle, factory, info);
    } catch (ResourceException e) {
      throw new ConnectionLostException(
          "The container gave this handle no connection for its next use: " + e.getMessage(), e);
    }
  }

  /** The application has closed a handle that has no managed connection. */
  void closed(ConnectionHandle handle) {
    connections.inactiveConnectionClosed(handle, factory);
  }
}
