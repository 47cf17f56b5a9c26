package org.rarebit.api.spi;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.Arg;
import org.rarebit.api.Args;
import org.rarebit.api.Cast;
import org.rarebit.api.Fanout;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcError;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.spi.BindableTypes.Use;
import org.rarebit.api.spi.RpcOperation.Style;
import org.rarebit.api.spi.RpcParameter.Kind;

/**
 * Reads operations off methods and collects what is wrong with them, so that one error names it
 * all.
 */
final class OperationReader {

  private static final Set<Class<?>> PROMISES =
      Set.of(CompletionStage.class, CompletableFuture.class, Future.class);

  private static final String DEFAULT_VERSION = "1.0";

  /** What holds for all methods of a contract, or of a bean's methods that are in none. */
  private record Face(String namespace, String version, ValueRules values) {}

  private final Class<?> subject;
  private final TypeVariables variables;
  private final Use ofArguments;
  private final Set<String> problems = new LinkedHashSet<>(); // one may be met for each contract
  private final Map<String, RpcOperation> byName = new LinkedHashMap<>();
  private final Map<Method, String> names = new LinkedHashMap<>();
  private final Map<Class<?>, Face> faces = new HashMap<>();

  /**
   * A reader.
   *
   * @param subject the contract, or the bean's class
   * @param ofArguments what is done with arguments; the opposite is done with results
   */
  OperationReader(Class<?> subject, Use ofArguments) {
    this.subject = subject;
    this.variables = TypeVariables.of(subject);
    this.ofArguments = ofArguments;
  }

  /**
   * Reads one operation.
   *
   * @param contract whose it is; null for a bean's method that is in none
   * @param declared has the annotations: a contract's method, or the bean's own
   * @param invoked what will be invoked: the same, or the bean's method that implements it
   */
  void read(@Nullable Class<?> contract, Method declared, Method invoked) {
    RpcMethod annotation = declared.getAnnotation(RpcMethod.class);
    Face face = contract == null ? faceOf(annotation) : faces.computeIfAbsent(contract, this::face);
    String needs =
        contract == null || annotation == null || annotation.version().isEmpty()
            ? null
            : annotation.version();
    if (contract == null && !Versions.isValid(face.version())) {
      problems.add(describe(declared) + badVersion(face.version()));
    } else if (needs != null && !Versions.isCompatible(face.version(), needs)) {
      problems.add(
          describe(declared)
              + " needs version \""
              + needs
              + "\", which its contract of version "
              + face.version()
              + " does not offer");
    }
    String name =
        annotation == null || annotation.value().isEmpty()
            ? face.values().names().of(declared.getName())
            : annotation.value();
    String key = face.namespace() + "\0" + face.version() + "\0" + name;
    Type returned = resultOf(declared, invoked);
    boolean promised = PROMISES.contains(TypeVariables.erase(returned));
    RpcOperation known = byName.get(key);
    if (known != null && !isSame(known, declared, invoked)) {
      problems.add(
          describe(known.method(), true)
              + " and "
              + describe(declared, true)
              + " are overloads, both \""
              + name
              + "\" on the wire: give one of them another name with @RpcMethod(\"...\")");
      return;
    }
    names.put(declared, key);
    if (known != null && !isNarrower(returned, known.method())) {
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
    Type result = promised ? promisedBy(returned) : returned;
    for (Class<?> error : declared.getExceptionTypes()) {
      if (error.isAnnotationPresent(RpcError.class)) {
        problems.addAll(ErrorArguments.of(error).problems());
      }
    }
    check(declared, " returns ", result, ofArguments == Use.READ ? Use.WRITE : Use.READ, "");
    byName.put(
        key,
        new RpcOperation(
            name,
            face.namespace().isEmpty() ? null : face.namespace(),
            face.version(),
            needs,
            invoked,
            parametersOf(contract, declared, invoked, face.values()),
            result,
            style,
            promised,
            annotation != null,
            face.values()));
  }

  private Face face(Class<?> contract) {
    RpcContract annotation = contract.getAnnotation(RpcContract.class);
    if (!Versions.isValid(annotation.version())) {
      problems.add(contract.getSimpleName() + badVersion(annotation.version()));
    }
    ValueRules values = ValueRules.DEFAULT;
    try {
      values = ValueRules.of(annotation);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
    return new Face(annotation.namespace(), annotation.version(), values);
  }

  private static Face faceOf(RpcMethod annotation) {
    return new Face(
        annotation.namespace(),
        annotation.version().isEmpty() ? DEFAULT_VERSION : annotation.version(),
        ValueRules.DEFAULT);
  }

  private static String badVersion(String version) {
    return " has version \"" + version + "\", but it must be major.minor";
  }

  /** Whether two methods are one to who calls: inherited twice, or with a narrowed result. */
  private boolean isSame(RpcOperation known, Method declared, Method invoked) {
    return known.method().equals(invoked)
        || (known.method().getName().equals(declared.getName())
            && variables
                .erasedParametersOf(known.method())
                .equals(variables.erasedParametersOf(declared)));
  }

  private boolean isNarrower(Type result, Method than) {
    Class<?> wide = TypeVariables.erase(variables.resolve(than.getGenericReturnType()));
    Class<?> narrow = TypeVariables.erase(result);
    return wide != narrow && wide.isAssignableFrom(narrow);
  }

  /** The bean's own method may narrow it. */
  private Type resultOf(Method declared, Method invoked) {
    Type ofContract = variables.resolve(declared.getGenericReturnType());
    Type ofBean = variables.resolve(invoked.getGenericReturnType());
    Class<?> wide = TypeVariables.erase(ofContract);
    Class<?> narrow = TypeVariables.erase(ofBean);
    return wide != narrow && wide.isAssignableFrom(narrow) ? ofBean : ofContract;
  }

  /** What a {@code CompletionStage<T>} promises: T. */
  private static Type promisedBy(Type future) {
    return future instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[0]
        : Object.class;
  }

  void complain(String problem) {
    problems.add(problem);
  }

  List<RpcOperation> operations() {
    throwProblems();
    return List.copyOf(byName.values());
  }

  /** By each method that was read. */
  Map<Method, RpcOperation> byMethod() {
    throwProblems();
    Map<Method, RpcOperation> operations = new HashMap<>();
    names.forEach((method, name) -> operations.put(method, byName.get(name)));
    return Map.copyOf(operations);
  }

  private void throwProblems() {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          subject.getName() + " cannot be used for RPC: " + String.join("; ", problems) + ".");
    }
  }

