package org.rarebit.testkit.container;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** The view of {@link FakeTransactions} that a resource adapter has. Thread-safe. */
final class FakeRegistry implements TransactionSynchronizationRegistry {

  private final FakeTransactions transactions;

  FakeRegistry(FakeTransactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Object getTransactionKey() {
    return transactions.current();
  }

  @Override
  public void putResource(Object key, Object value) {
    transactions.required().putResource(key, value);
  }

  @Override
  public Object getResource(Object key) {
    return transactions.required().getResource(key);
  }

  @Override
  public void registerInterposedSynchronization(Synchronization synchronization) {
    transactions.required().register(synchronization, true);
  }

  @Override
  public int getTransactionStatus() {
    FakeTransaction transaction = transactions.current();
    return transaction == null ? Status.STATUS_NO_TRANSACTION : transaction.status();
  }

  @Override
  public void setRollbackOnly() {
    transactions.required().setRollbackOnly();
  }

  @Override
  public boolean getRollbackOnly() {
    return transactions.required().isRollbackOnly();
  }
}
