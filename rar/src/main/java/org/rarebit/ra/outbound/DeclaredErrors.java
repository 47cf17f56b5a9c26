package org.rarebit.ra.outbound;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.spi.ErrorArguments;
import org.rarebit.ra.wire.Json;
import org.rarebit.ra.wire.RemoteFailure;

/**
 * Makes the exceptions that a contract's method declares from failures that carry their names. The
 * {@code throws} clause is the allow-list: no other class is ever made, whatever a peer sends.
 */
final class DeclaredErrors {

  private DeclaredErrors() {}

  /**
   * The declared exception that the failure stands for, with the failure as its cause; or the
   * failure itself.
   */
  static Exception of(Method method, RemoteErrorException failure) {
    RemoteFailure.ErrorName name =
        new RemoteFailure.ErrorName(failure.remoteClass(), failure.remoteModule());
    for (Class<?> declared : method.getExceptionTypes()) {
      if (Exception.class.isAssignableFrom(declared)
          && RemoteFailure.ErrorName.of(declared).equals(name)) {
        return make(declared.asSubclass(Exception.class), failure);
      }
    }
    return failure;
  }

  private static Exception make(Class<? extends Exception> type, RemoteErrorException failure) {
    ErrorArguments arguments = ErrorArguments.of(type);
    if (!arguments.isEmpty()) {
      try {
        return arguments.make(failure, (value, of) -> Json.convert(Json.tree(value), of));
      } catch (InvocationTargetException e) {
        return unusable(failure, e.getCause());
      } catch (ReflectiveOperationException | RuntimeException e) {
        return unusable(failure, e);
      }
    }
    try {
      return type.getConstructor(RemoteErrorException.class).newInstance(failure);
    } catch (NoSuchMethodException e) {
      return makeOfText(type, failure);
    } catch (ReflectiveOperationException e) {
      return unusable(failure, e);
    }
  }

  private static Exception makeOfText(
      Class<? extends Exception> type, RemoteErrorException failure) {
    try {
      Constructor<? extends Exception> ofText = type.getConstructor(String.class);
      Exception made = ofText.newInstance(failure.remoteMessage());
      if (made.getCause() == null) {
        made.initCause(failure);
      }
      return made;
    } catch (InvocationTargetException e) {
      return unusable(failure, e.getCause());
    } catch (ReflectiveOperationException | IllegalStateException e) {
      return unusable(failure, e);
    }
  }

  /**
   * The class has no constructor for it: the caller still gets the failure, and why it is not
   * mapped.
   */
  private static Exception unusable(RemoteErrorException failure, Throwable why) {
    failure.addSuppressed(why);
    return failure;
  }
}
