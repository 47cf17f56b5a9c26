package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LazyEnlistableConnectionManager;
import jakarta.resource.spi.ManagedConnection;

/**
 * A pool that leaves a {@code LazyEnlistableManagedConnection} out of the transaction until the
 * adapter asks for it (section 7.16.2), as WildFly does. Thread-safe.
 */
public final class LazyEnlistingConnectionManager extends FakeConnectionManager
    implements LazyEnlistableConnectionManager {

  private static final long serialVersionUID = 1L;

  LazyEnlistingConnectionManager(FakeTransactions transactions, Violations violations) {
    super(transactions, violations);
    broker().enlistLazily();
  }

  @Override
  public void lazyEnlist(ManagedConnection connection) throws ResourceException {
    broker().lazyEnlist(connection);
  }
}
