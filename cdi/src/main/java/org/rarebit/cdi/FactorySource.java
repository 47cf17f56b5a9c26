package org.rarebit.cdi;

import java.io.Serializable;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcConnectionFactory;

/**
 * The connection factory of a JNDI name. The lookup waits for the first call: during deployment the
 * name may not be bound yet. Thread-safe.
 */
final class FactorySource implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String name;
  private transient volatile @Nullable RpcConnectionFactory factory; // null: to be looked up

  FactorySource(String name) {
    this.name = name;
  }

  /**
   * The factory. Looks it up, if it is not known.
   *
   * @throws NoConnectionException if there is none of that name; its cause is what the naming
   *     service threw
   */
  RpcConnectionFactory factory() {
    RpcConnectionFactory known = factory;
    if (known == null) {
      known = lookUp(); // two threads may do so: the result is the same
      factory = known;
    }
    return known;
  }

  /** It gave no connection: it may have been deployed anew meanwhile. */
  void forget() {
    factory = null;
  }

  @SuppressWarnings("BanJNDI") // the name is a constant of the application's code, not input
  private RpcConnectionFactory lookUp() {
    Object found;
    try {
      found = InitialContext.doLookup(name);
    } catch (NamingException e) {
      throw new NoConnectionException(
          "No connection factory can be looked up as \""
              + name
              + "\" ("
              + e
              + "): define one of the interface "
              + RpcConnectionFactory.class.getName()
              + " under this name, or give another name in @RpcTarget(lookup = \"...\").",
          true, // it may be bound later
          e);
    }
    if (found instanceof RpcConnectionFactory expected) {
      return expected;
    }
    throw new NoConnectionException(
        "\""
            + name
            + "\" is not an "
            + RpcConnectionFactory.class.getName()
            + ", but "
            + (found == null ? "null" : "a " + found.getClass().getName())
            + ": check the name; if it is right, the application has a copy of rarebit-api.jar"
            + " beside the one in the resource adapter, which must be removed.",
        false,
        null);
  }

  @Override
  public String toString() {
    return name;
  }
}
