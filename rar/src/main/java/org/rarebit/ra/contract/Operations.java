package org.rarebit.ra.contract;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcMethod;

/**
 * Finds the operations of contracts and of serving beans. Only what a contract declares, or what is
 * marked {@link RpcMethod}, is ever found: never a life cycle callback, a getter, or a method of
 * Object.
 */
public final class Operations {

  private Operations() {}

  /**
   * The operations of a contract, for a proxy.
   *
   * @param contract an interface marked {@link RpcContract}
   * @return one for each abstract method
   * @throws IllegalArgumentException naming everything that is wrong with it
   */
  public static List<RpcOperation> ofContract(Class<?> contract) {
    RpcContract annotation = contract.getAnnotation(RpcContract.class);
    if (!contract.isInterface() || annotation == null) {
      throw new IllegalArgumentException(
          contract.getName() + " is not an interface marked @RpcContract.");
    }
    OperationReader reader = new OperationReader();
    for (Method method : contract.getMethods()) {
      if (Modifier.isAbstract(method.getModifiers())) {
        reader.read(method, method, annotation.namespace(), annotation.version());
      }
    }
    return reader.operationsOf(contract);
  }

  /**
   * The operations of a serving bean: the methods of the contracts that it implements, and its own
   * that are marked {@link RpcMethod}.
   *
   * @param beanClass the bean's class, not a container's subclass of it
   * @return at least one
   * @throws IllegalArgumentException naming everything that is wrong with it
   */
  public static List<RpcOperation> ofBean(Class<?> beanClass) {
    OperationReader reader = new OperationReader();
    List<Class<?>> contracts = contractsOf(beanClass);
    for (Class<?> contract : contracts) {
      RpcContract annotation = contract.getAnnotation(RpcContract.class);
      for (Method declared : contract.getMethods()) {
        if (!Modifier.isStatic(declared.getModifiers())) {
          Method implementation = implementationOf(declared, beanClass);
          reader.read(declared, implementation, annotation.namespace(), annotation.version());
        }
      }
    }
    for (Method method : beanClass.getMethods()) {
      RpcMethod annotation = method.getAnnotation(RpcMethod.class);
      if (annotation != null && !method.isBridge() && !isDeclaredByOneOf(contracts, method)) {
        if (Modifier.isStatic(method.getModifiers())) {
          reader.complain(
              OperationReader.describe(method) + " is static, so it must not be @RpcMethod");
        } else {
          reader.read(method, method, annotation.namespace(), annotation.version());
        }
      }
    }
    List<RpcOperation> operations = reader.operationsOf(beanClass);
    if (operations.isEmpty()) {
      throw new IllegalArgumentException(
          beanClass.getName()
              + " has nothing to call: let it implement an interface marked @RpcContract, or mark"
              + " public methods @RpcMethod.");
    }
    return operations;
  }

  private static List<Class<?>> contractsOf(Class<?> beanClass) {
    Set<Class<?>> found = new LinkedHashSet<>();
    for (Class<?> type = beanClass; type != null; type = type.getSuperclass()) {
      collect(type, found);
    }
    // a contract that extends another one speaks for both under its own version
    return found.stream()
        .filter(
            one -> found.stream().noneMatch(other -> other != one && one.isAssignableFrom(other)))
        .toList();
  }

  private static void collect(Class<?> type, Set<Class<?>> found) {
    for (Class<?> parent : type.getInterfaces()) {
      if (parent.isAnnotationPresent(RpcContract.class)) {
        found.add(parent);
      }
      collect(parent, found);
    }
  }

  /** The bean's own method rather than the interface's: containers look attributes up by it. */
  private static Method implementationOf(Method declared, Class<?> beanClass) {
    try {
      return beanClass.getMethod(declared.getName(), declared.getParameterTypes());
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          beanClass.getName() + " does not implement " + OperationReader.describe(declared) + ".",
          e);
    }
  }

  private static boolean isDeclaredByOneOf(List<Class<?>> contracts, Method method) {
    List<Method> declared = new ArrayList<>();
    contracts.forEach(contract -> declared.addAll(List.of(contract.getMethods())));
    return declared.stream()
        .anyMatch(
            other ->
                other.getName().equals(method.getName())
                    && List.of(other.getParameterTypes())
                        .equals(List.of(method.getParameterTypes())));
  }
}
