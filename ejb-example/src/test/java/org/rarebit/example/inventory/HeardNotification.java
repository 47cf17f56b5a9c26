package org.rarebit.example.inventory;

import java.time.Instant;
import java.util.Map;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.RequestContext;
import org.rarebit.api.TypeRef;

/** A notification as the adapter hands it to a bean. */
record HeardNotification(String eventType, Object payload, String messageId, Instant timestamp)
    implements Notification {

  @Override
  public RequestContext context() {
    return RequestContext.of(Map.of());
  }

  @Override
  public String publisherId() {
    return "compute.compute1";
  }

  @Override
  public <T> T payload(Class<T> type) {
    throw new UnsupportedOperationException("the inventory reads maps");
  }

  @Override
  public <T> T payload(TypeRef<T> type) {
    throw new UnsupportedOperationException("the inventory reads maps");
  }

  @Override
  public NotificationPriority priority() {
    return NotificationPriority.INFO;
  }

  @Override
  public boolean isRedelivered() {
    return false;
  }
}
