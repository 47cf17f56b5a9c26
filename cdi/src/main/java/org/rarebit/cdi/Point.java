package org.rarebit.cdi;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedCallable;
import jakarta.enterprise.inject.spi.AnnotatedMember;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Qualifier;
import java.lang.annotation.Annotation;
import java.lang.reflect.Member;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcContract;
import org.rarebit.api.spi.ContractOperations;

/**
 * Where something is injected with {@link RpcTarget}, or with a qualifier that stands for it.
 *
 * @param type what is asked for; of a {@code Provider<T>} or {@code Instance<T>} it is T
 * @param qualifier which one
 * @param target what it says
 * @param place its name for people
 */
record Point(Type type, Annotation qualifier, RpcTarget target, String place) {

  /** The injection point, if it is one of ours. */
  static Optional<Point> of(InjectionPoint point) {
    if (point.isDelegate()) {
      return Optional.empty();
    }
    return of(
        point.getQualifiers(),
        provided(point.getType()),
        () -> placeOf(point.getMember(), point.getAnnotated()));
  }

  /** Where one of the annotations is ours. */
  private static Optional<Point> of(
      Set<Annotation> annotations, Type type, Supplier<String> place) {
    for (Annotation each : annotations) {
      RpcTarget target = targetOf(each);
      if (target != null) {
        return Optional.of(new Point(type, each, target, place.get()));
      }
    }
    return Optional.empty();
  }

  /** What a qualifier says: itself, or the application's by the annotation that it bears. */
  private static @Nullable RpcTarget targetOf(Annotation qualifier) {
    return qualifier instanceof RpcTarget target
        ? target
        : qualifier.annotationType().getAnnotation(RpcTarget.class);
  }

  /**
   * The contract that a program will ask for with a {@link RpcTarget.Literal}: there is no target
   * yet.
   */
  static Optional<Class<?>> selectable(InjectionPoint point) {
    return point.getType() instanceof ParameterizedType generic
            && generic.getRawType() == Instance.class
            && generic.getActualTypeArguments()[0] instanceof Class<?> contract
            && contract.isInterface()
            && contract.isAnnotationPresent(RpcContract.class)
            && point.getQualifiers().contains(Any.Literal.INSTANCE)
        ? Optional.of(contract)
        : Optional.empty();
  }

  /**
   * What is asked for, a contract or {@link RpcClient}.
   *
   * @throws IllegalArgumentException if it cannot be had, or not with these members; the text says
   *     why
   */
  Class<?> checked() {
    if (!(type instanceof Class<?> plain)) { // the contract itself; its supertypes may be
      throw new IllegalArgumentException(
          type.getTypeName()
              + " is generic, and cannot be a contract: extend it with an interface that is not,"
              + " and mark that one @RpcContract.");
    }
    if (plain != RpcClient.class) {
      ContractOperations.of(plain);
    }
    Class<? extends Annotation> annotation = qualifier.annotationType();
    if (!annotation.isAnnotationPresent(Qualifier.class)) {
      throw new IllegalArgumentException(
          annotation.getName() + " is annotated with @RpcTarget, but is no @Qualifier: add that.");
    }
    InjectedClient.of(target);
    return plain;
  }

  /**
   * The injection points of a class. Needed for classes that are no beans: a container should
   * report their injection points, too, but Payara and GlassFish do not for message-driven beans,
   * except those of JMS.
   */
  static List<Point> of(AnnotatedType<?> type) {
    List<Point> points = new ArrayList<>();
    type.getFields().stream()
        .filter(field -> field.isAnnotationPresent(Inject.class))
        .forEach(field -> add(field, field, points));
    type.getConstructors().forEach(constructor -> addParameters(constructor, points));
    type.getMethods().forEach(method -> addParameters(method, points));
    return points;
  }

  private static void addParameters(AnnotatedCallable<?> callable, List<Point> points) {
    if (callable.isAnnotationPresent(Inject.class)) {
      callable.getParameters().forEach(parameter -> add(callable, parameter, points));
    }
  }

  private static void add(AnnotatedMember<?> member, Annotated annotated, List<Point> points) {
    Type type = provided(annotated.getBaseType());
    // a type variable is that of a generic superclass: only the container knows what it stands for
    if (!(type instanceof TypeVariable)) {
      of(annotated.getAnnotations(), type, () -> placeOf(member.getJavaMember(), annotated))
          .ifPresent(points::add);
    }
  }

  private static Type provided(Type type) {
    return type instanceof ParameterizedType generic
            && generic.getRawType() instanceof Class<?> raw
            && Provider.class.isAssignableFrom(raw)
        ? generic.getActualTypeArguments()[0]
        : type;
  }

  private static String placeOf(Member member, Annotated annotated) {
    String name = member.getDeclaringClass().getName() + "." + member.getName();
    return annotated instanceof AnnotatedParameter<?> parameter
        ? "parameter " + (parameter.getPosition() + 1) + " of " + name
        : name;
  }
}
