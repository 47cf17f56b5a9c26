package org.rarebit.ra.server;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.rarebit.api.AnnotatedNotificationListener;
import org.rarebit.api.EncodingException;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationBatchListener;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.OnNotification;

/**
 * How a bean hears notifications: found and checked when it is activated, by the listener that it
 * implements. Immutable.
 */
public interface NotificationMethods {

  /** Whether it takes several at once. */
  default boolean isBatched() {
    return false;
  }

  /** The priorities that it can hear at all. */
  default Set<NotificationPriority> priorities() {
    return EnumSet.allOf(NotificationPriority.class);
  }

  /** Whether it has a method for a notification. */
  default boolean hears(ReceivedNotification notification) {
    return true;
  }

  /**
   * The call that hands notifications over.
   *
   * @param notifications each is heard; one, unless it is batched
   * @throws EncodingException if the payload does not fit the method's parameter
   */
  Call callFor(List<ReceivedNotification> notifications);

  /**
   * Looks at a bean.
   *
   * @throws IllegalArgumentException naming everything that is wrong with it
   */
  static NotificationMethods of(Class<?> beanClass) {
    List<Class<?>> listeners =
        List.<Class<?>>of(
                NotificationListener.class,
                NotificationBatchListener.class,
                AnnotatedNotificationListener.class)
            .stream()
            .filter(listener -> listener.isAssignableFrom(beanClass))
            .toList();
    if (listeners.size() > 1) {
      throw new IllegalArgumentException(
          beanClass.getName()
              + " implements several listeners of notifications, but a bean can be one of them: "
              + String.join(", ", listeners.stream().map(Class::getSimpleName).toList())
              + ".");
    }
    boolean annotated =
        Arrays.stream(beanClass.getMethods())
            .anyMatch(m -> m.isAnnotationPresent(OnNotification.class));
    // a bean may name its listener in an annotation or a descriptor, and implement nothing
    Class<?> listener = listeners.isEmpty() ? null : listeners.get(0);
    if (listener == AnnotatedNotificationListener.class || (listener == null && annotated)) {
      return AnnotatedMethods.of(beanClass);
    }
    if (annotated) {
      throw new IllegalArgumentException(
          beanClass.getName()
              + " implements "
              + listener.getSimpleName()
              + ", so its methods marked @OnNotification would never be called. Implement"
              + " AnnotatedNotificationListener instead, or take the marks away.");
    }
    return listener == NotificationBatchListener.class
            || (listener == null && takesLists(beanClass))
        ? ListenerMethod.ON_NOTIFICATIONS
        : ListenerMethod.ON_NOTIFICATION;
  }

  private static boolean takesLists(Class<?> beanClass) {
    for (Method method : beanClass.getMethods()) {
      if (method.getName().equals("onNotifications")
          && Arrays.equals(method.getParameterTypes(), new Class<?>[] {List.class})) {
        return true;
      }
    }
    return false;
  }

  /**
   * One call of a bean.
   *
   * @param method of the listener's interface or the bean's class
   * @param args in the method's order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Call(Method method, Object[] args) {}

  /**
   * The one method of a listener's interface. Unlike the bean's, it can be called on every kind of
   * endpoint. Immutable.
   */
  static final class ListenerMethod implements NotificationMethods {

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
    public Call callFor(List<ReceivedNotification> notifications) {
      return new Call(
          method, new Object[] {batched ? List.copyOf(notifications) : notifications.get(0)});
    }
  }
}
