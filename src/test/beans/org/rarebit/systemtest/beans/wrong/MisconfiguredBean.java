package org.rarebit.systemtest.beans.wrong;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Its topic is missing, and two more of its properties are out of range. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "maxConcurrency", propertyValue = "0"),
      @ActivationConfigProperty(propertyName = "prefetch", propertyValue = "-1")
    })
public class MisconfiguredBean implements RpcListener {

  @RpcMethod
  public String hello() {
    return "must not be served";
  }
}
