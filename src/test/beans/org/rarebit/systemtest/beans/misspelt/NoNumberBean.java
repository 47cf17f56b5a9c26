package org.rarebit.systemtest.beans.misspelt;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Has a number that is none, and a variable that nobody has resolved. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "topic", propertyValue = "${systemtest.unresolved}"),
      @ActivationConfigProperty(propertyName = "maxConcurrency", propertyValue = "many")
    })
public class NoNumberBean implements RpcListener {

  @RpcMethod
  public String hello() {
    return "must not be served";
  }
}
