package org.rarebit.ra.outbound;

import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import javax.naming.NamingException;
import javax.naming.Reference;
import org.rarebit.api.Notifier;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/**
 * The connection factory that applications are given: asks the container's connection manager in
 * the caller's thread. Containers make one for each look-up, so it holds no state of its own.
 */
public final class PooledConnectionFactory
    implements RpcConnectionFactory, Referenceable, AutoCloseable {

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
  public RpcConnection getConnection() {
    return allocate(null);
  }

  @Override
  public RpcConnection getConnection(String userName, String password) {
    return allocate(new Credentials(userName, password));
  }

  @Override
  public RpcClient client(Target target) {
    return Clients.client(new EachCall(this), target, factory.clientOptions());
  }

  @Override
  public <T> T proxy(Class<T> contract, Target target) {
    return client(target).proxy(contract);
  }

  @Override
  public Notifier notifier(String publisherId) {
    return Clients.notifier(new EachCall(this), publisherId, factory.notificationOptions());
  }

  /** False if its adapter has stopped. */
  boolean isUsable() {
    return factory.isUsable();
  }

  /** For one call. */
  ConnectionHandle take() {
    return (ConnectionHandle) allocate(null);
  }

  private RpcConnection allocate(Credentials credentials) {
    Object handle;
    try {
      handle = connectionManager.allocateConnection(factory, credentials);
    } catch (ResourceException e) {
      factory.connectionRefused();
      throw factory.holders().explain("", e);
    }
    HandleHome.tell(handle, connectionManager, factory, credentials);
    return (RpcConnection) handle;
  }

  /**
   * Outside a container: closes the connections that wait for their next use, and those in use when
   * their handles are closed; with the last one end all threads and sockets. Connections can be
   * taken afterwards, and are not kept. In a container this does nothing, as the pool is the
   * container's.
   */
  @Override
  public void close() {
    if (connectionManager instanceof DirectConnectionManager direct) {
      direct.close();
      factory.closePlainServices();
    }
  }

  /** In plain Java it is written as it is. */
  private Object writeReplace() {
    return connectionManager instanceof DirectConnectionManager
        ? this
        : WrittenFactory.of(factory, connectionManager, reference);
  }

  @Override
  public void setReference(Reference reference) {
    this.reference = reference;
    if (reference != null) {
      WrittenFactory.given(reference);
    }
  }

  @Override
  public Reference getReference() throws NamingException {
    if (reference == null) {
      throw new NamingException("The container has not bound this connection factory.");
    }
    return reference;
  }
}
