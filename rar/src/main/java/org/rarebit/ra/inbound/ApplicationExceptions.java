package org.rarebit.ra.inbound;

import jakarta.ejb.ApplicationException;
import org.rarebit.api.RpcError;

/**
 * Tells a bean's answers from its faults, as the container does: an application exception is
 * checked, or marked as one. What a deployment descriptor says of a class is not seen from here.
 *
 * @see <a href="https://jakarta.ee/specifications/enterprise-beans/4.0/">Jakarta Enterprise Beans
 *     4.0, Application Exceptions</a>
 */
final class ApplicationExceptions {

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
