package org.rarebit.systemtest.beans.misspelt;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Has a property that the adapter does not know. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "topic", propertyValue = "systemtest_misspelt"),
      @ActivationConfigProperty(propertyName = "maxConcurency", propertyValue = "2")
    })
public class UnknownNameBean implements RpcListener {

  @RpcMethod
  public String hello() {
    return "must not be served";
  }
}
