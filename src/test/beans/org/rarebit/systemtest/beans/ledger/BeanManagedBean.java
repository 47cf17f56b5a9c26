package org.rarebit.systemtest.beans.ledger;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import org.rarebit.api.RpcListener;

/** In transactions of its own. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = "bean_managed"))
@TransactionManagement(TransactionManagementType.BEAN)
public class BeanManagedBean implements RpcListener, Ledger {

  @EJB private Books books;

  @Resource private TransactionSynchronizationRegistry transactions;

  @Resource private UserTransaction transaction;

  @Override
  public boolean write(String row, String database, String sending, String ending)
      throws Exception {
    transaction.begin();
    books.write(row, database, sending, Ending.valueOf(ending));
    if (Ending.valueOf(ending) == Ending.LEFT_OPEN) {
      return false;
    }
    boolean redelivered;
    try {
      redelivered = Endings.end(Ending.valueOf(ending), transactions);
    } catch (Exception e) {
      transaction.rollback();
      throw e;
    }
    transaction.commit();
    return redelivered;
  }
}
