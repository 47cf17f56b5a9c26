package org.rarebit.telemetry;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.RequestContext;
import org.rarebit.api.TypeRef;

/** A notification that has come. */
record Heard(Map<String, String> headers, boolean isRedelivered) implements Notification {

  @Override
  public RequestContext context() {
    return RequestContext.empty();
  }

  @Override
  public String publisherId() {
    return "billing.web1";
  }

  @Override
  public String eventType() {
    return "invoice.created";
  }

  @Override
  public @Nullable Object payload() {
    return null;
  }

  @Override
  public <T> @Nullable T payload(Class<T> type) {
    return null;
  }

  @Override
  public <T> @Nullable T payload(TypeRef<T> type) {
    return null;
  }

  @Override
  public @Nullable String messageId() {
    return null;
  }

  @Override
  public @Nullable Instant timestamp() {
    return null;
  }

  @Override
  public NotificationPriority priority() {
    return NotificationPriority.INFO;
  }
}
