package org.rarebit.cdi;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rarebit.api.Arg;
import org.rarebit.api.Cast;
import org.rarebit.api.Fanout;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcMethod;

/**
 * What a contract must be. A connection refuses the same when it makes a proxy, but at deployment
 * there is none, and an application cannot see the adapter's classes; a test compares the two.
 */
final class ContractRules {

  private final List<String> problems = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();

  private ContractRules() {}

  /**
   * Checks a contract.
   *
   * @throws IllegalArgumentException naming everything that is wrong with it
   */
  static void check(Class<?> contract) {
    if (!contract.isInterface() || !contract.isAnnotationPresent(RpcContract.class)) {
      throw new IllegalArgumentException(
          contract.getName() + " is not an interface marked @RpcContract" + hint(contract) + ".");
    }
    ContractRules rules = new ContractRules();
    for (Method method : contract.getMethods()) {
      if (Modifier.isAbstract(method.getModifiers())) {
        rules.check(method);
      }
    }
    if (!rules.problems.isEmpty()) {
      throw new IllegalArgumentException(
          contract.getName()
              + " cannot be used for RPC: "
              + String.join("; ", rules.problems)
              + ".");
    }
  }

  private static String hint(Class<?> contract) {
    for (Annotation annotation : contract.getAnnotations()) {
      Class<?> type = annotation.annotationType();
      if (type != RpcContract.class && type.getName().equals(RpcContract.class.getName())) {
        return ", but with the annotation of another copy of rarebit-api.jar: the one in the"
            + " resource adapter must be the only one";
      }
    }
    return "";
  }

  private void check(Method method) {
    RpcMethod annotation = method.getAnnotation(RpcMethod.class);
    String name =
        annotation == null || annotation.value().isEmpty() ? method.getName() : annotation.value();
    if (!taken.add(name)) {
      complain(method, "is an overload: give one of them another name with @RpcMethod(\"...\")");
    }
    boolean waits =
        !method.isAnnotationPresent(Cast.class) && !method.isAnnotationPresent(Fanout.class);
    if (!waits && method.getReturnType() != void.class) {
      complain(
          method,
          "does not wait for an answer, so it must return void, not "
              + method.getReturnType().getSimpleName());
    }
    checkParameters(method);
  }

  private void checkParameters(Method method) {
    Set<String> names = new HashSet<>();
    Parameter[] parameters = method.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      Arg annotation = parameters[i].getAnnotation(Arg.class);
      if (parameters[i].getType() == RpcContext.class) {
        continue; // the server's own, not an argument
      }
      if (annotation == null && !parameters[i].isNamePresent()) {
        complain(
            method,
            "has no name for parameter "
                + (i + 1)
                + ": mark it @Arg(\"...\") or compile with -parameters");
        continue;
      }
      String name = annotation == null ? parameters[i].getName() : annotation.value();
      if (!names.add(name)) {
        complain(method, "has two arguments named \"" + name + "\"");
      }
    }
  }

  private void complain(Method method, String problem) {
    problems.add(
        method.getDeclaringClass().getSimpleName() + "." + method.getName() + " " + problem);
  }
}
