package org.rarebit.check;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/**
 * Hears notifications. All servers that have the check share the queue, so this may hear what
 * another one told: whoever hears it tells everybody so.
 */
@MessageDriven(
    messageListenerInterface = NotificationListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "topics", propertyValue = Check.TOPIC),
      @ActivationConfigProperty(propertyName = "priorities", propertyValue = "info"),
      // one that fails is of no use later
      @ActivationConfigProperty(propertyName = "redeliveryLimit", propertyValue = "1")
    })
public class HearingBean implements NotificationListener {

  @Resource(lookup = CheckServlet.FACTORY)
  private RpcConnectionFactory rpc;

  @Override
  public NotificationResult onNotification(Notification notification) {
    CheckServlet.factory(rpc)
        .proxy(Check.class, Target.topic(Check.TOPIC))
        .arrived(notification.payload(String.class));
    return NotificationResult.HANDLED;
  }
}
