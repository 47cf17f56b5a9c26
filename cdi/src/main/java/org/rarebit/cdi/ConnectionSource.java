package org.rarebit.cdi;

import java.io.Serializable;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;

/**
 * Takes connections from the factory of a JNDI name. The lookup waits for the first call: during
 * deployment the name may not be bound yet. Thread-safe.
 */
final class ConnectionSource implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String name;
  private transient volatile RpcConnectionFactory factory; // null: to be looked up

  ConnectionSource(String name) {
    this.name = name;
  }

  /**
   * Takes a connection. Blocks as {@link RpcConnectionFactory#getConnection()} does.
   *
   * @throws MessagingException if there is no factory of that name, or it gives no connection
   */
  RpcConnection take() {
    RpcConnectionFactory known = factory;
    if (known == null) {
      known = lookUp(); // two threads may do so: the result is the same
      factory = known;
    }
    try {
      return known.getConnection();
    } catch (MessagingException e) {
      factory = null; // it may have been deployed anew meanwhile
      throw e;
    }
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
