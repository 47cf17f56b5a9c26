package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransaction;

/** A resource's local transaction as the last, one-phase resource of a transaction. */
final class LocalBranch implements Branch {

  private final LocalTransaction transaction;

  LocalBranch(LocalTransaction transaction) {
    this.transaction = transaction;
  }

  @Override
  public void begin() throws ResourceException {
    transaction.begin();
  }

  @Override
  public void prepare() {}

  @Override
  public void commit(boolean onePhase) throws ResourceException {
    transaction.commit();
  }

  @Override
  public void rollback() throws ResourceException {
    transaction.rollback();
  }

  @Override
  public boolean isLocal() {
    return true;
  }
}
