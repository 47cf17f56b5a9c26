package org.rarebit.ra.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import javax.naming.NamingException;
import javax.naming.Reference;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;

/**
 * The connection factory that applications are given: asks the container's connection manager in
 * the caller's thread. Containers make one for each look-up, so it holds no state of its own.
 */
public final class PooledConnectionFactory implements RpcConnectionFactory {

  private static final long serialVersionUID = 1L;

  /** Makes the managed connections. */
  private final RpcManagedConnectionFactory factory;

  /** The container's, or our own in plain Java. */
  private final ConnectionManager connectionManager;

  /** What the container stores in JNDI; null until it has said so. */
  private Reference reference;

  PooledConnectionFactory(
      RpcManagedConnectionFactory factory, ConnectionManager connectionManager) {
    this.factory = factory;
    this.connectionManager = connectionManager;
  }

  @Override
  public RpcConnection getConnection() throws ResourceException {
    return (RpcConnection) connectionManager.allocateConnection(factory, null);
  }

  @Override
  public RpcConnection getConnection(String userName, String password) throws ResourceException {
    return (RpcConnection)
        connectionManager.allocateConnection(factory, new Credentials(userName, password));
  }

  @Override
  public void setReference(Reference reference) {
    this.reference = reference;
  }

  @Override
  public Reference getReference() throws NamingException {
    if (reference == null) {
      throw new NamingException("The container has not bound this connection factory.");
    }
    return reference;
  }
}
