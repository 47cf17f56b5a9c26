package org.rarebit.systemtest.beans.misspelt;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Has nothing wrong; its application has the API once more. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = "systemtest_spare"))
public class SpareBean implements RpcListener {

  @RpcMethod
  public String hello() {
    return "hello";
  }
}
