package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A pool of managed connections that is strict with the adapter: it matches before it creates,
 * shows it foreign connections and credentials, and checks the events, their order and their
 * number. A connection that reports an error is destroyed at once, within the event and so on the
 * thread that reported it, as Payara and IronJacamar do.
 *
 * <p>In a transaction of the {@link FakeContainer}, connections are enlisted and shared.
 * Thread-safe. Serializable, as connection factories are: within the JVM and while it is open, a
 * copy is the same pool.
 */
public class FakeConnectionManager implements ConnectionManager {

  private static final long serialVersionUID = 1L;

  private static final Map<String, FakeConnectionManager> OPEN = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final transient ConnectionPool pool;
  private final transient ConnectionBroker broker;

  FakeConnectionManager(FakeTransactions transactions, Violations violations) {
    this.pool = new ConnectionPool(violations);
    this.broker = new ConnectionBroker(pool, transactions, violations);
    OPEN.put(id, this);
  }

  /** Sets how many managed connections there are at most, from 1; 10 unless told. */
  public FakeConnectionManager maxSize(int connections) {
    pool.maxSize(connections);
    return this;
  }

  /** Sets how long a request waits for a connection when all are in use; 30 s unless told. */
  public FakeConnectionManager blockingTimeout(Duration timeout) {
    pool.blockingTimeout(timeout);
    return this;
  }

  /** Hands out pooled connections without asking the factory whether they are valid. */
  public FakeConnectionManager withoutValidation() {
    pool.withoutValidation();
    return this;
  }

  /** Destroys the idle connections as well when one reports an error, as Open Liberty does. */
  public FakeConnectionManager purgeOnError() {
    pool.purgeOnError();
    return this;
  }

  /**
   * Keeps a connection without transactions for the caller's transaction until that ends, as Open
   * Liberty does with shareable ones. Unless told, it goes back to the pool when its last handle is
   * closed, also within a transaction, as IronJacamar does.
   */
  public FakeConnectionManager keepUntilCompletion() {
    broker.keepUntilCompletion();
    return this;
  }

  /**
   * Destroys each connection the moment it comes back, as the most eager pool would: what a closed
   * handle has left undone, a send on commit or an asynchronous call, goes on without it.
   */
  public FakeConnectionManager keepNone() {
    pool.keepNone();
    return this;
  }

  /** Signs on for the application: requests carry a Subject with these credentials. */
  public FakeConnectionManager signOn(String userName, String password) {
    broker.signOn(new SignOn(userName, password));
    return this;
  }

  /** Gives each handle in a transaction a connection of its own. Shared unless told. */
  public FakeConnectionManager unshareable() {
    broker.sharing(Sharing.NONE);
    return this;
  }

  /**
   * Shares in Payara's way: takes a handle from a second connection and moves it to the first by
   * {@code associateConnection}.
   */
  public FakeConnectionManager shareByAssociation() {
    broker.sharing(Sharing.BY_ASSOCIATION);
    return this;
  }

  /**
   * Sets the descriptor's level, for factories that do not implement {@code TransactionSupport}.
   */
  public FakeConnectionManager transactionSupport(TransactionSupportLevel level) {
    pool.rules().descriptorLevel(level);
    return this;
  }

  @Override
  public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo request)
      throws ResourceException {
    return broker.allocate(factory, request);
  }

  /** Managed connections that exist now. */
  public int size() {
    return pool.size();
  }

  /** Managed connections that wait in the pool. */
  public int idle() {
    return pool.idle();
  }

  /** Managed connections that were created so far. */
  public int created() {
    return pool.created();
  }

  /** Managed connections that were destroyed so far. */
  public int destroyed() {
    return pool.destroyed();
  }

  /** Handles that the application has not closed and that no error ended. */
  public int openHandles() {
    return pool.openHandles();
  }

  /**
   * Destroys the connections that wait in the pool, as an administrator's flush does, an idle
   * timeout, or a pool that shrinks; also those whose closed handles have left something undone.
   */
  public void flush() {
    pool.flush();
  }

  ConnectionPool pool() {
    return pool;
  }

  ConnectionBroker broker() {
    return broker;
  }

  /** Destroys all connections; handles that the application never closed are a violation. */
  void close() {
    OPEN.remove(id);
    pool.close();
  }

  /** The open pool that a serialized one was. */
  protected final Object readResolve() throws ObjectStreamException {
    FakeConnectionManager open = OPEN.get(id);
    if (open == null) {
      throw new InvalidObjectException("The container of this connection manager is closed.");
    }
    return open;
  }
}
