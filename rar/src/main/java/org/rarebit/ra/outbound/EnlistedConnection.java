package org.rarebit.ra.outbound;

import jakarta.transaction.TransactionSynchronizationRegistry;

/**
 * Under which name a JTA transaction knows the connection that takes part in it. A transaction has
 * one for all handles of a factory and user, as a container takes in one resource that is not XA.
 *
 * @param factory {@link RpcManagedConnectionFactory#id()}
 * @param user of the connection
 */
record EnlistedConnection(String factory, Credentials user) {

  /** That of the caller's transaction; null without one, or if it has none or no longer. */
  RpcManagedConnection find(TransactionSynchronizationRegistry registry) {
    return registry != null
            && registry.getTransactionKey() != null
            && registry.getResource(this) instanceof RpcManagedConnection known
            && known.isInTransaction()
        ? known
        : null;
  }

  /** To be called in the transaction. */
  void is(RpcManagedConnection connection, TransactionSynchronizationRegistry registry) {
    if (registry != null && registry.getTransactionKey() != null) {
      registry.putResource(this, connection);
    }
  }
}
