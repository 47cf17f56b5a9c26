package org.rarebit.ra.server;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.OnNotification;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcContext;
import org.rarebit.api.spi.BeanMethods;
import org.rarebit.api.spi.BeanMethods.BeanMethod;
import org.rarebit.api.spi.BindableTypes;
import org.rarebit.ra.wire.Glob;
import org.rarebit.ra.wire.Json;

/**
 * The methods of a bean that are marked {@link OnNotification}. A notification reaches the one
 * whose rule comes first: exact event types, then the longest patterns, then those that name the
 * priority. Immutable.
 */
final class AnnotatedMethods implements NotificationMethods {

  /** One event type, or pattern, of one method. */
  private record Rule(Glob eventType, AnnotatedMethod method) {

    boolean matches(ReceivedNotification notification) {
      return method.priorities().contains(notification.priority())
          && (eventType.matches(notification.eventType()) || isForAll());
    }

    /** Those without an event type as well. */
    private boolean isForAll() {
      return eventType.toString().equals(ANY);
    }

    boolean collidesWith(Rule other) {
      return !method.equals(other.method)
          && eventType.toString().equals(other.eventType.toString())
          && method.isForAllPriorities() == other.method.isForAllPriorities()
          && !Collections.disjoint(method.priorities(), other.method.priorities());
    }
  }

  private static final String ANY = "*";

  private static final Comparator<Rule> MOST_SPECIFIC_FIRST =
      Comparator.comparing((Rule rule) -> !rule.eventType().isExact())
          .thenComparing(rule -> -rule.eventType().toString().length())
          .thenComparing(rule -> rule.method().isForAllPriorities())
          .thenComparing(rule -> rule.eventType().toString());

  private final List<Rule> rules;
  private final Set<NotificationPriority> priorities = EnumSet.noneOf(NotificationPriority.class);

  private AnnotatedMethods(List<Rule> rules) {
    this.rules = rules.stream().sorted(MOST_SPECIFIC_FIRST).toList();
    this.rules.forEach(rule -> priorities.addAll(rule.method().priorities()));
  }

  /**
   * Reads them off a bean.
   *
   * @throws IllegalArgumentException naming everything that is wrong with it
   */
  static AnnotatedMethods of(Class<?> beanClass) {
    List<String> problems = new ArrayList<>();
    List<Rule> rules = new ArrayList<>();
    for (BeanMethod method : BeanMethods.of(beanClass)) {
      OnNotification mark = method.declared().getAnnotation(OnNotification.class);
      if (mark != null) {
        AnnotatedMethod one = AnnotatedMethod.of(method, mark, problems);
        for (String eventType :
            mark.eventType().length == 0 ? new String[] {ANY} : mark.eventType()) {
          addRule(rules, eventType, one, problems);
        }
      }
    }
    complainOfHidden(beanClass, problems);
    complainOfCollisions(rules, problems);
    if (rules.isEmpty() && problems.isEmpty()) {
      problems.add("no public method is marked @OnNotification");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          beanClass.getName() + " cannot hear notifications: " + String.join("; ", problems) + ".");
    }
    return new AnnotatedMethods(rules);
  }

  private static void addRule(
      List<Rule> rules, String eventType, AnnotatedMethod method, List<String> problems) {
    try {
      rules.add(new Rule(Glob.of(eventType), method));
    } catch (IllegalArgumentException e) {
      problems.add(method + ": " + e.getMessage());
    }
  }

  private static void complainOfHidden(Class<?> beanClass, List<String> problems) {
    for (Class<?> type = beanClass; type != null; type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(OnNotification.class)
            && !Modifier.isPublic(method.getModifiers())) {
          problems.add(
              AnnotatedMethod.describe(method)
                  + " is not public, so it must not be @OnNotification");
        }
      }
    }
  }

  private static void complainOfCollisions(List<Rule> rules, List<String> problems) {
    for (int i = 0; i < rules.size(); i++) {
      for (Rule other : rules.subList(i + 1, rules.size())) {
        if (rules.get(i).collidesWith(other)) {
          problems.add(
              rules.get(i).method()
                  + " and "
                  + other.method()
                  + " both hear event type \""
                  + other.eventType()
                  + "\" in the same priority, but a notification reaches one method");
        }
      }
    }
  }

  @Override
  public Set<NotificationPriority> priorities() {
    return priorities;
  }

  @Override
  public boolean hears(ReceivedNotification notification) {
    return ruleFor(notification) != null;
  }

  private Rule ruleFor(ReceivedNotification notification) {
    for (Rule rule : rules) {
      if (rule.matches(notification)) {
        return rule;
      }
    }
    return null;
  }

  @Override
  public Call callFor(List<ReceivedNotification> notifications) {
    ReceivedNotification notification = notifications.get(0);
    return ruleFor(notification).method().callFor(notification);
  }

  /**
   * One method that is marked {@link OnNotification}. Immutable.
   *
   * @param method the bean's
   * @param priorities those that it hears
   * @param parameters their types, generic, in the method's order
   */
  private record AnnotatedMethod(
      Method method, Set<NotificationPriority> priorities, List<Type> parameters) {

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

    Call callFor(ReceivedNotification notification) {
      Object[] args = new Object[parameters.size()];
      for (int i = 0; i < args.length; i++) {
        args[i] = argument(parameters.get(i), notification);
      }
      return new Call(method, args);
    }

    private static Object argument(Type type, ReceivedNotification notification) {
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
}
