package org.rarebit.ra.outbound;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.LazyEnlistableManagedConnection;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import jakarta.resource.spi.SecurityException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.ThreadRole;
import org.rarebit.ra.client.NotificationDrivers;
import org.rarebit.ra.client.NotificationLog;
import org.rarebit.ra.client.OutboundNotification;
import org.rarebit.ra.client.OutboundRequest;
import org.rarebit.ra.client.Prepared;
import org.rarebit.ra.client.Sends;

/**
 * A place in the container's pool, and what is sent through it. The only place where a loss becomes
 * an event, and where it is decided which transaction a cast belongs to. Thread-safe.
 *
 * <p>When its channel or link is lost it is broken for good. The container learns it once, and not
 * after it has destroyed it: from the call that fails, or, if no application holds a handle, at
 * once, so that the pool does not keep it; never on a thread that reads from the broker.
 */
sealed class RpcManagedConnection implements ManagedConnection, LazyEnlistableManagedConnection
    permits ReclaimableConnection {

  private static final System.Logger LOG = System.getLogger(RpcManagedConnection.class.getName());

  private final RpcManagedConnectionFactory factory;
  private final Credentials credentials;
  private final String brokerUser;
  private final Sends sends;
  private final Executor works;
  private final Runnable afterwards;
  private final boolean sendOnCommit;
  private final boolean offersLocalTransactions;
  private final TransactionSynchronizationRegistry transactions; // null: no transactions here
  private final RpcLocalTransaction localTransaction; // begun only if the factory offers it
  private final Handles handles = new Handles(this);
  private final AtomicBoolean destroyed = new AtomicBoolean();
  private volatile Holders.Taken taken; // null while it is in the pool
  private volatile PrintWriter logWriter;

  /**
   * Makes one.
   *
   * @param afterwards what is to be done once it is destroyed
   */
  RpcManagedConnection(
      RpcManagedConnectionFactory factory,
      Credentials credentials,
      String brokerUser,
      Sends sends,
      Executor works,
      Runnable afterwards) {
    this.factory = factory;
    this.credentials = credentials;
    this.brokerUser = brokerUser;
    this.sends = sends;
    this.works = works;
    this.afterwards = afterwards;
    this.sendOnCommit = factory.values().sendOnCommit();
    this.offersLocalTransactions = factory.values().localTransaction();
    this.transactions = factory.transactions();
    this.localTransaction = new RpcLocalTransaction(sends);
    this.logWriter = factory.getLogWriter();
    factory.holders().add(this);
    sends.onLoss(this::lost);
  }

  Object call(OutboundRequest request, Type resultType) {
    try {
      return sends.call(request, resultType);
    } finally {
      reportIfBroken();
    }
  }

  CompletableFuture<Object> callAsync(OutboundRequest request, Type resultType) {
    try {
      return sends.callAsync(request, resultType);
    } finally {
      reportIfBroken();
    }
  }

  void cast(OutboundRequest request) {
    sendOrDefer(sends.prepare(request), request.deadline());
  }

  void send(OutboundNotification notification) {
    if (notification.drivers().contains(NotificationDrivers.Driver.LOG)) {
      Runnable line = NotificationLog.lineOf(notification);
      if (!sendOnCommit || !SendOnCommit.defer(transactions, line)) {
        line.run();
      }
    }
    sendOrDefer(sends.prepare(notification), notification.deadline());
  }

  /** Now, with the local transaction, or after the commit of the JTA transaction. */
  private void sendOrDefer(List<Prepared> casts, Deadline deadline) {
    if (casts.isEmpty() || localTransaction.add(casts)) {
      return;
    }
    try {
      if (sendOnCommit && SendOnCommit.defer(transactions, sends, casts)) {
        warnIfNotEnlisted();
      } else {
        sends.send(casts, deadline);
      }
    } finally {
      reportIfBroken();
    }
  }

  private void warnIfNotEnlisted() {
    if (offersLocalTransactions && factory.isToSayNotEnlisted()) {
      LOG.log(
          Level.WARNING,
          "localTransaction is true, but the container has not made the connection part of the"
              + " transaction: what is sent leaves after its commit and cannot undo it. Take the"
              + " connection after the transaction has begun, and define the connection factory"
              + " with transactionSupport=LocalTransaction, which some servers want as well.");
    }
  }

  /**
   * Whether a container that enlists late has to be asked before something is sent (Connectors
   * 7.16.2).
   */
  boolean mayBeEnlisted() {
    return offersLocalTransactions && !localTransaction.isActive();
  }

  boolean isInTransaction() {
    return localTransaction.isActive();
  }

  /** The one of the same factory and user that takes part in the caller's transaction, or null. */
  RpcManagedConnection enlistedBefore() {
    return enlisted().find(transactions);
  }

  /** For the handles that follow in the caller's transaction, if this connection takes part. */
  void rememberIfEnlisted() {
    if (isInTransaction()) {
      enlisted().is(this, transactions);
    }
  }

  private EnlistedConnection enlisted() {
    return new EnlistedConnection(factory.id(), credentials);
  }

  NotificationOptions notificationOptions() {
    return factory.notificationOptions();
  }

  ClientOptions clientOptions() {
    return factory.clientOptions();
  }

  /** On a thread of the link, which calls nobody's code. */
  private void lost(BrokerException reason) {
    if (reason.kind() == Kind.CLOSED && destroyed.get()) {
      return;
    }
    if (reason.kind() != Kind.CLOSED) {
      sends.countLoss();
    }
    tellSoon(reason);
  }

  private void tellSoon(BrokerException reason) {
    try {
      works.execute(() -> tellIfUnused(reason));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "{0} is lost while everything stops", this);
    }
  }

  private void tellIfUnused(BrokerException reason) {
    if (ThreadRole.current() != null) { // the works have stopped, and this is the link's own thread
      Thread telling = new Thread(() -> tellIfUnused(reason), "rarebit work");
      telling.setDaemon(true);
      telling.start();
    } else if (handles.isEmpty()) {
      reportError(reason);
    }
  }

  private void reportIfBroken() {
    if (isBroken()) {
      BrokerException reason = sends.loss();
      if (reason != null) {
        reportError(reason);
      }
    }
  }

  private void reportError(BrokerException reason) {
    if (!destroyed.get() && handles.reportError(reason)) {
      trace("broken: " + reason.getMessage());
    }
  }

  boolean isOf(RpcManagedConnectionFactory candidate, Credentials user) {
    return factory.equals(candidate) && credentials.isSameUser(user);
  }

  /** Who has it; null while it is in the pool. */
  Holders.Taken taken() {
    return taken;
  }

  int openHandles() {
    return handles.count();
  }

  boolean isBroken() {
    return destroyed.get() || !sends.isOpen();
  }

  @Override
  public Object getConnection(Subject subject, ConnectionRequestInfo info)
      throws ResourceException {
    if (!credentials.isSameUser(Credentials.of(subject, info, factory))) {
      throw new SecurityException(
          "This managed connection is another user's, and its user cannot be changed.");
    }
    requireNotDestroyed();
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
    requireNotDestroyed();
    handles.add(handle);
    taken = factory.holders().take();
    handle.moveTo(this);
  }

  private void requireNotDestroyed() throws IllegalStateException {
    if (destroyed.get()) {
      throw new IllegalStateException("This managed connection was destroyed.");
    }
  }

  /** The handles ask the container for a connection when they need one. */
  final void parkHandles() {
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
    reportIfBroken();
    handles.closed(handle);
  }

  @Override
  public void cleanup() {
    localTransaction.end();
    handles.invalidateAll(isBroken() ? sends.loss() : null); // the channel stays open
    taken = null;
    BrokerException unnoticed = handles.hasReported() ? null : sends.loss();
    if (unnoticed != null) { // it came while there was a handle, and nobody used or closed that
      tellSoon(unnoticed);
    }
  }

  @Override
  public void destroy() {
    if (destroyed.compareAndSet(false, true)) {
      handles.reportNoMore();
      factory.holders().remove(this);
      cleanup();
      sends.close();
      afterwards.run();
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
    if (!offersLocalTransactions) {
      throw new NotSupportedException(
          "This connection factory offers no local transactions: its property localTransaction is"
              + " false.");
    }
    return localTransaction;
  }

  @Override
  public ManagedConnectionMetaData getMetaData() throws ResourceException {
    requireNotDestroyed();
    BrokerLink link = sends.link();
    return new MetaData(link.serverProperty("product"), link.serverProperty("version"), brokerUser);
  }

  /**
   * What the broker says of itself, and who we are there.
   *
   * @param product for example RabbitMQ
   * @param version the product's
   * @param user of the managed connection
   */
  private record MetaData(String product, String version, String user)
      implements ManagedConnectionMetaData {

    @Override
    public String getEISProductName() {
      return product;
    }

    @Override
    public String getEISProductVersion() {
      return version;
    }

    /** Zero: no limit that we would know. */
    @Override
    public int getMaxConnections() {
      return 0;
    }

    @Override
    public String getUserName() {
      return user;
    }
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
        + sends.link();
  }
}
