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
import java.lang.annotation.Annotation;
import java.lang.reflect.Member;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcContract;
import org.rarebit.api.spi.ContractOperations;

/**
 * Where something is injected with {@link RpcTarget}.
 *
 * @param type what is asked for; of a {@code Provider<T>} or {@code Instance<T>} it is T
 * @param target the qualifier
 * @param place its name for people
 */
record Point(Type type, RpcTarget target, String place) {

  /** The injection point, if it is one of ours. */
  static Optional<Point> of(InjectionPoint point) {
    for (Annotation qualifier : point.getQualifiers()) {
      if (qualifier instanceof RpcTarget target && !point.isDelegate()) {
        return Optional.of(
            new Point(
                provided(point.getType()),
                target,
                placeOf(point.getMember(), point.getAnnotated())));
      }
    }
    return Optional.empty();
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
    RpcTarget target = annotated.getAnnotation(RpcTarget.class);
    Type type = provided(annotated.getBaseType());
    // a type variable is that of a generic superclass: only the container knows what it stands for
    if (target != null && !(type instanceof TypeVariable)) {
      points.add(new Point(type, target, placeOf(member.getJavaMember(), annotated)));
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
