package org.rarebit.systemtest.beans.misspelt;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Has values in another case and with blanks, which are taken. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "topic", propertyValue = " systemtest_loose "),
      @ActivationConfigProperty(propertyName = "maxConcurrency", propertyValue = " 2 "),
      @ActivationConfigProperty(propertyName = "acknowledgement", propertyValue = "after_Commit ")
    })
public class LooseBean implements RpcListener {

  @RpcMethod
  public String hello() {
    return "served";
  }
}
