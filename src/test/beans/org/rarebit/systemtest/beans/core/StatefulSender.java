package org.rarebit.systemtest.beans.core;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateful;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.rarebit.api.RpcConnectionFactory;

/** An enterprise bean that cannot be called again once the container has discarded it. */
@Stateful
public class StatefulSender {

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  @Resource private TransactionSynchronizationRegistry transactions;

  private int sent;

  public void send(String line) {
    sent++;
    Sending.castAndFail(line, rpc, transactions);
  }

  public int sent() {
    return sent;
  }
}
