package org.rarebit.ra.inbound;

import jakarta.ejb.ApplicationException;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.rarebit.api.RpcError;

/**
 * Tells a bean's answers from its faults, as the container does: an application exception is
 * checked, or marked as one. What a deployment descriptor says of a class is not seen from here.
 *
 * @see <a href="https://jakarta.ee/specifications/enterprise-beans/4.0/">Jakarta Enterprise Beans
 *     4.0, Application Exceptions</a>
 */
final class ApplicationExceptions {

  private static final System.Logger LOG = System.getLogger(ApplicationExceptions.class.getName());

  /** What it means, and the remedy. */
  static final String UNMARKED_ERROR =
      "The container takes that for a failure of the system: it discards the bean, rolls back and"
          + " logs it. Let it extend Exception and declare it in throws, or mark it"
          + " @ApplicationException.";

  private ApplicationExceptions() {}

  /** Whether the bean meant it. */
  static boolean isOne(Throwable failure) {
    return isMarked(failure.getClass()) || isChecked(failure);
  }

  /** Whether it tells the caller something, rather than that the system failed. */
  static boolean isAnswer(Throwable failure) {
    return !(failure instanceof RolledBackException)
        && !(failure instanceof OutcomeUnknownException)
        && (isOne(failure)
            || EndpointDelivery.isAccessRefused(failure)
            || failure.getClass().isAnnotationPresent(RpcError.class));
  }

  /**
   * Refuses a bean whose mapped errors the container would take for failures of the system: it
   * would discard the bean, roll back and log each. Found are those that the bean, its super-types
   * and contracts declare in {@code throws} or enclose; others are told of when they are thrown.
   *
   * @throws IllegalArgumentException naming them all, and what to do
   */
  static void requireMarkedErrors(Class<?> bean) {
    Set<String> unmarked = new TreeSet<>();
    for (Class<?> type = bean; type != null; type = type.getSuperclass()) {
      collect(type, unmarked);
    }
    if (!unmarked.isEmpty()) {
      throw new IllegalArgumentException(
          bean.getName()
              + " may throw "
              + String.join(", ", unmarked)
              + ", marked @RpcError and unchecked. "
              + UNMARKED_ERROR);
    }
  }

  private static void collect(Class<?> type, Set<String> unmarked) {
    if (type.getName().startsWith("java.") || type.getName().startsWith("jakarta.")) {
      return;
    }
    try {
      Stream.concat(
              Arrays.stream(type.getDeclaredClasses()),
              Arrays.stream(type.getDeclaredMethods())
                  .map(Method::getExceptionTypes)
                  .flatMap(Arrays::stream))
          .filter(ApplicationExceptions::isUnmarkedError)
          .map(Class::getName)
          .forEach(unmarked::add);
    } catch (LinkageError e) {
      LOG.log(Level.DEBUG, "errors of {0} cannot be looked at: {1}", type.getName(), e);
    }
    for (Class<?> each : type.getInterfaces()) {
      collect(each, unmarked);
    }
  }

  /** Whether it is an answer for us and a failure for the container. */
  static boolean isUnmarkedError(Class<?> type) {
    return type.isAnnotationPresent(RpcError.class)
        && (RuntimeException.class.isAssignableFrom(type) || Error.class.isAssignableFrom(type))
        && !isMarked(type);
  }

  private static boolean isMarked(Class<?> thrown) {
    for (Class<?> type = thrown; type != null; type = type.getSuperclass()) {
      ApplicationException mark = type.getAnnotation(ApplicationException.class);
      if (mark != null) {
        return type == thrown || mark.inherited();
      }
    }
    return false;
  }

  static boolean isChecked(Throwable failure) {
    return failure instanceof Exception && !(failure instanceof RuntimeException);
  }
}
