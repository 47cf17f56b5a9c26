package org.rarebit.systemtest.beans.steady;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.concurrent.TimeUnit;
import org.rarebit.api.Arg;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** The second server of the topic, in an application of its own: it stays. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "topic", propertyValue = "systemtest_load"),
      @ActivationConfigProperty(propertyName = "server", propertyValue = "steady")
    })
public class SteadyBean implements RpcListener {

  /** Without a transaction: Payara rolls back those that are under way when it closes a bean. */
  @RpcMethod
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public String run(@Arg("id") String id) throws InterruptedException {
    System.getProperties().merge("systemtest.runs." + id, "|", (runs, one) -> runs + "" + one);
    TimeUnit.MILLISECONDS.sleep(5);
    return id;
  }
}
