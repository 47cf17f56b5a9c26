package org.rarebit.check;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.rarebit.api.RpcListener;

/** Is called. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = Check.TOPIC))
public class CheckBean implements RpcListener, Check {

  @Override
  public String echo(String token) {
    return token;
  }

  @Override
  public void arrived(String token) {
    Tokens.arrived(token);
  }
}
