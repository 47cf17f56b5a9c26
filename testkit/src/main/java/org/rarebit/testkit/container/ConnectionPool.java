package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAllocationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javax.security.auth.Subject;

/**
 * The managed connections of one connection manager. A connection is in the pool or with somebody;
 * whoever has taken it calls the adapter for it, without the pool's lock. Thread-safe.
 */
final class ConnectionPool {

  private final Violations violations;
  private final SpiCalls calls = new SpiCalls();
  private final ConnectionRules rules;
  private final List<PooledConnection> all = new ArrayList<>(); // guarded by this
  private final List<PooledConnection> idle = new ArrayList<>(); // guarded by this
  private int reserved; // guarded by this; connections that are being created
  private int created; // guarded by this
  private int destroyed; // guarded by this
  private int maxSize = 10; // guarded by this
  private Duration blockingTimeout = Duration.ofSeconds(30); // guarded by this
  private boolean closed; // guarded by this
  private volatile boolean validation = true;
  private volatile boolean purgeOnError;
  private volatile boolean keepsNone;
  private volatile Reclaimer reclaimer = () -> false;

  /** Frees a connection that is out, if it can, when all are. */
  interface Reclaimer {
    boolean reclaim() throws ResourceException;
  }

  ConnectionPool(Violations violations) {
    this.violations = violations;
    this.rules = new ConnectionRules(violations, calls);
  }

  ConnectionRules rules() {
    return rules;
  }

  Violations violations() {
    return violations;
  }

  SpiCalls calls() {
    return calls;
  }

  synchronized void maxSize(int connections) {
    maxSize = connections;
  }

  synchronized void blockingTimeout(Duration timeout) {
    blockingTimeout = timeout;
  }

  void withoutValidation() {
    validation = false;
  }

  void purgeOnError() {
    purgeOnError = true;
  }

  void keepNone() {
    keepsNone = true;
  }

  void reclaimWith(Reclaimer other) {
    reclaimer = other;
  }

  /** Takes a connection that fits: one of the pool, else a new one, else waits for one. */
  PooledConnection take(
      ManagedConnectionFactory factory, Subject subject, ConnectionRequestInfo request)
      throws ResourceException {
    while (true) {
      PooledConnection matching = match(factory, subject, request);
      if (matching != null) {
        return matching;
      }
      if (reserve()) {
        return create(factory, subject, request);
      }
      if (!reclaimer.reclaim()) {
        awaitChange();
      }
    }
  }

  private PooledConnection match(
      ManagedConnectionFactory factory, Subject subject, ConnectionRequestInfo request)
      throws ResourceException {
    List<PooledConnection> taken = takeIdleOf(factory);
    PooledConnection matching = null;
    try {
      if (validation && !taken.isEmpty()) {
        Set<ManagedConnection> invalid = rules.invalid(factory, managed(taken));
        for (PooledConnection connection : List.copyOf(taken)) {
          if (invalid.contains(connection.managed())) {
            taken.remove(connection);
            connection.destroy();
          }
        }
      }
      if (!taken.isEmpty()) {
        ManagedConnection chosen = rules.match(factory, managed(taken), subject, request);
        for (PooledConnection connection : List.copyOf(taken)) {
          if (connection.managed() == chosen) {
            taken.remove(connection);
            matching = connection;
          }
        }
      }
      return matching;
    } finally {
      putBack(taken);
    }
  }

  private PooledConnection create(
      ManagedConnectionFactory factory, Subject subject, ConnectionRequestInfo request)
      throws ResourceException {
    PooledConnection connection = null;
    try {
      connection = new PooledConnection(rules.create(factory, subject, request), factory, this);
      return connection;
    } finally {
      synchronized (this) {
        reserved--;
        if (connection != null) {
          created++;
          all.add(connection);
        }
        notifyAll();
      }
    }
  }

  /** Room for a new connection; at the limit, an idle one that does not fit gives way. */
  private boolean reserve() {
    PooledConnection giveWay = null;
    synchronized (this) {
      if (all.size() + reserved >= maxSize) {
        if (idle.isEmpty()) {
          return false;
        }
        giveWay = idle.remove(0);
      }
      reserved++;
    }
    if (giveWay != null) {
      giveWay.destroy();
    }
    return true;
  }

  private synchronized void awaitChange() throws ResourceException {
    try {
      boolean changed =
          Waiting.holds(
              this, () -> !idle.isEmpty() || all.size() + reserved < maxSize, blockingTimeout);
      if (!changed) {
        throw new ResourceAllocationException(
            "All " + maxSize + " connections are in use, for " + blockingTimeout + " now.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceAllocationException("interrupted while waiting for a connection", e);
    }
  }

  private synchronized List<PooledConnection> takeIdleOf(ManagedConnectionFactory factory) {
    List<PooledConnection> taken = new ArrayList<>();
    for (PooledConnection connection : List.copyOf(idle)) {
      if (connection.factory().equals(factory)) {
        idle.remove(connection);
        taken.add(connection);
      }
    }
    return taken;
  }

  /** Puts cleaned connections into the pool; destroys them if it keeps none, or is closed. */
  void putBack(List<PooledConnection> connections) {
    boolean late;
    synchronized (this) {
      late = closed || keepsNone;
      if (!late) {
        connections.stream().filter(connection -> !connection.isDestroyed()).forEach(idle::add);
        notifyAll();
      }
    }
    if (late) {
      connections.forEach(PooledConnection::destroy);
    }
  }

  /** Forgets a connection that was destroyed. */
  synchronized void gone(PooledConnection connection) {
    idle.remove(connection);
    if (all.remove(connection)) {
      destroyed++;
    }
    notifyAll();
  }

  void failed() {
    if (purgeOnError) {
      flush();
    }
  }

  void flush() {
    List<PooledConnection> flushed;
    synchronized (this) {
      flushed = List.copyOf(idle);
      idle.clear();
    }
    flushed.forEach(PooledConnection::destroy);
  }

  void close() {
    List<PooledConnection> left;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      left = List.copyOf(all);
      idle.clear();
    }
    for (PooledConnection connection : left) {
      if (connection.openHandles() > 0) {
        violations.found(
            "6.5.3", connection.openHandles() + " handles of a connection were never closed");
      }
      connection.destroy();
    }
  }

  synchronized PooledConnection find(ManagedConnection managed) {
    return all.stream().filter(one -> one.managed() == managed).findFirst().orElse(null);
  }

  synchronized List<PooledConnection> in(FakeTransaction transaction) {
    return all.stream().filter(one -> one.transaction() == transaction).toList();
  }

  synchronized List<PooledConnection> out() {
    return all.stream().filter(one -> !idle.contains(one)).toList();
  }

  synchronized int size() {
    return all.size();
  }

  synchronized int idle() {
    return idle.size();
  }

  synchronized int created() {
    return created;
  }

  synchronized int destroyed() {
    return destroyed;
  }

  synchronized int openHandles() {
    return all.stream().mapToInt(PooledConnection::openHandles).sum();
  }

  private static Set<ManagedConnection> managed(List<PooledConnection> connections) {
    Set<ManagedConnection> managed = Collections.newSetFromMap(new IdentityHashMap<>());
    connections.forEach(connection -> managed.add(connection.managed()));
    return managed;
  }
}
