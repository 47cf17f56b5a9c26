package org.rarebit.cdi;

import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import org.rarebit.api.RpcClient;

/**
 * What an injection point wants. Points that want the same share one bean.
 *
 * @param type a contract, or {@link RpcClient}
 * @param target the qualifier
 */
record Wanted(Class<?> type, RpcTarget target) {

  /**
   * What is wanted at an injection point.
   *
   * @return empty if the point is none of ours
   * @throws IllegalArgumentException if it is, and cannot be had; the text says why
   */
  static Optional<Wanted> at(InjectionPoint point) {
    for (Annotation qualifier : point.getQualifiers()) {
      if (qualifier instanceof RpcTarget target && !point.isDelegate()) {
        Wanted wanted = new Wanted(classOf(provided(point.getType())), target);
        wanted.check();
        return Optional.of(wanted);
      }
    }
    return Optional.empty();
  }

  /** The T of a {@code Provider<T>} or {@code Instance<T>}; else the type itself. */
  private static Type provided(Type type) {
    return type instanceof ParameterizedType generic
            && generic.getRawType() instanceof Class<?> raw
            && Provider.class.isAssignableFrom(raw)
        ? generic.getActualTypeArguments()[0]
        : type;
  }

  private static Class<?> classOf(Type type) {
    if (type instanceof Class<?> plain) {
      return plain;
    }
    throw new IllegalArgumentException(
        type.getTypeName()
            + " is generic, and cannot be a contract: extend it with an interface that is not, and"
            + " mark that one @RpcContract.");
  }

  private void check() {
    if (type != RpcClient.class) {
      ContractRules.check(type);
    }
    ClientSettings.of(target);
  }

  /** Makes what is injected. */
  Object make() {
    InjectedClient client = InjectedClient.of(target);
    return type == RpcClient.class ? client : InjectedContract.of(type, client);
  }

  /** The same in each run and on each node, as a passivated bean needs it. */
  String id() {
    return "org.rarebit.cdi:"
        + type.getName()
        + ":"
        + target.lookup()
        + ":"
        + ClientSettings.of(target);
  }
}
