package org.rarebit.ra.server;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.rarebit.api.EncodingException;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.OnNotification;
import org.rarebit.api.spi.BeanMethods;
import org.rarebit.api.spi.BeanMethods.BeanMethod;
import org.rarebit.ra.wire.Glob;

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
  public NotificationCall callFor(List<ReceivedNotification> notifications)
      throws EncodingException {
    ReceivedNotification notification = notifications.get(0);
    return ruleFor(notification).method().callFor(notification);
  }
}
