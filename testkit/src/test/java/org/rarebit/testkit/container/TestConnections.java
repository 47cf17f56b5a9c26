package org.rarebit.testkit.container;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.DissociatableManagedConnection;
import jakarta.resource.spi.LazyEnlistableManagedConnection;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ManagedConnectionMetaData;
import jakarta.resource.spi.TransactionSupport;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import jakarta.resource.spi.security.PasswordCredential;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;

/** A small connector that keeps the contract, but for the faults a test puts in. */
final class TestConnections
    implements ManagedConnectionFactory, ValidatingManagedConnectionFactory, TransactionSupport {

  private static final long serialVersionUID = 1L;

  enum Fault {
    NULL_CONNECTION,
    NULL_HANDLE,
    SAME_HANDLE,
    NULL_META_DATA,
    FOREIGN_MATCH,
    FOREIGN_INVALID,
    TOUCH_FOREIGN,
    EVENT_IN_MATCH,
    CLOSED_WITHOUT_HANDLE,
    CLOSED_TWICE,
    CLEANUP_FAILS,
    TRANSACTION_EVENTS,
    COMMIT_OF_BROKEN,
    TRANSACTIONS_UNDECLARED,
    FICKLE_LEVEL
  }

  final transient Set<Fault> faults = EnumSet.noneOf(Fault.class);
  final transient List<Connection> made = new ArrayList<>();
  transient TransactionSupportLevel level = TransactionSupportLevel.LocalTransaction;

  record Request(String name) implements ConnectionRequestInfo {}

  @Override
  public Object createConnectionFactory(ConnectionManager manager) {
    return manager;
  }

  @Override
  public Object createConnectionFactory() throws ResourceException {
    throw new NotSupportedException("only in a container");
  }

  @Override
  public ManagedConnection createManagedConnection(Subject subject, ConnectionRequestInfo request)
      throws ResourceException {
    if (faults.contains(Fault.NULL_CONNECTION)) {
      return null;
    }
    Connection connection = new Connection(this, userOf(subject), request);
    made.add(connection);
    return connection;
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // the interface's own
  public ManagedConnection matchManagedConnections(
      Set candidates, Subject subject, ConnectionRequestInfo request) throws ResourceException {
    for (Object candidate : (Set<Object>) candidates) {
      if (candidate instanceof Connection own) {
        if (faults.contains(Fault.EVENT_IN_MATCH)) {
          own.fireError();
        }
        if (own.matches(userOf(subject), request)) {
          return own;
        }
      } else if (faults.contains(Fault.FOREIGN_MATCH)) {
        return (ManagedConnection) candidate;
      } else if (faults.contains(Fault.TOUCH_FOREIGN)) {
        ((ManagedConnection) candidate).cleanup();
      }
    }
    return null;
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // the interface's own
  public Set getInvalidConnections(Set candidates) {
    Set<Object> invalid = new HashSet<>();
    for (Object candidate : (Set<Object>) candidates) {
      if (candidate instanceof Connection own
          ? own.broken
          : faults.contains(Fault.FOREIGN_INVALID)) {
        invalid.add(candidate);
      }
    }
    return invalid;
  }

  private String userOf(Subject subject) throws ResourceException {
    if (subject == null) {
      return null;
    }
    for (PasswordCredential credential : subject.getPrivateCredentials(PasswordCredential.class)) {
      if (faults.contains(Fault.TOUCH_FOREIGN)) {
        credential.getManagedConnectionFactory().createConnectionFactory();
      }
      if (equals(credential.getManagedConnectionFactory())) {
        return credential.getUserName();
      }
    }
    return null;
  }

  @Override
  public TransactionSupportLevel getTransactionSupport() {
    if (faults.contains(Fault.FICKLE_LEVEL)) {
      level = TransactionSupportLevel.XATransaction;
    }
    return level;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** An application's handle. */
  static final class Handle {
    Connection connection;

    void close() {
      connection.close(this);
    }
  }

  /** A managed connection that writes down what happens to it. */
  static final class Connection
      implements ManagedConnection,
          LocalTransaction,
          DissociatableManagedConnection,
          LazyEnlistableManagedConnection {
    final TestConnections factory;
    final String user;
    final ConnectionRequestInfo request;
    final List<String> calls = new ArrayList<>();
    final List<ConnectionEventListener> listeners = new ArrayList<>();
    final Set<Handle> handles = new HashSet<>();
    boolean broken;

    Connection(TestConnections factory, String user, ConnectionRequestInfo request) {
      this.factory = factory;
      this.user = user;
      this.request = request;
    }

    boolean matches(String wantedUser, ConnectionRequestInfo wanted) {
      return Objects.equals(user, wantedUser) && Objects.equals(request, wanted);
    }

    @Override
    public Object getConnection(Subject subject, ConnectionRequestInfo wanted) {
      if (factory.faults.contains(Fault.NULL_HANDLE)) {
        return null;
      }
      if (factory.faults.contains(Fault.SAME_HANDLE) && !handles.isEmpty()) {
        return handles.iterator().next();
      }
      Handle handle = new Handle();
      handle.connection = this;
      handles.add(handle);
      return handle;
    }

    void close(Handle handle) {
      handles.remove(handle);
      ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_CLOSED);
      event.setConnectionHandle(
          factory.faults.contains(Fault.CLOSED_WITHOUT_HANDLE) ? null : handle);
      List.copyOf(listeners).forEach(listener -> listener.connectionClosed(event));
      if (factory.faults.contains(Fault.CLOSED_TWICE)) {
        List.copyOf(listeners).forEach(listener -> listener.connectionClosed(event));
      }
    }

    void fireError() {
      broken = true;
      ConnectionEvent event =
          new ConnectionEvent(
              this, ConnectionEvent.CONNECTION_ERROR_OCCURRED, new ResourceException("lost"));
      List.copyOf(listeners).forEach(listener -> listener.connectionErrorOccurred(event));
    }

    @Override
    public void destroy() {
      calls.add("destroy");
    }

    @Override
    public void cleanup() throws ResourceException {
      calls.add("cleanup");
      if (factory.faults.contains(Fault.CLEANUP_FAILS)) {
        throw new ResourceException("no");
      }
      handles.clear();
    }

    @Override
    public void associateConnection(Object handle) {
      Handle moved = (Handle) handle;
      moved.connection.handles.remove(moved);
      moved.connection = this;
      handles.add(moved);
      calls.add("associate");
    }

    @Override
    public void dissociateConnections() {
      handles.clear();
      calls.add("dissociate");
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
      listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
      listeners.remove(listener);
    }

    @Override
    public XAResource getXAResource() throws ResourceException {
      if (factory.level == TransactionSupportLevel.XATransaction) {
        return new RecordingXaResource(calls);
      }
      throw new NotSupportedException("no XA");
    }

    @Override
    public LocalTransaction getLocalTransaction() throws ResourceException {
      if (factory.level == TransactionSupportLevel.NoTransaction
          && !factory.faults.contains(Fault.TRANSACTIONS_UNDECLARED)) {
        throw new NotSupportedException("no transactions");
      }
      return this;
    }

    @Override
    public void begin() {
      calls.add("begin");
      if (factory.faults.contains(Fault.TRANSACTION_EVENTS)) {
        ConnectionEvent event =
            new ConnectionEvent(this, ConnectionEvent.LOCAL_TRANSACTION_COMMITTED);
        List.copyOf(listeners).forEach(listener -> listener.localTransactionCommitted(event));
      }
    }

    @Override
    public void commit() throws ResourceException {
      if (broken && !factory.faults.contains(Fault.COMMIT_OF_BROKEN)) {
        throw new ResourceException("broken");
      }
      calls.add("commit");
    }

    @Override
    public void rollback() {
      calls.add("rollback");
    }

    @Override
    public ManagedConnectionMetaData getMetaData() {
      return factory.faults.contains(Fault.NULL_META_DATA) ? null : new MetaData(user);
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public PrintWriter getLogWriter() {
      return null;
    }
  }

  private record MetaData(String user) implements ManagedConnectionMetaData {
    @Override
    public String getEISProductName() {
      return "test";
    }

    @Override
    public String getEISProductVersion() {
      return "1";
    }

    @Override
    public int getMaxConnections() {
      return 0;
    }

    @Override
    public String getUserName() {
      return user;
    }
  }
}
