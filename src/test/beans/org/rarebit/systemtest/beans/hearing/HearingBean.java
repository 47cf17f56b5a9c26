package org.rarebit.systemtest.beans.hearing;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.ApplicationException;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import org.rarebit.api.MessagingException;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RpcConnectionFactory;

/**
 * Tells, in its transaction, the topic that each event type names; then it does what the event type
 * says, the first time.
 */
@MessageDriven(
    messageListenerInterface = NotificationListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topics", propertyValue = "systemtest_hearing"))
public class HearingBean implements NotificationListener {

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  /** Commits, as an application exception does unless it says otherwise. */
  @ApplicationException
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  @Resource private MessageDrivenContext context;

  @Override
  public NotificationResult onNotification(Notification notification) {
    String event = notification.eventType();
    rpc.notifier("bean").withTopics("systemtest_" + event).info(event, null);
    if (notification.isRedelivered()) {
      return NotificationResult.HANDLED;
    }
    switch (event) {
      case "fail" -> throw new IllegalStateException("the first time");
      case "refuse" -> throw new RefusedException("the first time");
      case "lost" -> throw new MessagingException("the first time");
      case "rollback" -> context.setRollbackOnly();
      case "requeue" -> {
        return NotificationResult.REQUEUE;
      }
      default -> {
        // handled
      }
    }
    return NotificationResult.HANDLED;
  }
}
