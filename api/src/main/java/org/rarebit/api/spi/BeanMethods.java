package org.rarebit.api.spi;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The public methods of a bean's class as its source has them. The compiler adds methods of its
 * own, bridges, and copies annotations to them: some stand for a method that is generic or narrows
 * its result, and are counted once, with it; others make a method of a superclass that is not
 * public reachable, and are what has to be invoked. Immutable.
 */
public final class BeanMethods {

  /**
   * A method.
   *
   * @param declared as the source has it: has the annotations and the types
   * @param invoked what to invoke
   * @param parameters the parameters' types, without variables as far as the class binds them
   */
  public record BeanMethod(Method declared, Method invoked, List<Type> parameters) {

    /**
     * Copies the parameters.
     *
     * @param declared as the source has it
     * @param invoked what to invoke
     * @param parameters the parameters' types
     */
    public BeanMethod {
      parameters = List.copyOf(parameters);
    }
  }

  private BeanMethods() {}

  /**
   * The methods of a class, inherited ones included.
   *
   * @param beanClass the bean's class, not a container's subclass of it
   * @return in an order that is always the same
   */
  public static List<BeanMethod> of(Class<?> beanClass) {
    TypeVariables variables = TypeVariables.of(beanClass);
    List<BeanMethod> found = new ArrayList<>();
    for (Method method : sorted(beanClass.getMethods())) {
      Method declared = method.isBridge() ? hiddenBehind(method) : method;
      if (declared != null) {
        found.add(
            new BeanMethod(declared, method, Arrays.asList(variables.parametersOf(declared))));
      }
    }
    return found;
  }

  /** Reflection's own order is none. */
  static List<Method> sorted(Method... methods) {
    return Arrays.stream(methods)
        .sorted(
            Comparator.comparing(Method::getName)
                .thenComparing(Method::getParameterCount)
                .thenComparing(method -> Arrays.toString(method.getParameterTypes()))
                .thenComparing(method -> method.getDeclaringClass().getName()))
        .toList();
  }

  /**
   * The method of a superclass that a bridge makes reachable; null if the bridge stands for a
   * method of its own class, which is found by itself.
   */
  private static @Nullable Method hiddenBehind(Method bridge) {
    Class<?> owner = bridge.getDeclaringClass();
    for (Class<?> type = owner.getSuperclass(); type != null; type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        if (!method.isBridge() && isSame(method, bridge)) {
          return isOverridden(method, owner) ? null : method;
        }
      }
    }
    return null;
  }

  private static boolean isSame(Method method, Method bridge) {
    return method.getName().equals(bridge.getName())
        && method.getReturnType() == bridge.getReturnType()
        && Arrays.equals(method.getParameterTypes(), bridge.getParameterTypes());
  }

  private static boolean isOverridden(Method inherited, Class<?> owner) {
    List<Class<?>> parameters = TypeVariables.of(owner).erasedParametersOf(inherited);
    return Arrays.stream(owner.getDeclaredMethods())
        .anyMatch(
            own ->
                !own.isBridge()
                    && own.getName().equals(inherited.getName())
                    && List.of(own.getParameterTypes()).equals(parameters));
  }
}
