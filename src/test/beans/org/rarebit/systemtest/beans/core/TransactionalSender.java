package org.rarebit.systemtest.beans.core;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.Dependent;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import org.rarebit.api.RpcConnectionFactory;

/** A CDI bean with transactions. */
@Dependent
public class TransactionalSender {

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  @Resource private TransactionSynchronizationRegistry transactions;

  @Transactional
  public void send(String line) {
    Sending.castAndFail(line, rpc, transactions);
  }
}
