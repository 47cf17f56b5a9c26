package org.rarebit.ra.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Reference;
import javax.naming.spi.NamingManager;

/**
 * What a container's connection factory is written as, when a bean or a session is passivated that
 * keeps it, or a client or proxy of it. Neither the adapter nor the container's connection manager
 * can be written (WildFly's fails), so this only says which it was: what the container said of it
 * for JNDI, if it did; else the same one again, in the same run of the adapter.
 *
 * <p>What is read may come from anybody, so nothing of it is followed: its reference only finds an
 * equal one, which the container has given to a factory of this run.
 *
 * @param managed the id of its managed connection factory, in this run
 * @param reference the container's; null if it gave none
 */
record WrittenFactory(String managed, Reference reference) implements Serializable {

  private static final System.Logger LOG = System.getLogger(WrittenFactory.class.getName());

  /**
   * Those that were written, by their ids; the classes end with the adapter, and this with them.
   */
  private static final Map<String, WeakReference<RpcManagedConnectionFactory>> WRITTEN =
      new ConcurrentHashMap<>();

  private static final int MOST_REFERENCES = 1000;

  /** The container's, of this run; those that were given last. */
  private static final Map<Reference, Reference> GIVEN =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Reference, Reference> eldest) {
              return size() > MOST_REFERENCES;
            }
          });

  /** Notes what the container says of a factory. */
  static void given(Reference reference) {
    Reference own = (Reference) reference.clone(); // a reference can be changed
    GIVEN.put(own, own);
  }

  static WrittenFactory of(
      RpcManagedConnectionFactory factory, ConnectionManager manager, Reference reference) {
    if (manager instanceof Gone gone) {
      return gone.written; // the next adapter may be here when it is read again
    }
    WRITTEN.values().removeIf(each -> each.get() == null);
    WRITTEN.putIfAbsent(factory.id(), new WeakReference<>(factory));
    return new WrittenFactory(factory.id(), reference);
  }

  private Object readResolve() {
    if (fromReference() instanceof PooledConnectionFactory named && named.isUsable()) {
      return named; // also if the container has made another one in its place meanwhile
    }
    WeakReference<RpcManagedConnectionFactory> known = WRITTEN.get(managed);
    RpcManagedConnectionFactory factory = known == null ? null : known.get();
    return factory == null || !factory.isUsable() // which stopped, and the next is not here yet
        ? new PooledConnectionFactory(new RpcManagedConnectionFactory(), new Gone(this))
        : new PooledConnectionFactory(factory, factory.connectionManager());
  }

  @SuppressWarnings("BanJNDI") // the container's own, not what was read
  private Object fromReference() {
    Reference given = reference == null ? null : GIVEN.get(reference);
    if (given == null) {
      return null;
    }
    try {
      return NamingManager.getObjectInstance(given, null, null, null);
    } catch (Exception e) { // as that method is declared; the first use says so
      LOG.log(Level.DEBUG, "The reference of a connection factory leads nowhere", e);
      return null;
    }
  }

  /**
   * Of a factory whose adapter has gone, or has stopped: it can be kept and written, and says so
   * when it is used.
   *
   * @param written what was read
   */
  private record Gone(WrittenFactory written) implements ConnectionManager {

    @Override
    public Object allocateConnection(ManagedConnectionFactory unused, ConnectionRequestInfo info)
        throws ResourceException {
      throw new IllegalStateException(
          "This connection factory was kept while its resource adapter was deployed anew. Look the"
              + " factory up instead of keeping a copy.");
    }
  }
}
