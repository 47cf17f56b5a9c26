package org.rarebit.systemtest.beans.core;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.List;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcListener;
import org.rarebit.api.Target;

/** Serves {@link Ledger}. Its methods are in a transaction, as by default, unless they say so. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = Ledger.TOPIC))
public class LedgerBean implements RpcListener, Ledger {

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  @Resource private MessageDrivenContext context;
  @Resource private TransactionSynchronizationRegistry transactions;

  @Override
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void enter(String line) {
    Entries.add(line);
  }

  @Override
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public List<String> entries() {
    return Entries.all();
  }

  @Override
  public void enterAndCommit(String line) {
    cast(line);
    beforeCompletion(() -> Entries.add("before the commit of " + line));
  }

  @Override
  public void enterAndRollBack(String line) {
    cast(line);
    context.setRollbackOnly();
  }

  @Override
  public String endWellAndFailToCommit() {
    beforeCompletion(transactions::setRollbackOnly);
    return "must not be seen";
  }

  @Override
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public long work(String line, long millis) {
    Entries.add(line);
    try {
      Thread.sleep(millis); // being slow is what this method is for
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return millis;
  }

  private void cast(String line) {
    try (RpcConnection connection = rpc.getConnection()) {
      connection.proxy(Ledger.class, Target.topic(TOPIC)).enter(line);
    }
  }

  private void beforeCompletion(Runnable action) {
    transactions.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {
            action.run();
          }

          @Override
          public void afterCompletion(int status) {
            // the adapter's turn
          }
        });
  }
}
