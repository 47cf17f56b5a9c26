package org.rarebit.systemtest.beans.ledger;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.rarebit.api.RpcListener;

/** In a transaction of the container's; acknowledged before it begins. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "topic", propertyValue = "required")
    })
public class RequiredBean implements RpcListener, Ledger {

  @EJB private Books books;

  @Resource private TransactionSynchronizationRegistry transactions;

  @Override
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public boolean write(String row, String database, String sending, String ending)
      throws Exception {
    books.write(row, database, sending, Ending.valueOf(ending));
    return Endings.end(Ending.valueOf(ending), transactions);
  }
}
