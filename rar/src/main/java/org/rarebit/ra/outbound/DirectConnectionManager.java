package org.rarebit.ra.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The connection manager without a container, for plain Java and tests. Keeps a few managed
 * connections for reuse, so that the link stays open between two units of work; further ones are
 * made as needed and destroyed with their handles, which costs a channel, not a socket. There is no
 * limit to wait for. Thread-safe.
 */
final class DirectConnectionManager implements ConnectionManager, AutoCloseable {

  private static final long serialVersionUID = 1L;

  /** How many wait for their next use at most: an idle one costs a channel on the broker. */
  static final int MOST_IDLE = 8;

  private final transient Idle idle = new Idle();

  @Override
  public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo info)
      throws ResourceException {
    ManagedConnection connection = idle.take((RpcManagedConnectionFactory) factory, info);
    if (connection == null) {
      connection = factory.createManagedConnection(null, info);
      connection.addConnectionEventListener(new Owner((RpcManagedConnection) connection, idle));
    }
    return connection.getConnection(null, info);
  }

  /** Destroys what is idle; nothing is kept from now on. */
  @Override
  public void close() {
    idle.close();
  }

  /** A copy keeps connections of its own. */
  private Object readResolve() {
    return new DirectConnectionManager();
  }

  /** The connections that wait for their next use. Thread-safe; destroys without its lock. */
  private static final class Idle {

    private final Set<RpcManagedConnection> connections =
        Collections.newSetFromMap(new IdentityHashMap<>()); // guarded by this
    private boolean closed; // guarded by this

    synchronized ManagedConnection take(
        RpcManagedConnectionFactory factory, ConnectionRequestInfo info) throws ResourceException {
      ManagedConnection match = factory.matchManagedConnections(connections, null, info);
      connections.remove(match);
      return match;
    }

    void keep(RpcManagedConnection connection) {
      connection.cleanup();
      boolean kept;
      synchronized (this) {
        kept = !closed && connections.size() < MOST_IDLE && connections.add(connection);
      }
      // looked at last: a loss before it was kept was told to nobody
      if (!kept || (connection.isBroken() && forget(connection))) {
        connection.destroy();
      }
    }

    synchronized boolean forget(RpcManagedConnection connection) {
      return connections.remove(connection);
    }

    void close() {
      Set<RpcManagedConnection> all;
      synchronized (this) {
        closed = true;
        all = Set.copyOf(connections);
        connections.clear();
      }
      all.forEach(RpcManagedConnection::destroy);
    }
  }

  /** Puts its connection back when its handle is closed. */
  private record Owner(RpcManagedConnection connection, Idle idle)
      implements ConnectionEventListener {

    @Override
    public void connectionClosed(ConnectionEvent event) {
      idle.keep(connection);
    }

    @Override
    public void connectionErrorOccurred(ConnectionEvent event) {
      if (idle.forget(connection)) {
        connection.destroy();
      } // else the handle stays the application's to close, and says what happened until then
    }

    @Override
    public void localTransactionStarted(ConnectionEvent event) {
      // none without a container
    }

    @Override
    public void localTransactionCommitted(ConnectionEvent event) {
      // none without a container
    }

    @Override
    public void localTransactionRolledback(ConnectionEvent event) {
      // none without a container
    }
  }
}
