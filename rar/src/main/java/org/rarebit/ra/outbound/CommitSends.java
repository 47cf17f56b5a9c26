package org.rarebit.ra.outbound;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The casts and notifications of one transaction: sent after its commit, in order, confirmed; not
 * sent if it rolls back. Confined to the transaction's thread.
 *
 * <p>A send that fails after the commit cannot undo it: it is logged as an error that says what was
 * lost.
 */
final class CommitSends implements Synchronization {

  private static final System.Logger LOG = System.getLogger(CommitSends.class.getName());

  /** In the transaction's own resources. */
  private static final Object KEY = CommitSends.class.getName();

  /** Who sends what. */
  private record Deferred(ConnectionSends connection, PreparedCast cast) {}

  private final List<Deferred> casts = new ArrayList<>();
  private final List<Runnable> others = new ArrayList<>();

  private CommitSends() {}

  /** Whether the calling thread is in a transaction that decides about casts. */
  static boolean isDeferring(TransactionSynchronizationRegistry registry) {
    if (registry == null) {
      return false;
    }
    int status = registry.getTransactionStatus();
    return status == Status.STATUS_ACTIVE || status == Status.STATUS_MARKED_ROLLBACK;
  }

  /** Leaves a cast to the end of the calling thread's transaction. */
  static void defer(
      TransactionSynchronizationRegistry registry, ConnectionSends connection, PreparedCast cast) {
    if (registry.getTransactionStatus() == Status.STATUS_MARKED_ROLLBACK) {
      return; // it will not be sent, and no synchronization can be registered any more
    }
    of(registry).casts.add(new Deferred(connection, cast));
  }

  /** Runs something short after the commit of the calling thread's transaction, or now. */
  static void afterCommit(TransactionSynchronizationRegistry registry, Runnable task) {
    if (!isDeferring(registry)) {
      task.run();
    } else if (registry.getTransactionStatus() != Status.STATUS_MARKED_ROLLBACK) {
      of(registry).others.add(task);
    }
  }

  private static CommitSends of(TransactionSynchronizationRegistry registry) {
    CommitSends sends = (CommitSends) registry.getResource(KEY);
    if (sends == null) {
      sends = new CommitSends();
      registry.registerInterposedSynchronization(sends);
      registry.putResource(KEY, sends);
    }
    return sends;
  }

  @Override
  public void beforeCompletion() {
    // nothing leaves before the outcome is known
  }

  @Override
  public void afterCompletion(int status) {
    if (status != Status.STATUS_COMMITTED) {
      notCommitted(status);
      return;
    }
    others.forEach(Runnable::run);
    List<Runnable> confirms = new ArrayList<>();
    for (Deferred deferred : casts) { // all are under way before the first confirm is waited for
      confirms.add(deferred.connection().sendCommitted(deferred.cast()));
    }
    confirms.forEach(Runnable::run);
  }

  private void notCommitted(int status) {
    if (status == Status.STATUS_ROLLEDBACK || casts.isEmpty()) {
      LOG.log(Level.DEBUG, "{0} casts of a rolled back transaction are dropped", casts.size());
      return;
    }
    // a heuristic outcome: a person must act on it, and should know of these as well
    LOG.log(
        Level.ERROR,
        "It is not known how the transaction ended (status {0}), so this was not sent: {1}",
        Integer.toString(status),
        casts.stream()
            .map(one -> one.cast().request().subject())
            .collect(Collectors.joining(", ")));
  }

  /** The transaction has committed, and a cast of it cannot be sent. */
  static void lost(PreparedCast cast, Exception reason) {
    LOG.log(
        Level.ERROR,
        "The transaction was committed, but its "
            + cast.request().subject()
            + " is lost: "
            + reason.getMessage(),
        reason);
  }
}
