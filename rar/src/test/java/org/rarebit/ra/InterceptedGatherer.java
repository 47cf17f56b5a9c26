package org.rarebit.ra;

import java.util.List;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationBatchListener;
import org.rarebit.api.NotificationResult;

/** Hears several at once in {@link InterceptedBeanTest}. */
public class InterceptedGatherer implements NotificationBatchListener {

  @Override
  public NotificationResult onNotifications(List<Notification> notifications) {
    InterceptedBeanTest.Desk.hear(List.copyOf(notifications));
    return NotificationResult.HANDLED;
  }
}
