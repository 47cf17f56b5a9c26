package org.rarebit.ra.outbound;

import jakarta.transaction.TransactionSynchronizationRegistry;

/**
 * Implemented by the resource adapter bean, so that the calling side can see the caller's
 * transaction.
 */
public interface TransactionAccess {

  /**
   * The container's registry.
   *
   * @return null if the container has none
   */
  TransactionSynchronizationRegistry transactions();
}
