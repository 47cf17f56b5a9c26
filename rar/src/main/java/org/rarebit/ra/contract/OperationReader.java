package org.rarebit.ra.contract;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.rarebit.api.Arg;
import org.rarebit.api.Cast;
import org.rarebit.api.Fanout;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcMethod;
import org.rarebit.ra.contract.RpcOperation.Style;

/**
 * Reads operations off methods and collects what is wrong with them, so that one error names it
 * all.
 */
final class OperationReader {

  private final List<String> problems = new ArrayList<>();
  private final List<RpcOperation> operations = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();

  /**
   * Reads one operation.
   *
   * @param declared has the annotations: a contract's method, or the bean's own
   * @param invoked what will be invoked: the same, or the bean's method that implements it
   */
  void read(Method declared, Method invoked, String namespace, String version) {
    RpcMethod annotation = declared.getAnnotation(RpcMethod.class);
    String name =
        annotation == null || annotation.value().isEmpty()
            ? declared.getName()
            : annotation.value();
    if (!taken.add(namespace + "\0" + version + "\0" + name)) {
      problems.add(
          describe(declared)
              + " is an overload: give one of them another name with @RpcMethod(\"...\")");
      return;
    }
    Style style = styleOf(declared);
    if (style != Style.CALL && declared.getReturnType() != void.class) {
      problems.add(
          describe(declared)
              + " does not wait for an answer, so it must return void, not "
              + declared.getReturnType().getSimpleName());
    }
    if (Modifier.isFinal(invoked.getModifiers())) {
      problems.add(
          describe(invoked) + " is final: the container cannot intercept it, so it must not be");
    }
    operations.add(
        new RpcOperation(
            name,
            namespace.isEmpty() ? null : namespace,
            version,
            invoked,
            parametersOf(declared, invoked),
            style,
            annotation != null));
  }

  void complain(String problem) {
    problems.add(problem);
  }

  List<RpcOperation> operationsOf(Class<?> type) {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          type.getName() + " cannot be used for RPC: " + String.join("; ", problems) + ".");
    }
    return List.copyOf(operations);
  }

  private List<RpcParameter> parametersOf(Method declared, Method invoked) {
    List<RpcParameter> parameters = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < declared.getParameterCount(); i++) {
      if (declared.getParameterTypes()[i] == RpcContext.class) {
        parameters.add(new RpcParameter(null, RpcContext.class, false));
        continue;
      }
      String name = nameOf(declared.getParameters()[i], invoked.getParameters()[i]);
      if (name == null) {
        problems.add(
            describe(declared)
                + " has no name for parameter "
                + (i + 1)
                + ": mark it @Arg(\"...\") or compile with -parameters");
      } else if (!names.add(name)) {
        problems.add(describe(declared) + " has two arguments named \"" + name + "\"");
      } else {
        boolean nullable =
            isNullable(declared.getParameters()[i]) || isNullable(invoked.getParameters()[i]);
        parameters.add(new RpcParameter(name, invoked.getGenericParameterTypes()[i], nullable));
      }
    }
    return parameters;
  }

  private static String nameOf(Parameter declared, Parameter invoked) {
    for (Parameter parameter : List.of(declared, invoked)) {
      Arg annotation = parameter.getAnnotation(Arg.class);
      if (annotation != null) {
        return annotation.value();
      }
    }
    for (Parameter parameter : List.of(declared, invoked)) {
      if (parameter.isNamePresent()) {
        return parameter.getName();
      }
    }
    return null;
  }

  /** By the annotation's simple name: there are many, on the parameter or on its type. */
  private static boolean isNullable(Parameter parameter) {
    return Stream.concat(
            Arrays.stream(parameter.getAnnotations()),
            Arrays.stream(parameter.getAnnotatedType().getAnnotations()))
        .anyMatch(annotation -> annotation.annotationType().getSimpleName().equals("Nullable"));
  }

  private static Style styleOf(Method method) {
    if (method.isAnnotationPresent(Fanout.class)) {
      return Style.FANOUT;
    }
    return method.isAnnotationPresent(Cast.class) ? Style.CAST : Style.CALL;
  }

  static String describe(Method method) {
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }
}
