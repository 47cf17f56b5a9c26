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

  /**
   * Why what the method did may not have taken effect; null if it has, or if there was no
   * transaction. After afterDelivery.
   *
   * @param cause what the container said about it; null if nothing
   */
  Exception failure(String method, Throwable cause) {
    if (!watching || status == Status.STATUS_COMMITTED) {
      return null;
    }
    return isKnownNotToCommit(status)
        ? new RolledBackException(method, cause)
        : new OutcomeUnknownException(method, status, cause);
  }

  /**
   * The others are those of a transaction that was not ended, or of a heuristic outcome: some
   * resources may have committed.
   */
  static boolean isKnownNotToCommit(int status) {
    return switch (status) {
      case Status.STATUS_ROLLEDBACK,
          Status.STATUS_ROLLING_BACK,
          Status.STATUS_MARKED_ROLLBACK,
          Status.STATUS_NO_TRANSACTION ->
          true;
      default -> false;
    };
  }
}
