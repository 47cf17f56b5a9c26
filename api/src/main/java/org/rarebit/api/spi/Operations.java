package org.rarebit.api.spi;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.spi.BeanMethods.BeanMethod;

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
   * @return by the abstract methods; several methods that are one have the same operation
   * @throws IllegalArgumentException naming everything that is wrong with it
   */
  public static Map<Method, RpcOperation> ofContract(Class<?> contract) {
    if (!contract.isInterface() || !contract.isAnnotationPresent(RpcContract.class)) {
      throw new IllegalArgumentException(
          contract.getName() + " is not an interface marked @RpcContract." + hint(contract));
    }
    OperationReader reader = new OperationReader(contract, BindableTypes.Use.WRITE);
    if (contract.getTypeParameters().length > 0) {
      reader.complain(
          "it is generic, and nothing says what its type variables stand for: extend it with an"
              + " interface that is not, and mark that one @RpcContract");
      return reader.byMethod();
    }
    for (Method method : BeanMethods.sorted(contract.getMethods())) {
      if (Modifier.isAbstract(method.getModifiers())) {
        Class<?> owner = method.getDeclaringClass();
        reader.read(
            owner.isAnnotationPresent(RpcContract.class) ? owner : contract, method, method);
      }
    }
    return reader.byMethod();
  }

  /** Why an annotation may not be there: of a class, or of what it implements. */
  private static String hint(Class<?> type) {
    String fault = ApiCopies.faultOf(type);
    if (fault != null) {
      return " " + type.getName() + ": " + fault;
    }
    for (Class<?> implemented : type.getInterfaces()) {
      String hint = hint(implemented);
      if (!hint.isEmpty()) {
        return hint;
      }
    }
    return "";
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
    OperationReader reader = new OperationReader(beanClass, BindableTypes.Use.READ);
    TypeVariables variables = TypeVariables.of(beanClass);
    List<BeanMethod> methods = BeanMethods.of(beanClass);
    Set<Method> ofContracts = new LinkedHashSet<>();
    for (Class<?> contract : contractsOf(beanClass)) {
      for (Method declared : BeanMethods.sorted(contract.getMethods())) {
        if (!Modifier.isStatic(declared.getModifiers()) && !declared.isBridge()) {
          Method implementation = implementationOf(declared, methods, variables);
          if (implementation == null) {
            reader.complain("it does not implement " + OperationReader.describe(declared));
          } else {
            ofContracts.add(implementation);
            reader.read(contract, declared, implementation);
          }
        }
      }
    }
    for (BeanMethod method : methods) {
      if (method.declared().isAnnotationPresent(RpcMethod.class)
          && !ofContracts.contains(method.invoked())) {
        if (Modifier.isStatic(method.declared().getModifiers())) {
          reader.complain(
              OperationReader.describe(method.declared())
                  + " is static, so it must not be @RpcMethod");
        } else {
          reader.read(null, method.declared(), method.invoked());
        }
      }
    }
    List<RpcOperation> operations = reader.operations();
    if (operations.isEmpty()) {
      throw new IllegalArgumentException(
          beanClass.getName()
              + " has nothing to call: let it implement an interface marked @RpcContract, or mark"
              + " public methods @RpcMethod."
              + hint(beanClass));
    }
    return operations;
  }

  /** Those that extend others first: their names count where both have the same. */
  private static Set<Class<?>> contractsOf(Class<?> beanClass) {
    Set<Class<?>> found = new LinkedHashSet<>();
    for (Class<?> type = beanClass; type != null; type = type.getSuperclass()) {
      collect(type, found);
    }
    return found;
  }

  private static void collect(Class<?> type, Set<Class<?>> found) {
    for (Class<?> parent : type.getInterfaces()) {
      if (parent.isAnnotationPresent(RpcContract.class)) {
        found.add(parent);
      }
      collect(parent, found);
    }
  }

  /**
   * The bean's own method rather than the interface's: containers look attributes up by it. Of
   * several the one with the narrowest result.
   */
  private static @Nullable Method implementationOf(
      Method declared, List<BeanMethod> methods, TypeVariables variables) {
    List<Class<?>> parameters = variables.erasedParametersOf(declared);
    @Nullable Method found = null;
    for (BeanMethod candidate : methods) {
      if (candidate.declared().getName().equals(declared.getName())
          && candidate.parameters().stream()
              .<Class<?>>map(TypeVariables::erase)
              .toList()
              .equals(parameters)
          && (found == null || isBetter(candidate.invoked(), found))) {
        found = candidate.invoked();
      }
    }
    return found;
  }

  private static boolean isBetter(Method candidate, Method found) {
    boolean ofClass = !candidate.getDeclaringClass().isInterface();
    return ofClass == found.getDeclaringClass().isInterface()
        ? ofClass
        : found.getReturnType() != candidate.getReturnType()
            && found.getReturnType().isAssignableFrom(candidate.getReturnType());
  }
}
