package org.rarebit.ra.server;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.api.spi.Versions;
import org.rarebit.ra.wire.Request;

/** What a server has for its callers, in words. Stateless. */
final class Offer {

  private static final int MOST_NAMES = 30;

  private Offer() {}

  /** For who asked for something that is not there: what there is, in that place or in others. */
  static String of(String server, Request<?> request, List<RpcOperation> operations) {
    Set<String> methods = new TreeSet<>();
    Set<String> places = new TreeSet<>();
    for (RpcOperation operation : operations) {
      places.add(place(operation.namespace()) + " version " + operation.version());
      if (Objects.equals(operation.namespace(), request.namespace())
          && Versions.isCompatible(operation.version(), request.version())) {
        methods.add(operation.name());
      }
    }
    String asked = "server " + server + " has in " + place(request.namespace());
    if (!methods.isEmpty()) {
      return asked + " the methods " + shortened(methods);
    }
    return asked
        + " no such version, but it has "
        + (places.isEmpty() ? "nothing now" : shortened(places));
  }

  private static String place(String namespace) {
    return namespace == null ? "no namespace" : "namespace \"" + namespace + "\"";
  }

  private static String shortened(Set<String> names) {
    return names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
        + (names.size() > MOST_NAMES ? ", …" : "");
  }

  /**
   * Of two beans with one method the first one would answer, as in Python, and the other never hear
   * it. The same bean once more is another matter: it is deployed anew, beside its old version.
   *
   * @throws IllegalArgumentException if there is one that has what the fresh one has
   */
  static void refuseShared(String server, RpcBean fresh, List<RpcBean> others) {
    for (RpcBean other : others) {
      Set<String> shared = new TreeSet<>();
      for (RpcOperation operation : fresh.operations()) {
        if (other.operations().stream().anyMatch(known -> isHidden(operation, known))) {
          shared.add(operation.name());
        }
      }
      if (!shared.isEmpty() && !other.className().equals(fresh.className())) {
        throw new IllegalArgumentException(
            "%s and %s, which serves already, both have %s of server %s. Give one of them another"
                .concat(" topic, server, namespace or name.")
                .formatted(fresh.className(), other.className(), shortened(shared), server));
      }
    }
  }

  private static boolean isHidden(RpcOperation operation, RpcOperation by) {
    return operation.name().equals(by.name())
        && Objects.equals(operation.namespace(), by.namespace())
        && Versions.isCompatible(by.version(), operation.version());
  }
}
