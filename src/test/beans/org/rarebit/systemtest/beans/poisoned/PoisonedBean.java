package org.rarebit.systemtest.beans.poisoned;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.rarebit.api.AnnotatedNotificationListener;
import org.rarebit.api.OnNotification;

/** Hears what it cannot bear, which goes to the dead letters. */
@MessageDriven(
    messageListenerInterface = AnnotatedNotificationListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "topics", propertyValue = "systemtest_poison"),
      @ActivationConfigProperty(propertyName = "redeliveryLimit", propertyValue = "1"),
      @ActivationConfigProperty(propertyName = "failureThreshold", propertyValue = "100"),
      @ActivationConfigProperty(
          propertyName = "deadLetterQueue",
          propertyValue = "systemtest_poison_dead")
    })
public class PoisonedBean implements AnnotatedNotificationListener {

  @OnNotification(eventType = "cup.*")
  public void drink() {
    throw new IllegalStateException("it is poison");
  }
}
