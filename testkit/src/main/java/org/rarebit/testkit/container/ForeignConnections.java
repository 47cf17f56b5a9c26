package org.rarebit.testkit.container;

import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Set;

/**
 * Beans of another resource adapter, which an adapter must leave alone where a container may show
 * them to it.
 */
final class ForeignConnections {

  private ForeignConnections() {}

  /** A managed connection of another adapter: any use of it is a violation. */
  static ManagedConnection connection(Violations violations) {
    return proxy(ManagedConnection.class, violations, "6.5.3.1");
  }

  /** A managed connection factory of another adapter. */
  static ManagedConnectionFactory factory(Violations violations) {
    return proxy(ManagedConnectionFactory.class, violations, "9.1.8.2");
  }

  /** The connections as a container may present them: in a set of its own, with a foreign one. */
  static Set<ManagedConnection> among(Set<ManagedConnection> own, ManagedConnection foreign) {
    Set<ManagedConnection> mixed = new HashSet<>(own);
    mixed.add(foreign);
    return mixed;
  }

  private static <T> T proxy(Class<T> type, Violations violations, String section) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> self == arguments[0];
                  case "hashCode" -> System.identityHashCode(self);
                  case "toString" -> "another adapter's " + type.getSimpleName();
                  default ->
                      throw violations.found(
                          section,
                          method.getName() + " on another adapter's " + type.getSimpleName());
                });
    return type.cast(proxy);
  }
}
