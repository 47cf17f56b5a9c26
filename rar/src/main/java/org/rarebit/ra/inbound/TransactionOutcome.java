package org.rarebit.ra.inbound;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

/**
 * How the transaction of one delivery ended. Containers do not tell it otherwise: {@code
 * afterDelivery} returns normally after a rollback on several of them.
 */
final class TransactionOutcome implements Synchronization {

  private boolean watching;
  private int status = Status.STATUS_UNKNOWN;

  /**
   * Watches the calling thread's transaction, if there is one; between beforeDelivery and the
   * method.
   */
  static TransactionOutcome watch(TransactionSynchronizationRegistry registry) {
    TransactionOutcome outcome = new TransactionOutcome();
    if (registry != null && registry.getTransactionStatus() == Status.STATUS_ACTIVE) {
      registry.registerInterposedSynchronization(outcome);
      outcome.watching = true;
    }
    return outcome;
  }

  @Override
  public void beforeCompletion() {
    // only the end counts
  }

  @Override
  public void afterCompletion(int completionStatus) {
    status = completionStatus;
  }

  /** True if there was a transaction and it did not commit. After afterDelivery. */
  boolean isRolledBack() {
    return watching && status != Status.STATUS_COMMITTED;
  }
}
