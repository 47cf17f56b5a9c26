package org.rarebit.ra.outbound;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.List;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessagingException;
import org.rarebit.ra.client.CommitSends;
import org.rarebit.ra.client.Prepared;
import org.rarebit.ra.client.Sends;

/**
 * Hears how a JTA transaction ends, for what is to be sent in it. The container decides on which
 * thread.
 */
final class SendOnCommit implements Synchronization {

  /** In the transaction's own resources. */
  private static final Object KEY = SendOnCommit.class.getName();

  private final CommitSends sends = new CommitSends();

  private SendOnCommit() {}

  /**
   * Leaves something to the end of the calling thread's transaction.
   *
   * @param registry null if there are no transactions here
   * @return false if it is to be sent now: there is no transaction, or it has committed
   * @throws MessagingException if it must not be sent: the transaction has ended otherwise, as one
   *     does whose time is over
   */
  static boolean defer(
      TransactionSynchronizationRegistry registry, Sends through, List<Prepared> casts) {
    return defer(registry, pending -> pending.add(through, casts));
  }

  /** Likewise, for something short that is to be done after the commit. */
  static boolean defer(TransactionSynchronizationRegistry registry, Runnable task) {
    return defer(registry, pending -> pending.add(task));
  }

  private interface Adding {
    boolean to(CommitSends sends);
  }

  private static boolean defer(TransactionSynchronizationRegistry registry, Adding adding) {
    int status = registry == null ? Status.STATUS_NO_TRANSACTION : registry.getTransactionStatus();
    return switch (status) {
      case Status.STATUS_NO_TRANSACTION, Status.STATUS_COMMITTED -> false;
      case Status.STATUS_MARKED_ROLLBACK -> true; // nothing can be registered any more
      case Status.STATUS_ACTIVE,
          Status.STATUS_PREPARING,
          Status.STATUS_PREPARED,
          Status.STATUS_COMMITTING -> {
        if (!adding.to(of(registry))) {
          throw tooLate("has just ended");
        }
        yield true;
      }
      case Status.STATUS_ROLLEDBACK, Status.STATUS_ROLLING_BACK ->
          throw tooLate("has been rolled back, perhaps as its time was over");
      default -> throw tooLate("has ended, and nobody knows how (status " + status + ")");
    };
  }

  private static MessagingException tooLate(String what) {
    return new MessagingException(
        "Nothing was sent: the transaction of this thread "
            + what
            + ". What is to be sent all the same, send without a transaction (NOT_SUPPORTED,"
            + " REQUIRES_NEW), or through a connection factory with sendOnCommit=false.",
        MayHaveRun.NO,
        null);
  }

  private static CommitSends of(TransactionSynchronizationRegistry registry) {
    try {
      SendOnCommit known = (SendOnCommit) registry.getResource(KEY);
      if (known == null) {
        known = new SendOnCommit();
        registry.registerInterposedSynchronization(known);
        registry.putResource(KEY, known);
      }
      return known.sends;
    } catch (IllegalStateException e) { // it went on meanwhile
      MessagingException tooLate = tooLate("takes no part in anything any more");
      tooLate.initCause(e);
      throw tooLate;
    }
  }

  @Override
  public void beforeCompletion() {
    // nothing leaves before the outcome is known
  }

  @Override
  public void afterCompletion(int status) {
    if (status == Status.STATUS_COMMITTED) {
      sends.committed();
    } else {
      sends.notCommitted(status == Status.STATUS_ROLLEDBACK, "status " + status);
    }
  }
}
