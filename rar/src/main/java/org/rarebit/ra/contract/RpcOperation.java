package org.rarebit.ra.contract;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A method as the network sees it. Immutable.
 *
 * @param name its name on the wire
 * @param namespace its namespace, or null
 * @param version the version of its interface, {@code major.minor}
 * @param method what to invoke: of the interface for a proxy, of the bean's class for a server
 * @param parameters in the method's order
 * @param style whether the caller waits
 * @param exposed true if the method is marked {@link org.rarebit.api.RpcMethod}
 */
public record RpcOperation(
    String name,
    String namespace,
    String version,
    Method method,
    List<RpcParameter> parameters,
    Style style,
    boolean exposed) {

  /** How a proxy sends it. */
  public enum Style {
    /** Waits for the result. */
    CALL,
    /** One server gets it; the caller does not wait. */
    CAST,
    /** Every server gets it; the caller does not wait. */
    FANOUT
  }

  /** Copies the parameters. */
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
        .map(RpcParameter::name)
        .collect(Collectors.joining(", ", name + "(", ")"));
  }
}
