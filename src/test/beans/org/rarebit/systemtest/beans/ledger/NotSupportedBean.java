package org.rarebit.systemtest.beans.ledger;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.rarebit.api.RpcListener;

/** Without a transaction. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "topic", propertyValue = "not_supported")
    })
public class NotSupportedBean implements RpcListener, Ledger {

  @EJB private Books books;

  @Resource private TransactionSynchronizationRegistry transactions;

  @Override
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public boolean write(String row, String database, String sending, String ending)
      throws Exception {
    books.write(row, database, sending, Ending.valueOf(ending));
    return Endings.end(Ending.valueOf(ending), transactions);
  }
}
