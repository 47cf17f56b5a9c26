package org.rarebit.api.spi;

import java.lang.ref.SoftReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.Arg;
import org.rarebit.api.EncodingException;
import org.rarebit.api.RemoteErrorException;

/**
 * The keyword arguments of a class of exceptions: the parameters of its constructor that are marked
 * {@link Arg}. They are read from an exception that is thrown, and given to one that is made.
 * Immutable; a class is looked at once.
 */
public final class ErrorArguments {

  /** Makes a Java value of a keyword argument that came. */
  @FunctionalInterface
  public interface Reader {

    /**
     * Reads a value.
     *
     * @param value JSON-native
     * @param type the constructor's parameter's
     * @return of that type
     * @throws EncodingException if the value does not fit
     */
    @Nullable Object read(@Nullable Object value, Type type);
  }

  /** What a parameter of the constructor gets; no name: the text or the failure, by its type. */
  private record Part(@Nullable String name, Class<?> raw, Type type, @Nullable Member source) {}

  // as ContractOperations: the class that outlives an adapter holds nothing of it for good
  private static final ClassValue<SoftReference<ErrorArguments>> CACHE =
      new ClassValue<>() {
        @Override
        protected SoftReference<ErrorArguments> computeValue(Class<?> type) {
          return new SoftReference<>(new ErrorArguments(type));
        }
      };

  private final @Nullable Constructor<?> constructor; // null: the class has no such arguments
  private final List<Part> parts = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private ErrorArguments(Class<?> type) {
    constructor = constructorOf(type);
    if (constructor == null) {
      return;
    }
    for (Parameter parameter : constructor.getParameters()) {
      Arg mark = parameter.getAnnotation(Arg.class);
      String name = mark == null ? null : mark.value();
      Member source = name == null ? null : sourceOf(type, parameter, name);
      if (name != null && source == null) {
        problems.add(
            type.getSimpleName()
                + " has a keyword argument \""
                + name
                + "\", but neither a getter nor a field of that name");
      }
      if (name == null
          && parameter.getType() != String.class
          && !parameter.getType().isAssignableFrom(RemoteErrorException.class)) {
        problems.add(
            type.getSimpleName()
                + " has a constructor with a parameter of type "
                + parameter.getType().getSimpleName()
                + " that is not marked @Arg");
      }
      parts.add(new Part(name, parameter.getType(), parameter.getParameterizedType(), source));
    }
  }

  /**
   * Those of a class.
   *
   * @param type a class of exceptions
   * @return what is known of it
   */
  public static ErrorArguments of(Class<?> type) {
    ErrorArguments known = CACHE.get(type).get();
    if (known == null) { // memory was short
      CACHE.remove(type);
      known = new ErrorArguments(type);
    }
    return known;
  }

  /**
   * Tells whether there are any.
   *
   * @return false if no constructor has a parameter that is marked
   */
  public boolean isEmpty() {
    return constructor == null;
  }

  /**
   * What is wrong with the class.
   *
   * @return sentences without an end; none if nothing is
   */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /**
   * The keyword arguments of an exception.
   *
   * @param thrown of the class
   * @return by their names on the wire, nulls possible; without those that cannot be read
   */
  public Map<String, @Nullable Object> of(Throwable thrown) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Part part : parts) {
      if (part.name() != null && part.source() != null) {
        try {
          values.put(
              part.name(),
              part.source() instanceof Field field
                  ? field.get(thrown)
                  : ((Method) part.source()).invoke(thrown));
        } catch (IllegalAccessException | InvocationTargetException e) {
          // the failure travels all the same
        }
      }
    }
    return values;
  }

  /**
   * Makes an exception of the class from a failure. What did not come is null.
   *
   * @param failure what came
   * @param reader makes the arguments' values
   * @return an exception with the failure as its cause, unless it has another
   * @throws ReflectiveOperationException if the class does not let itself be made
   * @throws EncodingException if an argument does not fit
   */
  public Exception make(RemoteErrorException failure, Reader reader)
      throws ReflectiveOperationException {
    if (constructor == null) {
      throw new NoSuchMethodException("no constructor with a parameter marked @Arg");
    }
    @Nullable Object[] values = new @Nullable Object[parts.size()];
    for (int i = 0; i < values.length; i++) {
      Part part = parts.get(i);
      if (part.name() != null) {
        values[i] = reader.read(failure.remoteKwargs().get(part.name()), part.type());
      } else {
        values[i] = part.raw() == String.class ? failure.remoteMessage() : failure;
      }
    }
    Exception made = (Exception) constructor.newInstance(values);
    if (made.getCause() == null) {
      try {
        made.initCause(failure);
      } catch (IllegalStateException e) { // it was made with a cause that is null
        made.addSuppressed(failure);
      }
    }
    return made;
  }

  private static @Nullable Constructor<?> constructorOf(Class<?> type) {
    for (Constructor<?> candidate : type.getConstructors()) {
      for (Parameter parameter : candidate.getParameters()) {
        if (parameter.isAnnotationPresent(Arg.class)) {
          return candidate;
        }
      }
    }
    return null;
  }

  /** A getter, in the style of records or of beans, or a field. */
  private static @Nullable Member sourceOf(Class<?> type, Parameter parameter, String argument) {
    Set<String> names = new LinkedHashSet<>();
    if (parameter.isNamePresent()) {
      names.add(parameter.getName());
    }
    names.add(argument);
    names.add(camelCase(argument));
    for (String name : names) {
      String capitalized = Character.toUpperCase(name.charAt(0)) + name.substring(1);
      for (String getter : List.of(name, "get" + capitalized, "is" + capitalized)) {
        Method method = getter(type, getter);
        if (method != null) {
          return method;
        }
      }
    }
    for (String name : names) {
      Field field = field(type, name);
      if (field != null) {
        return field;
      }
    }
    return null;
  }

  private static @Nullable Method getter(Class<?> type, String name) {
    try {
      Method method = type.getMethod(name);
      return method.getReturnType() != void.class
              && !Modifier.isStatic(method.getModifiers())
              && method.getDeclaringClass() != Object.class
              && method.trySetAccessible()
          ? method
          : null;
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private static @Nullable Field field(Class<?> type, String name) {
    for (Class<?> owner = type; owner != Throwable.class; owner = owner.getSuperclass()) {
      try {
        Field field = owner.getDeclaredField(name);
        return field.trySetAccessible() ? field : null;
      } catch (NoSuchFieldException e) {
        if (owner.getSuperclass() == null) {
          return null;
        }
      }
    }
    return null;
  }

  private static String camelCase(String name) {
    StringBuilder text = new StringBuilder();
    boolean capital = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        capital = text.length() > 0;
      } else {
        text.append(capital ? Character.toUpperCase(c) : c);
        capital = false;
      }
    }
    return text.isEmpty() ? name : text.toString();
  }
}
