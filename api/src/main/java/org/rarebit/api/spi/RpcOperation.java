package org.rarebit.api.spi;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A method as the network sees it. Immutable.
 *
 * @param name its name on the wire
 * @param namespace its namespace, or null
 * @param version the version of its interface, {@code major.minor}
 * @param needs the version that a call of the method asks for, if the method itself says so; null:
 *     the target's, or {@code version}
 * @param method what to invoke: of the interface for a proxy, of the bean's class for a server
 * @param parameters in the method's order
 * @param result the type of the result, without type variables; of a method that promises one, what
 *     it promises
 * @param style whether the caller waits
 * @param promised true if the method returns a future of the result
 * @param exposed true if the method is marked {@link org.rarebit.api.RpcMethod}
 * @param values what its contract says of values
 */
public record RpcOperation(
    String name,
    @Nullable String namespace,
    String version,
    @Nullable String needs,
    Method method,
    List<RpcParameter> parameters,
    Type result,
    Style style,
    boolean promised,
    boolean exposed,
    ValueRules values) {

  /** How a proxy sends it. */
  public enum Style {
    /** Waits for the result. */
    CALL,
    /** One server gets it; the caller does not wait. */
    CAST,
    /** Every server gets it; the caller does not wait. */
    FANOUT
  }

  /**
   * Copies the parameters.
   *
   * @param name its name on the wire
   * @param namespace its namespace, or null
   * @param version {@code major.minor}
   * @param needs the version that a call asks for, or null
   * @param method what to invoke
   * @param parameters in the method's order
   * @param result the type of the result
   * @param style whether the caller waits
   * @param promised true if the method returns a future
   * @param exposed true if the method is marked {@link org.rarebit.api.RpcMethod}
   * @param values what its contract says of values
   */
  public RpcOperation {
    parameters = List.copyOf(parameters);
  }

  /**
   * The operation with the names of its arguments, for error texts.
   *
   * @return for example {@code add(a, b)}
   */
  public String signature() {
    return parameters.stream()
        .filter(parameter -> !parameter.isContext())
        .map(parameter -> parameter.isRest() ? "**" : parameter.name())
        .collect(Collectors.joining(", ", name + "(", ")"));
  }
}
