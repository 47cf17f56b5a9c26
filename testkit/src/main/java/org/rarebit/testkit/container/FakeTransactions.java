package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import javax.transaction.xa.XAResource;

/**
 * Transactions for tests: one per thread, not nested, in memory. A {@link UserTransaction} that a
 * test or a bean demarcates with, and the {@link #registry()} that a resource adapter gets. At most
 * one local transaction takes part in each, as on the real servers. One that times out does so
 * under its thread, as there.
 *
 * <p>Thread-safe; a transaction belongs to the thread that began it.
 */
public final class FakeTransactions implements UserTransaction {

  @SuppressWarnings("ThreadLocalUsage") // one per container, removed after each use
  private final ThreadLocal<FakeTransaction> current = new ThreadLocal<>();

  @SuppressWarnings("ThreadLocalUsage") // one per container; without a value unless a test sets it
  private final ThreadLocal<Integer> timeoutSeconds = new ThreadLocal<>();

  private final TransactionSynchronizationRegistry registry = new FakeRegistry(this);
  private final ThreadFactory threads;
  private volatile TransactionTimeout timeout = TransactionTimeout.ROLL_BACK;

  FakeTransactions(ThreadFactory threads) {
    this.threads = threads;
  }

  /** Sets what becomes of a transaction that times out; rolled back at once unless told. */
  public FakeTransactions timeouts(TransactionTimeout how) {
    timeout = how;
    return this;
  }

  /** What {@code BootstrapContext.getTransactionSynchronizationRegistry()} returns. */
  public TransactionSynchronizationRegistry registry() {
    return registry;
  }

  @Override
  public void begin() throws NotSupportedException {
    if (current.get() != null) {
      throw new NotSupportedException("This thread has a transaction; they are not nested.");
    }
    FakeTransaction begun = new FakeTransaction();
    current.set(begun);
    Integer seconds = timeoutSeconds.get();
    if (seconds != null) {
      reaper(() -> begun.timeOutIn(Duration.ofSeconds(seconds), timeout));
    }
  }

  /**
   * Commits this thread's transaction: before-completion callbacks, then the resources, then the
   * after-completion callbacks, all on this thread.
   *
   * @throws RollbackException if it was marked for rollback, or a callback or resource refused
   * @throws SystemException if a local transaction failed to commit
   * @throws IllegalStateException if this thread has no transaction
   */
  @Override
  public void commit() throws RollbackException, SystemException {
    FakeTransaction transaction = required();
    try {
      transaction.commit();
    } finally {
      current.remove();
    }
  }

  /**
   * Rolls this thread's transaction back.
   *
   * @throws IllegalStateException if this thread has no transaction
   */
  @Override
  public void rollback() {
    FakeTransaction transaction = required();
    try {
      transaction.rollback();
    } finally {
      current.remove();
    }
  }

  @Override
  public void setRollbackOnly() {
    required().setRollbackOnly();
  }

  /** One of {@link Status}; {@link Status#STATUS_NO_TRANSACTION} without a transaction. */
  @Override
  public int getStatus() {
    FakeTransaction transaction = current.get();
    return transaction == null ? Status.STATUS_NO_TRANSACTION : transaction.status();
  }

  /**
   * Sets after how many seconds the transactions that this thread begins from now on time out;
   * never unless told, and never again with 0.
   */
  @Override
  public void setTransactionTimeout(int seconds) {
    if (seconds == 0) {
      timeoutSeconds.remove();
    } else {
      timeoutSeconds.set(seconds);
    }
  }

  /**
   * Lets this thread's transaction time out now: another thread does what {@link #timeouts} says,
   * and this one waits until that is done and has its transaction still, to go on with.
   *
   * @throws IllegalStateException if this thread has no transaction
   */
  public void timeOut() throws InterruptedException {
    FakeTransaction transaction = required();
    reaper(() -> transaction.timeOut(timeout)).join();
  }

  private Thread reaper(Runnable task) {
    Thread thread = threads.newThread(task);
    thread.start();
    return thread;
  }

  /**
   * Makes an XA resource part of this thread's transaction.
   *
   * @throws IllegalStateException if this thread has no transaction
   * @throws ResourceException if the resource refuses {@code start}
   */
  public void enlist(XAResource resource) throws ResourceException {
    required().enlist(new XaBranch(resource));
  }

  /**
   * Begins a local transaction and makes it part of this thread's transaction.
   *
   * @throws IllegalStateException if this thread has no transaction
   * @throws ResourceException if there is a local transaction in it already, or {@code begin} fails
   */
  public void enlist(LocalTransaction transaction) throws ResourceException {
    required().enlist(new LocalBranch(transaction));
  }

  /**
   * Registers a callback the way applications do: called before the interposed ones ahead of the
   * completion, and after them behind it.
   *
   * @throws IllegalStateException if this thread has no transaction
   */
  public void register(Synchronization synchronization) {
    required().register(synchronization, false);
  }

  /** This thread's transaction, or null. */
  FakeTransaction current() {
    return current.get();
  }

  FakeTransaction required() {
    FakeTransaction transaction = current.get();
    if (transaction == null) {
      throw new IllegalStateException("This thread has no transaction.");
    }
    return transaction;
  }

  /** Takes this thread's transaction off it, to be given back to {@link #resume}; may be null. */
  FakeTransaction suspend() {
    FakeTransaction transaction = current.get();
    current.remove();
    return transaction;
  }

  void resume(FakeTransaction transaction) {
    if (transaction == null) {
      current.remove();
    } else {
      current.set(transaction);
    }
  }
}
