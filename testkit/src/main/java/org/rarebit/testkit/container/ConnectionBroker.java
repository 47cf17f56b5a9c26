package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LazyEnlistableManagedConnection;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.transaction.Synchronization;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.security.auth.Subject;

/** Decides which connection a request gets: one of the caller's transaction or one of the pool. */
final class ConnectionBroker {

  private final ConnectionPool pool;
  private final FakeTransactions transactions;
  private final Violations violations;
  private final List<ManagedConnectionFactory> known = new CopyOnWriteArrayList<>();
  private volatile SignOn signOn = SignOn.COMPONENT_MANAGED;
  private volatile Sharing sharing = Sharing.SAME_CONNECTION;
  private volatile boolean lazyEnlistment;
  private volatile boolean keepsUntilCompletion;

  ConnectionBroker(ConnectionPool pool, FakeTransactions transactions, Violations violations) {
    this.pool = pool;
    this.transactions = transactions;
    this.violations = violations;
  }

  void signOn(SignOn identity) {
    signOn = identity;
  }

  void sharing(Sharing how) {
    sharing = how;
  }

  void enlistLazily() {
    lazyEnlistment = true;
  }

  void keepUntilCompletion() {
    keepsUntilCompletion = true;
  }

  Object allocate(ManagedConnectionFactory factory, ConnectionRequestInfo request)
      throws ResourceException {
    violations.checkMayCall("6.5.1", "allocateConnection");
    if (factory == null) {
      throw violations.found("6.5.1", "allocateConnection without a ManagedConnectionFactory");
    }
    Subject subject = signOn.subjectFor(factory, violations); // a copy's credential is the copy's
    ManagedConnectionFactory living = living(factory);
    PooledConnection shared = shared(living, subject, request);
    if (shared == null) {
      return take(living, subject, request).newHandle(subject, request);
    }
    if (sharing == Sharing.SAME_CONNECTION) {
      return shared.newHandle(subject, request);
    }
    PooledConnection other = pool.take(living, subject, request);
    Object handle = other.newHandle(subject, request);
    shared.associate(handle);
    other.disown(handle);
    return handle;
  }

  /**
   * The factory that a pool works with: for a copy that was serialized, as with a passivated bean,
   * and lost its adapter, the equal one that is known. Payara does it so.
   */
  private ManagedConnectionFactory living(ManagedConnectionFactory factory) {
    if (factory instanceof ResourceAdapterAssociation association
        && association.getResourceAdapter() == null) {
      return known.stream().filter(factory::equals).findFirst().orElse(factory);
    }
    if (known.stream().noneMatch(other -> other == factory)) {
      known.add(factory);
    }
    return factory;
  }

  /** Takes a connection for a handle that has none (7.16.1). */
  void associate(Object handle, ManagedConnectionFactory factory, ConnectionRequestInfo request)
      throws ResourceException {
    Subject subject = signOn.subjectFor(factory, violations);
    PooledConnection connection = shared(factory, subject, request);
    if (connection == null) {
      connection = take(factory, subject, request);
    }
    connection.associate(handle);
  }

  /** Enlists a connection at its first use in a transaction (7.16.2). */
  void lazyEnlist(ManagedConnection connection) throws ResourceException {
    PooledConnection pooled = pool.find(connection);
    if (pooled == null) {
      throw violations.found("7.16.2", "lazyEnlist of a connection that is not of this pool");
    }
    FakeTransaction transaction = transactions.current();
    if (transaction != null && pooled.transaction() == null && takesPart(pooled.factory())) {
      enlist(pooled, transaction);
    }
  }

  private PooledConnection take(
      ManagedConnectionFactory factory, Subject subject, ConnectionRequestInfo request)
      throws ResourceException {
    PooledConnection connection = pool.take(factory, subject, request);
    FakeTransaction transaction = transactions.current();
    boolean later =
        lazyEnlistment && connection.managed() instanceof LazyEnlistableManagedConnection;
    if (transaction != null && !later && takesPart(factory)) {
      enlist(connection, transaction);
    }
    return connection;
  }

  /** Without transactions a connection is as good as outside of one, and goes back at its close. */
  private boolean takesPart(ManagedConnectionFactory factory) {
    return keepsUntilCompletion
        || pool.rules().level(factory) != TransactionSupportLevel.NoTransaction;
  }

  private PooledConnection shared(
      ManagedConnectionFactory factory, Subject subject, ConnectionRequestInfo request)
      throws ResourceException {
    FakeTransaction transaction = transactions.current();
    if (transaction == null || sharing == Sharing.NONE) {
      return null;
    }
    for (PooledConnection candidate : pool.in(transaction)) {
      if (candidate.factory().equals(factory)
          && pool.rules().match(factory, candidate, subject, request)) {
        return candidate;
      }
    }
    return null;
  }

  private void enlist(PooledConnection connection, FakeTransaction transaction)
      throws ResourceException {
    connection.joined(transaction);
    try {
      switch (pool.rules().level(connection.factory())) {
        case NoTransaction -> {}
        case LocalTransaction -> transactions.enlist(connection.localTransaction());
        case XATransaction -> transactions.enlist(connection.xaResource());
      }
      transactions.register(new Leave(connection));
    } catch (ResourceException | RuntimeException | Error e) {
      connection.destroy();
      throw e;
    }
  }

  /** Gives a connection back when its transaction has ended. */
  private record Leave(PooledConnection connection) implements Synchronization {
    @Override
    public void beforeCompletion() {}

    @Override
    public void afterCompletion(int status) {
      connection.left();
    }
  }
}
