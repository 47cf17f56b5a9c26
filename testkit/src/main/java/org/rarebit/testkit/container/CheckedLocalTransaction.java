package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransaction;

/**
 * A connection's local transaction. Payara and Open Liberty commit it even after the connection has
 * reported an error, so a commit that then succeeds would be a lie to the application.
 */
record CheckedLocalTransaction(LocalTransaction transaction, PooledConnection connection)
    implements LocalTransaction {

  @Override
  public void begin() throws ResourceException {
    transaction.begin();
  }

  @Override
  public void commit() throws ResourceException {
    transaction.commit();
    if (connection.hasFailed()) {
      throw connection.violation("7.3", "LocalTransaction.commit succeeded on a broken connection");
    }
  }

  @Override
  public void rollback() throws ResourceException {
    transaction.rollback();
  }
}
