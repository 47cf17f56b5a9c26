package org.rarebit.bench.beans;

import java.util.List;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationBatchListener;
import org.rarebit.api.NotificationResult;

/** Hears many notifications at a time, and counts. */
public class BatchHearingBean implements NotificationBatchListener {

  /** For the container. */
  public BatchHearingBean() {}

  @Override
  public NotificationResult onNotifications(List<Notification> notifications) {
    Hearing.heard(notifications.size());
    return NotificationResult.HANDLED;
  }
}
