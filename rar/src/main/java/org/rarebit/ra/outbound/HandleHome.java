package org.rarebit.ra.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LazyAssociatableConnectionManager;
import jakarta.resource.spi.LazyEnlistableConnectionManager;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessagingException;

/**
 * Where a handle came from: where it asks for another managed connection after the container has
 * taken its own away, and has its own made part of a transaction late (Connectors 7.16).
 *
 * @param connections the container's connection manager
 * @param factory as given to it
 * @param info as given to it; null for the factory's own user
 */
record HandleHome(
    ConnectionManager connections,
    RpcManagedConnectionFactory factory,
    ConnectionRequestInfo info) {

  /** Tells a handle its home; does nothing if the container does neither. */
  static void tell(
      Object handle,
      ConnectionManager connections,
      RpcManagedConnectionFactory factory,
      ConnectionRequestInfo info) {
    if (handle instanceof ConnectionHandle ours
        && (connections instanceof LazyAssociatableConnectionManager
            || connections instanceof LazyEnlistableConnectionManager)) {
      ours.belongsTo(new HandleHome(connections, factory, info));
    }
  }

  /** Blocks as {@code getConnection} does; on return the container has moved the handle. */
  void associate(ConnectionHandle handle) {
    if (connections instanceof LazyAssociatableConnectionManager lazy) {
      try {
        lazy.associateConnection(handle, factory, info);
      } catch (ResourceException e) {
        throw factory
            .holders()
            .explain(
                "The container gave this handle no connection for its next use, so nothing was"
                    + " sent: ",
                e);
      }
    }
  }

  /**
   * Makes a connection part of the caller's transaction, if there is one and it is not yet.
   *
   * @return the connection to send through: this one, or the one that the transaction has already
   */
  RpcManagedConnection enlist(RpcManagedConnection connection) {
    if (!(connections instanceof LazyEnlistableConnectionManager lazy)
        || !connection.mayBeEnlisted()) {
      return connection;
    }
    RpcManagedConnection enlisted = connection.enlistedBefore();
    if (enlisted != null) {
      return enlisted;
    }
    try {
      lazy.lazyEnlist(connection);
    } catch (ResourceException e) {
      throw new MessagingException(
          "The container did not make this connection part of the transaction, so nothing was"
              + " sent: "
              + e.getMessage(),
          MayHaveRun.NO,
          e);
    }
    connection.rememberIfEnlisted();
    return connection;
  }

  /** The application has closed a handle that has no managed connection. */
  void closed(ConnectionHandle handle) {
    if (connections instanceof LazyAssociatableConnectionManager lazy) {
      lazy.inactiveConnectionClosed(handle, factory);
    }
  }
}
