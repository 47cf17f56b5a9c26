package org.rarebit.systemtest.beans.moving;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.concurrent.TimeUnit;
import org.rarebit.api.Arg;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/**
 * Comes and goes. Counts in the properties of the JVM, which outlive it: one stroke for each run of
 * a request.
 */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "topic", propertyValue = "systemtest_load"),
      @ActivationConfigProperty(propertyName = "server", propertyValue = "moving")
    })
public class MovingBean implements RpcListener {

  /** Without a transaction: Payara rolls back those that are under way when it closes a bean. */
  @RpcMethod
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public String run(@Arg("id") String id) throws InterruptedException {
    System.getProperties().merge("systemtest.runs." + id, "|", (runs, one) -> runs + "" + one);
    System.getProperties().merge("systemtest.served.moving", "1", MovingBean::sum);
    TimeUnit.MILLISECONDS.sleep(5); // some work, so that requests are always under way
    return id;
  }

  private static Object sum(Object one, Object other) {
    return Long.toString(Long.parseLong((String) one) + Long.parseLong((String) other));
  }
}
