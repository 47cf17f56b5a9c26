package org.rarebit.systemtest.beans.misspelt;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Serves the same method of the same topic as {@link HiddenBean}. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = "systemtest_hiding"))
public class HidingBean implements RpcListener {

  @RpcMethod
  public String hello() {
    return "must not be served beside another one";
  }
}
