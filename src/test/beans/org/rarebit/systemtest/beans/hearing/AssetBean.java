package org.rarebit.systemtest.beans.hearing;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import org.rarebit.api.AnnotatedNotificationListener;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.OnNotification;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;

/** Hears by annotated methods, each with its own transaction attribute. */
@MessageDriven(
    messageListenerInterface = AnnotatedNotificationListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "topics", propertyValue = "systemtest_assets"),
      @ActivationConfigProperty(propertyName = "redeliveryLimit", propertyValue = "2"),
      @ActivationConfigProperty(propertyName = "deadLetterQueue", propertyValue = "systemtest_dead")
    })
public class AssetBean implements AnnotatedNotificationListener {

  /** What payloads are. */
  public record Asset(long id, String name) {}

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  @OnNotification(eventType = "asset.created")
  public void created(Asset asset, RequestContext context) {
    tell("created." + asset.id() + "." + context.get("user_id"));
  }

  @OnNotification(eventType = "asset.*", priority = NotificationPriority.ERROR)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public NotificationResult failed(Asset asset) {
    tell("failed." + asset.id());
    return NotificationResult.HANDLED;
  }

  /** What is told is never told, since its transaction rolls back each time. */
  @OnNotification(eventType = "asset.poison")
  public void poison() {
    tell("poison");
    throw new IllegalStateException("it is poison");
  }

  private void tell(String event) {
    try (RpcConnection connection = rpc.getConnection()) {
      connection.notifier("assets").withTopics("systemtest_told").info(event, null);
    }
  }
}
