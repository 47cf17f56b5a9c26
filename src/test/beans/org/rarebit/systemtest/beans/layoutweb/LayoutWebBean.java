package org.rarebit.systemtest.beans.layoutweb;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.rarebit.api.RpcListener;

/** Serves the contract that is beside it. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = "systemtest_layoutweb"))
public class LayoutWebBean implements RpcListener, Greeting {

  @Override
  public Card greet(Card card) {
    return new Card("Hello, " + card.text(), card.size() + 1);
  }
}
