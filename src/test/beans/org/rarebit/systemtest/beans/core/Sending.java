package org.rarebit.systemtest.beans.core;

import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/** What beans do that let an exception of the adapter's through. */
final class Sending {

  private Sending() {}

  /**
   * Casts the line, writes down how the transaction ends, and calls whom nobody serves.
   *
   * @throws org.rarebit.api.MessageUndeliverableException always
   */
  static void castAndFail(
      String line, RpcConnectionFactory rpc, TransactionSynchronizationRegistry transactions) {
    transactions.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {
            // it is about the end
          }

          @Override
          public void afterCompletion(int status) {
            Entries.add("status " + status + " of " + line);
          }
        });
    rpc.proxy(Ledger.class, Target.topic(Ledger.TOPIC)).enter(line);
    rpc.client(Target.topic("systemtest_nobody")).request("enter").arg("line", line).call();
  }
}
