package org.jboss.jca;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LazyEnlistableConnectionManager;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;

/** In a package of IronJacamar's, by which the adapter knows its pools. */
public final class PretendedConnectionManager
    implements ConnectionManager, LazyEnlistableConnectionManager {

  private static final long serialVersionUID = 1L;

  private final ConnectionManager pool;

  /**
   * Makes one.
   *
   * @param pool does the work, and enlists lazily
   */
  public <P extends ConnectionManager & LazyEnlistableConnectionManager> PretendedConnectionManager(
      P pool) {
    this.pool = pool;
  }

  @Override
  public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo request)
      throws ResourceException {
    return pool.allocateConnection(factory, request);
  }

  @Override
  public void lazyEnlist(ManagedConnection connection) throws ResourceException {
    ((LazyEnlistableConnectionManager) pool).lazyEnlist(connection);
  }
}
