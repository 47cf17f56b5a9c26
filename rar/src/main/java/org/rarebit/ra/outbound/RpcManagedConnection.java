package org.rarebit.ra.outbound;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.DissociatableManagedConnection;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.LazyEnlistableManagedConnection;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import jakarta.resource.spi.SecurityException;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.Publisher;

/**
 * One channel on a shared link, as the container's pool sees it. The only place where the loss of
 * it becomes an event. Thread-safe.
 *
 * <p>When its channel or link is lost it is broken for good. The container learns it once: from the
 * call that fails, or, if no application holds a handle, at once, so that the pool does not keep
 * it.
 */
final class RpcManagedConnection
    implements ManagedConnection,
        DissociatableManagedConnection,
        LazyEnlistableManagedConnection,
        ConnectionHealth {

  private final RpcManagedConnectionFactory factory;
  private final Credentials credentials;
  private final String brokerUser;
  private final LinkPool.Lease lease;
  private final Publisher channel;
  private final RequestSender sender;
  private final TransactedSender transacted;
  private final RpcLocalTransaction localTransaction; // begun only if the factory offers it
  private final ConnectionSends sends;
  private final Handles handles = new Handles(this);
  private final AtomicBoolean destroyed = new AtomicBoolean();
  private volatile BrokerException loss; // null while it works
  private volatile Taken taken; // null while it is in the pool
  private volatile PrintWriter logWriter;

  RpcManagedConnection(
      RpcManagedConnectionFactory factory,
      Credentials credentials,
      BrokerSettings settings,
      AdapterServices services,
      LinkPool.Lease lease)
      throws BrokerException {
    this.factory = factory;
    this.credentials = credentials;
    this.brokerUser = settings.userName();
    this.lease = lease;
    this.channel = lease.link().openPublisher(lease.link().patience());
    this.sender = new RequestSender(channel, services, factory);
    this.transacted =
        new TransactedSender(
            channel.link(), PublishDeclarations.of(channel.link(), services.topology()));
    this.localTransaction = new RpcLocalTransaction(transacted, this);
    this.sends =
        new ConnectionSends(
            this, sender, SendRetries.of(factory, services, settings), localTransaction, factory);
    this.logWriter = factory.getLogWriter();
    channel.onLoss(this::lost);
    factory.holders().add(this);
  }

  /** What applications send through this connection. */
  ConnectionSends sends() {
    return sends;
  }

  /**
   * Whether a container that enlists late has to be asked before something is sent (Connectors
   * 7.16.2).
   */
  boolean mayBeEnlisted() {
    return factory.getLocalTransaction() && !localTransaction.isActive();
  }

  NotificationOptions notificationOptions() {
    return factory.notificationOptions();
  }

  CallOptions callOptions() {
    return factory.callOptions();
  }

  @Override
  public void throwIfBroken() throws BrokerException {
    BrokerException reason = loss;
    if (destroyed.get() && (reason == null || reason.kind() == Kind.CLOSED)) {
      throw new BrokerException(Kind.CLOSED, "This managed connection was destroyed.");
    }
    if (reason != null) {
      throw reason.forAnother();
    }
    if (!channel.isOpen()) {
      throw onItsWay();
    }
  }

  /** The loss itself: the channel is known to be gone before its listeners are told why. */
  private BrokerException onItsWay() {
    return new BrokerException(Kind.LOST, this + " is lost.");
  }

  /** On the client's reader thread. */
  private void lost(BrokerException reason) {
    loss = reason;
    sender.channelLost(reason);
    if (handles.isEmpty() && !destroyed.get()) {
      reportError(reason);
    }
  }

  @Override
  public void reportIfBroken(BrokerException e) {
    if (isBroken()) {
      reportError(e);
    }
  }

  private void reportError(BrokerException reason) {
    if (handles.reportError(reason)) {
      trace("broken: " + reason.getMessage());
    }
  }

  boolean isOf(RpcManagedConnectionFactory candidate, Credentials user) {
    return factory.equals(candidate) && credentials.isSameUser(user);
  }

  /** Who has it; null while it is in the pool. */
  Taken taken() {
    return taken;
  }

  long takenNanoTime() {
    Taken now = taken;
    return now == null ? Long.MAX_VALUE : now.nanoTime();
  }

  int openHandles() {
    return handles.count();
  }

  boolean isBroken() {
    return loss != null || destroyed.get() || !channel.isOpen();
  }

  @Override
  public Object getConnection(Subject subject, ConnectionRequestInfo info)
      throws ResourceException {
    if (!credentials.isSameUser(Credentials.of(subject, info, factory))) {
      throw new SecurityException(
          "This managed connection is another user's, and its user cannot be changed.");
    }
    if (destroyed.get()) {
      throw new IllegalStateException("This managed connection was destroyed.");
    }
    ConnectionHandle handle = new ConnectionHandle(this);
    handles.add(handle);
    taken = factory.holders().take();
    return handle;
  }

  @Override
  public void associateConnection(Object connection) throws ResourceException {
    if (!(connection instanceof ConnectionHandle handle)) {
      throw new IllegalStateException("Not a connection handle of this adapter: " + connection);
    }
    if (destroyed.get()) {
      throw new IllegalStateException("This managed connection was destroyed.");
    }
    handles.add(handle);
    taken = factory.holders().take();
    handle.moveTo(this);
  }

  /** The container wants the connection for others: the handles ask for one when they need it. */
  @Override
  public void dissociateConnections() {
    handles.parkAll(this);
  }

  void dissociate(ConnectionHandle handle) {
    handles.remove(handle);
  }

  /**
   * An application has closed a handle. If the connection broke and no call has noticed, the
   * container learns it now, before it would put the connection back into its pool; most containers
   * then destroy it at once, and with it the handle.
   */
  void closed(ConnectionHandle handle) {
    if (isBroken() && !destroyed.get()) {
      BrokerException reason = loss;
      reportError(reason == null ? onItsWay() : reason);
    }
    handles.closed(handle);
  }

  @Override
  public void cleanup() {
    localTransaction.end();
    handles.invalidateAll(loss); // the channel stays open
    taken = null;
  }

  @Override
  public void destroy() {
    if (destroyed.compareAndSet(false, true)) {
      factory.holders().remove(this);
      cleanup();
      transacted.close();
      channel.close();
      lease.close();
    }
  }

  @Override
  public void addConnectionEventListener(ConnectionEventListener listener) {
    handles.addListener(listener);
  }

  @Override
  public void removeConnectionEventListener(ConnectionEventListener listener) {
    handles.removeListener(listener);
  }

  @Override
  public XAResource getXAResource() throws ResourceException {
    throw new NotSupportedException("RabbitMQ has no XA transactions.");
  }

  @Override
  public LocalTransaction getLocalTransaction() throws ResourceException {
    if (!factory.getLocalTransaction()) {
      throw new NotSupportedException(
          "This connection factory offers no local transactions: its property localTransaction is"
              + " false.");
    }
    return localTransaction;
  }

  @Override
  public ManagedConnectionMetaData getMetaData() throws ResourceException {
    if (destroyed.get()) {
      throw new IllegalStateException("This managed connection was destroyed.");
    }
    return new BrokerMetaData(
        channel.link().serverProperty("product"),
        channel.link().serverProperty("version"),
        brokerUser);
  }

  @Override
  public void setLogWriter(PrintWriter writer) {
    logWriter = writer;
  }

  @Override
  public PrintWriter getLogWriter() {
    return logWriter;
  }

  private void trace(String text) {
    PrintWriter writer = logWriter;
    if (writer != null) {
      writer.println(this + ": " + text);
    }
  }

  @Override
  public String toString() {
    return "RpcManagedConnection@"
        + Integer.toHexString(System.identityHashCode(this))
        + " on "
        + channel.link();
  }
}
