package org.rarebit.cdi;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;

/** The naming service of these tests; {@code jndi.properties} names it. */
public final class TestNaming implements InitialContextFactory {

  private static final Map<String, Object> BOUND = new ConcurrentHashMap<>();

  static void bind(String name, Object value) {
    BOUND.put(name, value);
  }

  static void clear() {
    BOUND.clear();
  }

  @Override
  @SuppressWarnings("JdkObsolete") // the interface asks for a Hashtable
  public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
    return new InitialContext(true) { // lazy: it does not ask for a context in its turn
      @Override
      public Object lookup(String name) throws NamingException {
        Object found = BOUND.get(name);
        if (found == null) {
          throw new NameNotFoundException(name + " not found");
        }
        return found;
      }
    };
  }
}
