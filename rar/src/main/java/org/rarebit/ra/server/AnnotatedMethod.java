package org.rarebit.ra.server;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rarebit.api.EncodingException;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.OnNotification;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcContext;
import org.rarebit.api.spi.BeanMethods.BeanMethod;
import org.rarebit.api.spi.BindableTypes;
import org.rarebit.ra.wire.Json;

/**
 * One method that is marked {@link OnNotification}. Immutable.
 *
 * @param method the bean's
 * @param priorities those that it hears
 * @param parameters their types, generic, in the method's order
 */
record AnnotatedMethod(Method method, Set<NotificationPriority> priorities, List<Type> parameters) {

  private static final Set<Type> KNOWN =
      Set.of(Notification.class, RequestContext.class, NotificationPriority.class);

  /** Reads it off a method and adds to the problems what is wrong with it. */
  static AnnotatedMethod of(BeanMethod found, OnNotification mark, List<String> problems) {
    Method method = found.invoked();
    String name = describe(method);
    if (Modifier.isStatic(method.getModifiers())) {
      problems.add(name + " is static, so it must not be @OnNotification");
    }
    if (Modifier.isFinal(method.getModifiers())) {
      problems.add(name + " is final: the container cannot intercept it, so it must not be");
    }
    if (method.getReturnType() != void.class
        && method.getReturnType() != NotificationResult.class) {
      problems.add(
          name
              + " must return void or NotificationResult, not "
              + method.getReturnType().getSimpleName());
    }
    List<Type> parameters = found.parameters();
    checkParameters(name, parameters, problems);
    return new AnnotatedMethod(
        method,
        mark.priority().length == 0
            ? EnumSet.allOf(NotificationPriority.class)
            : EnumSet.copyOf(List.of(mark.priority())),
        parameters);
  }

  private static void checkParameters(String name, List<Type> parameters, List<String> problems) {
    Set<Type> seen = new HashSet<>();
    long payloads = parameters.stream().filter(type -> !KNOWN.contains(type)).count();
    if (payloads > 1) {
      problems.add(
          name
              + " has "
              + payloads
              + " parameters for the payload, but there is one: the others must be of type"
              + " Notification, RequestContext or NotificationPriority");
    }
    for (Type type : parameters) {
      if (KNOWN.contains(type) && !seen.add(type)) {
        problems.add(name + " has two parameters of type " + ((Class<?>) type).getSimpleName());
      }
      String unbindable =
          KNOWN.contains(type) ? null : BindableTypes.problem(type, BindableTypes.Use.READ);
      if (unbindable != null && type != RpcContext.class) {
        problems.add(name + " takes as payload " + unbindable);
      }
      if (type == RpcContext.class) {
        problems.add(name + " has a parameter RpcContext, but a notification is no request");
      }
      if (type.getTypeName().contains(Notification.class.getName() + ">")) {
        problems.add(
            name + " takes several notifications: implement NotificationBatchListener for that");
      }
    }
  }

  boolean isForAllPriorities() {
    return priorities.size() == NotificationPriority.values().length;
  }

  NotificationCall callFor(ReceivedNotification notification) throws EncodingException {
    Object[] args = new Object[parameters.size()];
    for (int i = 0; i < args.length; i++) {
      args[i] = argument(parameters.get(i), notification);
    }
    return new NotificationCall(method, args);
  }

  private static Object argument(Type type, ReceivedNotification notification)
      throws EncodingException {
    if (type == Notification.class) {
      return notification;
    }
    if (type == RequestContext.class) {
      return notification.context();
    }
    return type == NotificationPriority.class
        ? notification.priority()
        : Json.convert(notification.message().payload(), type);
  }

  static String describe(Method method) {
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }

  /** For error texts. */
  @Override
  public String toString() {
    return describe(method);
  }
}
