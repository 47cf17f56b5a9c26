package org.rarebit.ra.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;

/**
 * The connection manager without a container, for plain Java and tests: a new managed connection
 * for each handle, destroyed with it. Links are shared all the same, so this costs a channel, not a
 * socket.
 */
final class DirectConnectionManager implements ConnectionManager {

  private static final long serialVersionUID = 1L;

  @Override
  public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo info)
      throws ResourceException {
    ManagedConnection connection = factory.createManagedConnection(null, info);
    connection.addConnectionEventListener(new DestroyAtClose(connection));
    return connection.getConnection(null, info);
  }

  private record DestroyAtClose(ManagedConnection connection) implements ConnectionEventListener {

    @Override
    public void connectionClosed(ConnectionEvent event) {
      destroy();
    }

    @Override
    public void connectionErrorOccurred(ConnectionEvent event) {
      // the handle stays the application's to close, and says what happened until then
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

    private void destroy() {
      try {
        connection.destroy();
      } catch (ResourceException e) {
        throw new IllegalStateException(e); // ours throws none
      }
    }
  }
}
