package org.rarebit.systemtest.beans.ledger;

import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.rarebit.api.RpcContext;

/** Brings a method to its end. */
final class Endings {

  private Endings() {}

  static boolean end(Ending ending, TransactionSynchronizationRegistry transactions)
      throws RefusedException, UndoneException {
    boolean redelivered = RpcContext.current().orElseThrow().isRedelivered();
    switch (ending) {
      case SLOW_COMMIT -> transactions.registerInterposedSynchronization(new Slow());
      case FAILING_COMMIT -> transactions.registerInterposedSynchronization(new Failing());
      case SET_ROLLBACK_ONLY -> transactions.setRollbackOnly();
      case APPLICATION_EXCEPTION -> throw new RefusedException("refused");
      case APPLICATION_EXCEPTION_THAT_ROLLS_BACK -> throw new UndoneException("undone");
      case SYSTEM_EXCEPTION -> throw new IllegalStateException("broken");
      case SYSTEM_EXCEPTION_ONCE -> {
        if (!redelivered) {
          throw new IllegalStateException("broken the first time");
        }
      }
      default -> {
        // returns
      }
    }
    return redelivered;
  }

  private static final class Slow implements Synchronization {
    @Override
    public void beforeCompletion() {
      try {
        Thread.sleep(300); // being slow is what this is for
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void afterCompletion(int status) {}
  }

  private static final class Failing implements Synchronization {
    @Override
    public void beforeCompletion() {
      throw new IllegalStateException("the commit fails");
    }

    @Override
    public void afterCompletion(int status) {}
  }
}
