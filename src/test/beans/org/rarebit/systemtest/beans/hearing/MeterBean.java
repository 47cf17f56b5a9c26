package org.rarebit.systemtest.beans.hearing;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import java.util.List;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationBatchListener;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;

/**
 * Hears batches; tells, in its transaction, a notification for each that it heard. Rolls back the
 * first time if one of them says so.
 */
@MessageDriven(
    messageListenerInterface = NotificationBatchListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "topics", propertyValue = "systemtest_meters"),
      @ActivationConfigProperty(propertyName = "priorities", propertyValue = "sample"),
      @ActivationConfigProperty(propertyName = "batchSize", propertyValue = "5"),
      // never: it is full before
      @ActivationConfigProperty(propertyName = "batchTimeoutMillis", propertyValue = "0")
    })
public class MeterBean implements NotificationBatchListener {

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  @Resource private MessageDrivenContext context;

  @Override
  public NotificationResult onNotifications(List<Notification> notifications) {
    try (RpcConnection connection = rpc.getConnection()) {
      for (Notification notification : notifications) {
        connection
            .notifier("meter")
            .withTopics("systemtest_metered")
            .info(notification.eventType(), notifications.size());
      }
    }
    if (notifications.stream()
        .anyMatch(n -> n.eventType().equals("rollback") && !n.isRedelivered())) {
      context.setRollbackOnly();
    }
    return NotificationResult.HANDLED;
  }
}
