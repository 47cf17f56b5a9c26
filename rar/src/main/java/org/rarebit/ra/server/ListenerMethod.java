package org.rarebit.ra.server;

import java.lang.reflect.Method;
import java.util.List;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationBatchListener;
import org.rarebit.api.NotificationListener;

/**
 * The one method of a listener's interface. Unlike the bean's, it can be called on every kind of
 * endpoint. Immutable.
 */
final class ListenerMethod implements NotificationMethods {

  static final ListenerMethod ON_NOTIFICATION =
      new ListenerMethod(
          method(NotificationListener.class, "onNotification", Notification.class), false);

  static final ListenerMethod ON_NOTIFICATIONS =
      new ListenerMethod(
          method(NotificationBatchListener.class, "onNotifications", List.class), true);

  private final Method method;
  private final boolean batched;

  private ListenerMethod(Method method, boolean batched) {
    this.method = method;
    this.batched = batched;
  }

  private static Method method(Class<?> listener, String name, Class<?> parameter) {
    try {
      return listener.getMethod(name, parameter);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public boolean isBatched() {
    return batched;
  }

  @Override
  public NotificationCall callFor(List<ReceivedNotification> notifications) {
    return new NotificationCall(
        method, new Object[] {batched ? List.copyOf(notifications) : notifications.get(0)});
  }
}
