package org.rarebit.bench.beans;

import org.rarebit.api.Notification;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;

/** Hears one notification at a time, and counts. */
public class SingleHearingBean implements NotificationListener {

  /** For the container. */
  public SingleHearingBean() {}

  @Override
  public NotificationResult onNotification(Notification notification) {
    Hearing.heard(1);
    return NotificationResult.HANDLED;
  }
}
