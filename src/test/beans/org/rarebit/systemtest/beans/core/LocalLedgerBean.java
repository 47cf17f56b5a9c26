package org.rarebit.systemtest.beans.core;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport;
import org.rarebit.api.Arg;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;

/**
 * Writes into the {@link Ledger} through connections that are resources of its transactions. Each
 * line is also cast the default way, after the commit, so that it tells how the transaction ended.
 */
@ConnectionFactoryDefinition(
    name = "java:app/rarebit/local",
    interfaceName = "org.rarebit.api.RpcConnectionFactory",
    resourceAdapter = "#rarebit",
    minPoolSize = 0,
    transactionSupport = TransactionSupport.TransactionSupportLevel.LocalTransaction,
    properties = {"localTransaction=true", "mandatoryCasts=true"})
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(
            propertyName = "topic",
            propertyValue = "systemtest_local_ledger"))
public class LocalLedgerBean implements RpcListener {

  @Resource(lookup = "java:app/rarebit/local")
  private RpcConnectionFactory local;

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  @Resource private MessageDrivenContext context;

  @RpcMethod
  public void enterAndCommit(@Arg("line") String line) {
    enter(line);
  }

  @RpcMethod
  public void enterAndRollBack(@Arg("line") String line) {
    enter(line);
    context.setRollbackOnly();
  }

  /** A cast that no queue takes, so that the local transaction cannot be committed. */
  @RpcMethod
  public void enterAndCastToNobody(@Arg("line") String line) {
    try (RpcConnection connection = local.getConnection()) {
      connection
          .client(Target.topic("systemtest_nobody"))
          .request("enter")
          .arg("line", line)
          .cast();
    }
    enterAfterTheCommit(line);
  }

  private void enter(String line) {
    try (RpcConnection connection = local.getConnection()) {
      connection.proxy(Ledger.class, Target.topic(Ledger.TOPIC)).enter("local " + line);
    }
    enterAfterTheCommit(line);
  }

  private void enterAfterTheCommit(String line) {
    try (RpcConnection connection = rpc.getConnection()) {
      connection.proxy(Ledger.class, Target.topic(Ledger.TOPIC)).enter("default " + line);
    }
  }
}
