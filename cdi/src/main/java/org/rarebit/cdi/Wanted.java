package org.rarebit.cdi;

import java.lang.reflect.Type;
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
   * @throws IllegalArgumentException if it cannot be had; the text says why
   */
  static Wanted at(Point point) {
    Wanted wanted = new Wanted(classOf(point.type()), point.target());
    if (wanted.type != RpcClient.class) {
      ContractRules.check(wanted.type);
    }
    ClientSettings.of(wanted.target);
    return wanted;
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
