package org.rarebit.api.spi;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells types that can never be written as JSON, or never be read from it, before anything is sent.
 * Of the JDK's and the platform's types only those pass that are known to have a form; of an
 * application's, all that nothing speaks against. Records are looked into, other classes are not.
 */
public final class BindableTypes {

  /** What is to be done with a value. */
  public enum Use {
    /** It is made from JSON. */
    READ,
    /** It is made JSON. */
    WRITE
  }

  private static final Set<String> SCALARS =
      Set.of(
          "java.io.File",
          "java.io.Serializable",
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.CharSequence",
          "java.lang.Character",
          "java.lang.Double",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Iterable",
          "java.lang.Long",
          "java.lang.Number",
          "java.lang.Object",
          "java.lang.Short",
          "java.lang.String",
          "java.lang.StringBuilder",
          "java.lang.Void",
          "java.math.BigDecimal",
          "java.math.BigInteger",
          "java.net.InetAddress",
          "java.net.InetSocketAddress",
          "java.net.URI",
          "java.net.URL",
          "java.nio.ByteBuffer",
          "java.nio.charset.Charset",
          "java.nio.file.Path",
          "java.sql.Date",
          "java.sql.Time",
          "java.sql.Timestamp",
          "java.util.Calendar",
          "java.util.Currency",
          "java.util.Date",
          "java.util.GregorianCalendar",
          "java.util.Locale",
          "java.util.Optional",
          "java.util.OptionalDouble",
          "java.util.OptionalInt",
          "java.util.OptionalLong",
          "java.util.TimeZone",
          "java.util.UUID",
          "java.util.concurrent.atomic.AtomicBoolean",
          "java.util.concurrent.atomic.AtomicInteger",
          "java.util.concurrent.atomic.AtomicLong",
          "java.util.concurrent.atomic.AtomicReference",
          "java.util.regex.Pattern");

  private static final Set<String> ONLY_WRITTEN =
      Set.of("java.util.Iterator", "java.util.stream.Stream", "java.util.Map$Entry");

  private final Use use;
  private final Set<Class<?>> seen = new HashSet<>(); // a record may contain itself

  private BindableTypes(Use use) {
    this.use = use;
  }

  /**
   * What is wrong with a type.
   *
   * @param type without the type variables that are bound
   * @param use what is to be done with it
   * @return what it is and why it cannot be used, as the end of a sentence; null if it can
   */
  public static @Nullable String problem(Type type, Use use) {
    return new BindableTypes(use).problem(type, "");
  }

  private @Nullable String problem(Type type, String place) {
    if (type instanceof TypeVariable<?> variable) {
      return variable.getName() + place + ", a type variable that nothing binds";
    }
    if (type instanceof WildcardType wildcard) {
      return problem(wildcard.getUpperBounds()[0], place);
    }
    if (type instanceof GenericArrayType array) {
      return problem(array.getGenericComponentType(), place);
    }
    if (type instanceof ParameterizedType generic) {
      return problemOf(generic, place);
    }
    Class<?> plain = (Class<?>) type;
    return plain.isArray() ? problem(plain.getComponentType(), place) : problemOf(plain, place);
  }

  private @Nullable String problemOf(ParameterizedType generic, String place) {
    Class<?> raw = (Class<?>) generic.getRawType();
    @Nullable String problem = raw.isRecord() ? null : problemOf(raw, place);
    for (Type argument : generic.getActualTypeArguments()) {
      problem = problem == null ? problem(argument, place) : problem;
    }
    if (problem == null && raw.isRecord()) { // its components, with what its variables stand for
      TypeVariables variables = TypeVariables.ofArguments(generic);
      problem = problemOfComponents(raw, variables, place);
    }
    return problem;
  }

  private @Nullable String problemOf(Class<?> type, String place) {
    if (type.isPrimitive() || type.isEnum()) {
      return null;
    }
    if (isPlatforms(type)) {
      return hasForm(type) ? null : type.getName() + place + ", which has no form in JSON";
    }
    if (type.isRecord()) {
      return problemOfComponents(type, TypeVariables.of(type), place);
    }
    Class<?> parent = type.getSuperclass();
    while (parent != null && !isPlatforms(parent)) {
      parent = parent.getSuperclass();
    }
    if (parent != null && !hasForm(parent) && !Throwable.class.isAssignableFrom(parent)) {
      return type.getName() + place + ", a " + parent.getName() + ", which has no form in JSON";
    }
    if (type.isAnnotationPresent(FunctionalInterface.class)) {
      return type.getName() + place + ", a function, which has no form in JSON";
    }
    if (use == Use.READ
        && Modifier.isAbstract(type.getModifiers())
        && !isContainer(type)
        && !saysHowItIsMade(type)) {
      return type.getName()
          + place
          + (type.isInterface() ? ", an interface" : ", an abstract class")
          + ", of which nothing can be made from JSON";
    }
    return null;
  }

  private @Nullable String problemOfComponents(
      Class<?> type, TypeVariables variables, String place) {
    if (!seen.add(type) || isMarkedForJson(type)) {
      return null;
    }
    for (RecordComponent component : type.getRecordComponents()) {
      String within =
          (place.isEmpty() ? " in " : place + ", in ")
              + type.getSimpleName()
              + "."
              + component.getName();
      @Nullable String problem =
          isLeftOut(component)
              ? null
              : problem(variables.resolve(component.getGenericType()), within);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static boolean isLeftOut(RecordComponent component) {
    return isMarkedForJson(component) || isMarkedForJson(component.getAccessor());
  }

  private boolean hasForm(Class<?> type) {
    return SCALARS.contains(type.getName())
        || type.getName().startsWith("java.time.")
        || isContainer(type)
        || (use == Use.WRITE && ONLY_WRITTEN.contains(type.getName()));
  }

  private static boolean isContainer(Class<?> type) {
    return Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
  }

  private static boolean isPlatforms(Class<?> type) {
    String name = type.getName();
    return name.startsWith("java.") || name.startsWith("javax.") || name.startsWith("jakarta.");
  }

  private static boolean saysHowItIsMade(Class<?> type) {
    return isMarkedForJson(type)
        || Arrays.stream(type.getDeclaredMethods())
            .filter(method -> Modifier.isStatic(method.getModifiers()))
            .anyMatch((Method method) -> isMarkedForJson(method));
  }

  /** Who uses such annotations knows what he does. */
  private static boolean isMarkedForJson(AnnotatedElement element) {
    for (Annotation annotation : element.getAnnotations()) {
      if (annotation.annotationType().getSimpleName().startsWith("Json")) {
        return true;
      }
    }
    return false;
  }
}