  private List<RpcParameter> parametersOf(
      @Nullable Class<?> contract, Method declared, Method invoked, ValueRules values) {
    List<RpcParameter> parameters = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    Type[] types = variables.parametersOf(declared);
    for (int i = 0; i < types.length; i++) {
      Parameter ofContract = declared.getParameters()[i];
      Parameter ofBean = invoked.getParameters()[i];
      if (types[i] == RpcContext.class) {
        if (contract != null) {
          problems.add(
              describe(declared)
                  + " takes an RpcContext, which its callers do not have: the bean calls"
                  + " RpcContext.current()");
        }
        parameters.add(new RpcParameter(null, RpcContext.class, false, Kind.CONTEXT));
        continue;
      }
      boolean rest =
          ofContract.isAnnotationPresent(Args.class) || ofBean.isAnnotationPresent(Args.class);
      String name = rest ? null : nameOf(ofContract, ofBean, values);
      if (rest) {
        checkRest(declared, types[i], !taken.add("\0rest"));
      } else if (name == null) {
        problems.add(
            describe(declared)
                + " has no name for parameter "
                + (i + 1)
                + ": mark it @Arg(\"...\") or compile with -parameters");
        continue;
      } else if (!taken.add(name)) {
        problems.add(describe(declared) + " has two arguments named \"" + name + "\"");
        continue;
      }
      String as = rest ? " as @Args" : " as \"" + name + "\"";
      check(declared, " takes ", types[i], ofArguments, as);
      parameters.add(
          new RpcParameter(
              name,
              types[i],
              isNullable(ofContract) || isNullable(ofBean),
              rest ? Kind.REST : Kind.ARGUMENT));
    }
    return parameters;
  }

  private void checkRest(Method declared, Type type, boolean second) {
    if (second) {
      problems.add(describe(declared) + " has two parameters marked @Args");
    }
    boolean fits =
        type instanceof ParameterizedType generic
            && generic.getRawType() == Map.class
            && generic.getActualTypeArguments()[0] == String.class;
    if (!fits) {
      problems.add(
          describe(declared)
              + " has a parameter marked @Args, which must be a Map<String, ...>, not "
              + type.getTypeName());
    }
  }

  private void check(Method method, String does, Type type, Use use, String as) {
    String problem = BindableTypes.problem(type, use);
    if (problem != null) {
      problems.add(describe(method) + does + problem + as);
    }
  }

  private static @Nullable String nameOf(Parameter declared, Parameter invoked, ValueRules values) {
    for (Parameter parameter : List.of(declared, invoked)) {
      Arg annotation = parameter.getAnnotation(Arg.class);
      if (annotation != null) {
        return annotation.value();
      }
    }
    for (Parameter parameter : List.of(declared, invoked)) {
      if (parameter.isNamePresent()) {
        return values.names().of(parameter.getName());
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
    return describe(method, false);
  }

  private static String describe(Method method, boolean withParameters) {
    String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
    return withParameters
        ? Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", name + "(", ")"))
        : name;
  }
}
