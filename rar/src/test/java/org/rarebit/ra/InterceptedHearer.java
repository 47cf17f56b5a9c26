package org.rarebit.ra;

import org.rarebit.api.Notification;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;

/** Hears in {@link InterceptedBeanTest}. */
public class InterceptedHearer implements NotificationListener {

  @Override
  public NotificationResult onNotification(Notification notification) {
    InterceptedBeanTest.Desk.hear(notification);
    return NotificationResult.HANDLED;
  }
}
