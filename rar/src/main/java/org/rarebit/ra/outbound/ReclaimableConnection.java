package org.rarebit.ra.outbound;

import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.DissociatableManagedConnection;
import java.util.concurrent.Executor;
import org.rarebit.ra.client.Sends;

/**
 * One that the container may take from its handles while they rest; they ask for one again when
 * they need it (Connectors 7.16.1).
 *
 * <p>IronJacamar, the pool of WildFly and Quarkus, gets none. Who finds its pool full takes a
 * connection from another thread, even if that one is using it or giving it back: the choice is
 * made under a lock, the return is not. So a connection comes back twice (IJ000609), two threads
 * may have the same one, and permits get lost: of 20, one was left in the end.
 */
final class ReclaimableConnection extends RpcManagedConnection
    implements DissociatableManagedConnection {

  private static final String IRONJACAMAR = "org.jboss.jca.";

  ReclaimableConnection(
      RpcManagedConnectionFactory factory,
      Credentials credentials,
      String brokerUser,
      Sends sends,
      Executor works,
      Runnable afterwards) {
    super(factory, credentials, brokerUser, sends, works, afterwards);
  }

  /** Whether the pool behind this connection manager gets such connections. */
  static boolean isFor(ConnectionManager connections) {
    return connections == null || !connections.getClass().getName().startsWith(IRONJACAMAR);
  }

  /** Null: the container shares, and takes handles away for that. */
  @Override
  RpcManagedConnection enlistedBefore() {
    return null;
  }

  @Override
  public void dissociateConnections() {
    parkHandles();
  }
}
