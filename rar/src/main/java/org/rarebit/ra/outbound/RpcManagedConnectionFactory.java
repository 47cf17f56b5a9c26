package org.rarebit.ra.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.ConnectionDefinition;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.resource.spi.SecurityException;
import jakarta.resource.spi.TransactionSupport;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javax.security.auth.Subject;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.spi.ApiCopies;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.client.ClientSettings;
import org.rarebit.ra.client.SendCounters;
import org.rarebit.ra.client.Sends;

/**
 * Makes managed connections for the container's pool. A bean: mutable while the container
 * configures it, constant afterwards. Each property that is not set is the resource adapter's.
 *
 * <p>Connections differ only by credentials, so any two of the same user match.
 */
@ConnectionDefinition(
    connectionFactory = RpcConnectionFactory.class,
    connectionFactoryImpl = PooledConnectionFactory.class,
    connection = RpcConnection.class,
    connectionImpl = ConnectionHandle.class)
public class RpcManagedConnectionFactory
    implements ManagedConnectionFactory,
        ResourceAdapterAssociation,
        TransactionSupport,
        ValidatingManagedConnectionFactory {

  private static final long serialVersionUID = 1L;

  private static final System.Logger LOG =
      System.getLogger(RpcManagedConnectionFactory.class.getName());

  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  private transient volatile FactoryProperties values; // null until read, and after a change
  private final Holders holders = new Holders();
  private transient String id; // guarded by this; null until asked for
  private transient volatile ConnectionManager connectionManager; // the last; null before the first
  private transient volatile SendCounters counters; // null before the first connection
  private transient ResourceAdapter resourceAdapter;
  private boolean associated; // survives serialization, which the resource adapter does not
  private int adapterHash; // of its properties; survives as well
  private transient PrintWriter logWriter;
  private transient boolean saidNotEnlisted; // guarded by this
  private transient PlainServices.Kept plain; // guarded by this; only without a resource adapter

  /** For the container; set the properties then. */
  public RpcManagedConnectionFactory() {}

  @Override
  public Object createConnectionFactory(ConnectionManager connectionManager)
      throws ResourceException {
    var unused = checked();
    String fault = ApiCopies.otherCopyOf(Thread.currentThread().getContextClassLoader());
    if (fault != null) { // perhaps it is not for that application: so a warning only
      LOG.log(
          Level.WARNING,
          "A connection factory is made for an application that cannot cast it. {0}",
          fault);
    }
    this.connectionManager = connectionManager;
    return new PooledConnectionFactory(this, connectionManager);
  }

  @Override
  public Object createConnectionFactory() throws ResourceException {
    return createConnectionFactory(new DirectConnectionManager());
  }

  @Override
  public ManagedConnection createManagedConnection(Subject subject, ConnectionRequestInfo info)
      throws ResourceException {
    Credentials credentials = Credentials.of(subject, info, this);
    PlainServices plain = resourceAdapter == null ? plainServices() : null;
    Runnable afterwards = plain == null ? () -> {} : plain::release;
    try {
      AdapterServices services = plain == null ? services() : plain.services();
      return connect(credentials, services, afterwards);
    } catch (ResourceException | RuntimeException | Error e) {
      afterwards.run();
      throw e;
    }
  }

  private ManagedConnection connect(
      Credentials credentials, AdapterServices services, Runnable afterwards)
      throws ResourceException {
    ClientSettings settings = FactorySettings.forClient(checked(), services, credentials);
    BrokerSettings broker = settings.broker();
    SendCounters counting = countersIn(services, settings);
    try {
      Deadline deadline = Deadline.after(Duration.ofMillis(broker.connectTimeoutMillis()));
      Sends sends = Sends.open(services, settings, counting, deadline);
      counting.connectionOpened();
      return ReclaimableConnection.isFor(connectionManager)
          ? new ReclaimableConnection(
              this, credentials, broker.userName(), sends, services.works(), afterwards)
          : new RpcManagedConnection(
              this, credentials, broker.userName(), sends, services.works(), afterwards);
    } catch (BrokerException e) {
      throw toResourceException(e);
    }
  }

  /** Of this adapter, which may be another one than the last time. */
  private SendCounters countersIn(AdapterServices services, ClientSettings settings)
      throws InvalidPropertyException {
    ClientMonitor monitor = ClientMonitor.of(checked(), settings, services);
    SendCounters found = monitor == null ? new SendCounters() : monitor.counters();
    counters = found;
    return found;
  }

  /** Counts that an application got no connection. */
  void connectionRefused() {
    SendCounters known = counters;
    if (known != null) { // else there never was a connection to show
      known.connectionRefused();
    }
  }

  private static ResourceException toResourceException(BrokerException e) {
    return switch (e.kind()) {
      case REFUSED -> new SecurityException(e.getMessage(), e);
      case CLOSED -> new IllegalStateException(e.getMessage(), e);
      case LIMIT -> new ResourceAllocationException(e.getMessage(), e);
      default -> new CommException(e.getMessage(), e);
    };
  }

  @Override
  @SuppressWarnings("rawtypes") // the interface's own
  public ManagedConnection matchManagedConnections(
      Set connections, Subject subject, ConnectionRequestInfo info) throws ResourceException {
    Credentials credentials = Credentials.of(subject, info, this);
    for (Object candidate : connections) {
      if (candidate instanceof RpcManagedConnection connection
          && connection.isOf(this, credentials)
          && !connection.isBroken()) {
        return connection;
      }
    }
    return null;
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // the interface's own
  public Set getInvalidConnections(Set connections) {
    Set<Object> broken = new LinkedHashSet<>();
    for (Object candidate : connections) {
      if (candidate instanceof RpcManagedConnection connection && connection.isBroken()) {
        broken.add(connection);
      }
    }
    return broken;
  }

  /**
   * The level of this factory's connections, at most that of the descriptor (Connectors 7.13). The
   * container asks after it has set the properties.
   *
   * @return LocalTransaction if the property says so, else NoTransaction
   */
  @Override
  public TransactionSupportLevel getTransactionSupport() {
    return "true".equalsIgnoreCase(String.valueOf(localTransaction).strip())
        ? TransactionSupportLevel.LocalTransaction
        : TransactionSupportLevel.NoTransaction;
  }

  /** True once: who has a connection that is not part of its transaction is told so. */
  synchronized boolean isToSayNotEnlisted() {
    boolean first = !saidNotEnlisted;
    saidNotEnlisted = true;
    return first;
  }

  /** Tells it from all others. */
  synchronized String id() {
    if (id == null) {
      id = UUID.randomUUID().toString();
    }
    return id;
  }

  /** The one for which a connection factory was made last: those of one pool do the same. */
  ConnectionManager connectionManager() {
    return connectionManager;
  }

  Holders holders() {
    return holders;
  }

  ClientOptions clientOptions() {
    return ClientOptions.of(values());
  }

  NotificationOptions notificationOptions() {
    return NotificationOptions.of(values());
  }

  /** The container's transactions; null in plain Java. */
  TransactionSynchronizationRegistry transactions() {
    return resourceAdapter instanceof TransactionAccess access ? access.transactions() : null;
  }

  private PlainServices plainServices() throws IllegalStateException {
    if (associated) {
      throw new IllegalStateException(
          "This connection factory was serialized, and its resource adapter was not. Look the"
              + " factory up instead of keeping a copy.");
    }
    return plain().take();
  }

  private synchronized PlainServices.Kept plain() {
    if (plain == null) { // a copy that was serialized has none
      plain = new PlainServices.Kept();
    }
    return plain;
  }

  /** In plain Java: ends them when the last connection is destroyed. Later ones get others. */
  void closePlainServices() {
    plain().close();
  }

  /** False if its adapter has stopped; in plain Java it needs none. */
  boolean isUsable() {
    if (!(resourceAdapter instanceof AdapterServices.Provider provider)) {
      return !associated;
    }
    try {
      var unused = provider.services();
      return true;
    } catch (java.lang.IllegalStateException e) {
      return false;
    }
  }

  private AdapterServices services() throws ResourceException {
    if (!(resourceAdapter instanceof AdapterServices.Provider provider)) {
      throw new IllegalStateException(
          "This connection factory belongs to another kind of resource adapter: "
              + resourceAdapter.getClass().getName()
              + ".");
    }
    try {
      return provider.services();
    } catch (java.lang.IllegalStateException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private FactoryProperties checked() throws InvalidPropertyException {
    FactoryProperties read = values;
    if (read == null) {
      read = FactorySettings.checked(this);
      values = read;
    }
    return read;
  }

  /**
   * The checked values.
   *
   * @throws IllegalArgumentException if anything is wrong with them
   */
  FactoryProperties values() {
    try {
      return checked();
    } catch (InvalidPropertyException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public ResourceAdapter getResourceAdapter() {
    return resourceAdapter;
  }

  @Override
  public void setResourceAdapter(ResourceAdapter adapter) throws ResourceException {
    if (resourceAdapter != null && resourceAdapter != adapter) {
      throw new IllegalStateException(
          "This connection factory belongs to a resource adapter already and keeps it.");
    }
    resourceAdapter = adapter;
    associated = adapter != null;
    adapterHash = Objects.hashCode(adapter);
  }

  @Override
  public PrintWriter getLogWriter() {
    return logWriter;
  }

  @Override
  public void setLogWriter(PrintWriter writer) {
    logWriter = writer;
  }

  /**
   * Equal are factories with equal properties, of resource adapters with equal properties. A copy
   * that has been serialized, as a passivated bean's is, has lost its adapter, and must be equal to
   * the factory all the same: servers look for the pool and its sign-on by equality.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof RpcManagedConnectionFactory that
        && getClass() == that.getClass()
        && adapterHash == that.adapterHash
        && properties().equals(that.properties());
  }

  @Override
  public int hashCode() {
    return properties().hashCode();
  }

  @Override
  public String toString() {
    return "RpcManagedConnectionFactory[userName=" + userName + "]";
  }

  // <properties> made by PropertySources from rar/src/properties/properties.xml, do not edit

  @ConfigProperty(
      description =
          "Where the broker is, as oslo.messaging's transport URL. Not set: the resource"
              + " adapter's.",
      confidential = true)
  private String connectionURL;

  @ConfigProperty(description = "The broker's user. Not set: that of the URL.")
  private String userName;

  @ConfigProperty(description = "The user's password.", confidential = true)
  private String password;

  @ConfigProperty(
      description =
          "A file that holds the password of all hosts, instead of the URL's: a secret that is"
              + " rotated, or a token that is valid for a short time. It is read at each login;"
              + " open connections are told within 10 s that it has changed.")
  private String passwordFile;

  @ConfigProperty(
      description = "The exchange of targets that name none. Not set: the resource adapter's.")
  private String controlExchange;

  @ConfigProperty(
      defaultValue = "60000",
      type = String.class,
      description =
          "How long a call waits for its result, publishing included, unless the client says"
              + " otherwise, in milliseconds; from 1.")
  private String callTimeoutMillis = "60000";

  @ConfigProperty(
      defaultValue = "0",
      type = String.class,
      description =
          "How long a server may give no sign of life while it works on a call, in seconds, from 2;"
              + " 0: no call monitor.")
  private String callMonitorTimeoutSeconds = "0";

  @ConfigProperty(
      defaultValue = "true",
      type = String.class,
      description =
          "Whether a cast waits until the broker has confirmed it. false: it returns once it is"
              + " sent, and what the broker loses then is lost.")
  private String confirmCasts = "true";

  @ConfigProperty(
      defaultValue = "false",
      type = String.class,
      description =
          "Whether a cast or fanout that no queue takes is an error, as with oslo.messaging's"
              + " transport option at_least_once. Needs confirmCasts.")
  private String mandatoryCasts = "false";

  @ConfigProperty(
      defaultValue = "true",
      type = String.class,
      description =
          "Whether a call to a topic that nobody serves fails at once. false: it waits for its"
              + " timeout, as oslo.messaging does.")
  private String failFast = "true";

  @ConfigProperty(
      defaultValue = "0",
      type = String.class,
      description =
          "How often what could not be sent, since the connection was lost or the broker refused a"
              + " cast for the moment, is sent again on a new channel, within its timeout; for"
              + " calls that do not wait as for others; 0: not; -1: until the timeout.")
  private String retry = "0";

  @ConfigProperty(
      defaultValue = "true",
      type = String.class,
      description =
          "Whether casts, fanouts and notifications inside a JTA transaction are sent after its"
              + " commit, and not at all if it rolls back. false: at once.")
  private String sendOnCommit = "true";

  @ConfigProperty(
      defaultValue = "false",
      type = String.class,
      description =
          "Whether they are a local transaction in the JTA transaction instead: sent by its commit,"
              + " which rolls it back if that fails. Not beside another local transaction, such as"
              + " a non-XA data source's. Needs sendOnCommit.")
  private String localTransaction = "false";

  @ConfigProperty(
      defaultValue = "notifications",
      type = String.class,
      description =
          "The topics of notifications whose notifier names none, separated by commas. A"
              + " notification is sent to each.")
  private String notificationTopics = "notifications";

  @ConfigProperty(
      defaultValue = "messagingv2",
      type = String.class,
      description =
          "Who sends notifications, as oslo.messaging's option driver: messagingv2 (in an"
              + " envelope), messaging (without), log, noop, or routing (by notificationRouting);"
              + " several are separated by commas. Listeners understand both formats.")
  private String notificationDrivers = "messagingv2";

  @ConfigProperty(
      description =
          "The rules of the driver routing, one a line or separated by semicolons: a driver, and"
              + " what it accepts. messagingv2 events=compute.*,volume.* priorities=info,error; log"
              + " priorities=critical. Not set: none.")
  private String notificationRouting;

  @ConfigProperty(
      defaultValue = "ALLOW_LIST",
      type = String.class,
      description =
          "What of the request context listeners of notifications see. ALLOW_LIST: the identities"
              + " that oslo.messaging 14 passes, no tokens. NONE: nothing, as newer releases. ALL:"
              + " everything.")
  private String notificationContext = "ALLOW_LIST";

  @ConfigProperty(
      defaultValue = "false",
      type = String.class,
      description =
          "Whether a notification that cannot be sent is only logged, as oslo.messaging does, and"
              + " no exception.")
  private String logFailedNotifications = "false";

  @ConfigProperty(
      description =
          "The entry of the request context that tells the name of the caller whom the container"
              + " has authenticated, e.g. user_id, unless the application sets that entry itself."
              + " Not set: none.")
  private String callerKey;

  @ConfigProperty(
      description =
          "The entries of the request context that what is sent inherits from the request that its"
              + " thread serves, separated by commas, e.g. user_id,project_id,request_id, unless"
              + " the application sets them itself; *: all of them. Not set: none.")
  private String propagatedContext;

  /**
   * The property {@code connectionURL}.
   *
   * @return null if it is not set
   */
  public String getConnectionURL() {
    return connectionURL;
  }

  /**
   * Where the broker is, as oslo.messaging's transport URL. Not set: the resource adapter's.
   *
   * @param connectionURL text; null: not set
   */
  public void setConnectionURL(String connectionURL) {
    this.connectionURL = connectionURL;
    values = null; // to be read again
  }

  /**
   * The property {@code userName}.
   *
   * @return null if it is not set
   */
  public String getUserName() {
    return userName;
  }

  /**
   * The broker's user. Not set: that of the URL.
   *
   * @param userName text; null: not set
   */
  public void setUserName(String userName) {
    this.userName = userName;
    values = null; // to be read again
  }

  /**
   * The property {@code password}.
   *
   * @return null if it is not set
   */
  public String getPassword() {
    return password;
  }

  /**
   * The user's password.
   *
   * @param password taken as it is
   */
  public void setPassword(String password) {
    this.password = password;
    values = null; // to be read again
  }

  /**
   * The property {@code passwordFile}.
   *
   * @return null if it is not set
   */
  public String getPasswordFile() {
    return passwordFile;
  }

  /**
   * A file that holds the password of all hosts, instead of the URL's: a secret that is rotated, or
   * a token that is valid for a short time. It is read at each login; open connections are told
   * within 10 s that it has changed.
   *
   * @param passwordFile text; null: not set
   */
  public void setPasswordFile(String passwordFile) {
    this.passwordFile = passwordFile;
    values = null; // to be read again
  }

  /**
   * The property {@code controlExchange}.
   *
   * @return null if it is not set
   */
  public String getControlExchange() {
    return controlExchange;
  }

  /**
   * The exchange of targets that name none. Not set: the resource adapter's.
   *
   * @param controlExchange text; null: not set
   */
  public void setControlExchange(String controlExchange) {
    this.controlExchange = controlExchange;
    values = null; // to be read again
  }

  /**
   * The property {@code callTimeoutMillis}.
   *
   * @return as it was set, or the default
   */
  public String getCallTimeoutMillis() {
    return callTimeoutMillis;
  }

  /**
   * How long a call waits for its result, publishing included, unless the client says otherwise, in
   * milliseconds; from 1.
   *
   * @param callTimeoutMillis a number, from 1
   */
  public void setCallTimeoutMillis(String callTimeoutMillis) {
    this.callTimeoutMillis = callTimeoutMillis;
    values = null; // to be read again
  }

  /**
   * How long a call waits for its result, publishing included, unless the client says otherwise, in
   * milliseconds; from 1.
   *
   * @param callTimeoutMillis a number, from 1
   */
  public void setCallTimeoutMillis(long callTimeoutMillis) {
    setCallTimeoutMillis(Long.toString(callTimeoutMillis));
  }

  /**
   * The property {@code callMonitorTimeoutSeconds}.
   *
   * @return as it was set, or the default
   */
  public String getCallMonitorTimeoutSeconds() {
    return callMonitorTimeoutSeconds;
  }

  /**
   * How long a server may give no sign of life while it works on a call, in seconds, from 2; 0: no
   * call monitor.
   *
   * @param callMonitorTimeoutSeconds a number, from 0
   */
  public void setCallMonitorTimeoutSeconds(String callMonitorTimeoutSeconds) {
    this.callMonitorTimeoutSeconds = callMonitorTimeoutSeconds;
    values = null; // to be read again
  }

  /**
   * How long a server may give no sign of life while it works on a call, in seconds, from 2; 0: no
   * call monitor.
   *
   * @param callMonitorTimeoutSeconds a number, from 0
   */
  public void setCallMonitorTimeoutSeconds(int callMonitorTimeoutSeconds) {
    setCallMonitorTimeoutSeconds(Integer.toString(callMonitorTimeoutSeconds));
  }

  /**
   * The property {@code confirmCasts}.
   *
   * @return as it was set, or the default
   */
  public String getConfirmCasts() {
    return confirmCasts;
  }

  /**
   * Whether a cast waits until the broker has confirmed it. false: it returns once it is sent, and
   * what the broker loses then is lost.
   *
   * @param confirmCasts true or false
   */
  public void setConfirmCasts(String confirmCasts) {
    this.confirmCasts = confirmCasts;
    values = null; // to be read again
  }

  /**
   * Whether a cast waits until the broker has confirmed it. false: it returns once it is sent, and
   * what the broker loses then is lost.
   *
   * @param confirmCasts true or false
   */
  public void setConfirmCasts(boolean confirmCasts) {
    setConfirmCasts(Boolean.toString(confirmCasts));
  }

  /**
   * The property {@code mandatoryCasts}.
   *
   * @return as it was set, or the default
   */
  public String getMandatoryCasts() {
    return mandatoryCasts;
  }

  /**
   * Whether a cast or fanout that no queue takes is an error, as with oslo.messaging's transport
   * option at_least_once. Needs confirmCasts.
   *
   * @param mandatoryCasts true or false
   */
  public void setMandatoryCasts(String mandatoryCasts) {
    this.mandatoryCasts = mandatoryCasts;
    values = null; // to be read again
  }

  /**
   * Whether a cast or fanout that no queue takes is an error, as with oslo.messaging's transport
   * option at_least_once. Needs confirmCasts.
   *
   * @param mandatoryCasts true or false
   */
  public void setMandatoryCasts(boolean mandatoryCasts) {
    setMandatoryCasts(Boolean.toString(mandatoryCasts));
  }

  /**
   * The property {@code failFast}.
   *
   * @return as it was set, or the default
   */
  public String getFailFast() {
    return failFast;
  }

  /**
   * Whether a call to a topic that nobody serves fails at once. false: it waits for its timeout, as
   * oslo.messaging does.
   *
   * @param failFast true or false
   */
  public void setFailFast(String failFast) {
    this.failFast = failFast;
    values = null; // to be read again
  }

  /**
   * Whether a call to a topic that nobody serves fails at once. false: it waits for its timeout, as
   * oslo.messaging does.
   *
   * @param failFast true or false
   */
  public void setFailFast(boolean failFast) {
    setFailFast(Boolean.toString(failFast));
  }

  /**
   * The property {@code retry}.
   *
   * @return as it was set, or the default
   */
  public String getRetry() {
    return retry;
  }

  /**
   * How often what could not be sent, since the connection was lost or the broker refused a cast
   * for the moment, is sent again on a new channel, within its timeout; for calls that do not wait
   * as for others; 0: not; -1: until the timeout.
   *
   * @param retry a number, from -1
   */
  public void setRetry(String retry) {
    this.retry = retry;
    values = null; // to be read again
  }

  /**
   * How often what could not be sent, since the connection was lost or the broker refused a cast
   * for the moment, is sent again on a new channel, within its timeout; for calls that do not wait
   * as for others; 0: not; -1: until the timeout.
   *
   * @param retry a number, from -1
   */
  public void setRetry(int retry) {
    setRetry(Integer.toString(retry));
  }

  /**
   * The property {@code sendOnCommit}.
   *
   * @return as it was set, or the default
   */
  public String getSendOnCommit() {
    return sendOnCommit;
  }

  /**
   * Whether casts, fanouts and notifications inside a JTA transaction are sent after its commit,
   * and not at all if it rolls back. false: at once.
   *
   * @param sendOnCommit true or false
   */
  public void setSendOnCommit(String sendOnCommit) {
    this.sendOnCommit = sendOnCommit;
    values = null; // to be read again
  }

  /**
   * Whether casts, fanouts and notifications inside a JTA transaction are sent after its commit,
   * and not at all if it rolls back. false: at once.
   *
   * @param sendOnCommit true or false
   */
  public void setSendOnCommit(boolean sendOnCommit) {
    setSendOnCommit(Boolean.toString(sendOnCommit));
  }

  /**
   * The property {@code localTransaction}.
   *
   * @return as it was set, or the default
   */
  public String getLocalTransaction() {
    return localTransaction;
  }

  /**
   * Whether they are a local transaction in the JTA transaction instead: sent by its commit, which
   * rolls it back if that fails. Not beside another local transaction, such as a non-XA data
   * source's. Needs sendOnCommit.
   *
   * @param localTransaction true or false
   */
  public void setLocalTransaction(String localTransaction) {
    this.localTransaction = localTransaction;
    values = null; // to be read again
  }

  /**
   * Whether they are a local transaction in the JTA transaction instead: sent by its commit, which
   * rolls it back if that fails. Not beside another local transaction, such as a non-XA data
   * source's. Needs sendOnCommit.
   *
   * @param localTransaction true or false
   */
  public void setLocalTransaction(boolean localTransaction) {
    setLocalTransaction(Boolean.toString(localTransaction));
  }

  /**
   * The property {@code notificationTopics}.
   *
   * @return as it was set, or the default
   */
  public String getNotificationTopics() {
    return notificationTopics;
  }

  /**
   * The topics of notifications whose notifier names none, separated by commas. A notification is
   * sent to each.
   *
   * @param notificationTopics names, separated by commas; not null
   */
  public void setNotificationTopics(String notificationTopics) {
    this.notificationTopics = notificationTopics;
    values = null; // to be read again
  }

  /**
   * The property {@code notificationDrivers}.
   *
   * @return as it was set, or the default
   */
  public String getNotificationDrivers() {
    return notificationDrivers;
  }

  /**
   * Who sends notifications, as oslo.messaging's option driver: messagingv2 (in an envelope),
   * messaging (without), log, noop, or routing (by notificationRouting); several are separated by
   * commas. Listeners understand both formats.
   *
   * @param notificationDrivers text
   */
  public void setNotificationDrivers(String notificationDrivers) {
    this.notificationDrivers = notificationDrivers;
    values = null; // to be read again
  }

  /**
   * The property {@code notificationRouting}.
   *
   * @return null if it is not set
   */
  public String getNotificationRouting() {
    return notificationRouting;
  }

  /**
   * The rules of the driver routing, one a line or separated by semicolons: a driver, and what it
   * accepts. messagingv2 events=compute.*,volume.* priorities=info,error; log priorities=critical.
   * Not set: none.
   *
   * @param notificationRouting text of one or more lines; null: not set
   */
  public void setNotificationRouting(String notificationRouting) {
    this.notificationRouting = notificationRouting;
    values = null; // to be read again
  }

  /**
   * The property {@code notificationContext}.
   *
   * @return as it was set, or the default
   */
  public String getNotificationContext() {
    return notificationContext;
  }

  /**
   * What of the request context listeners of notifications see. ALLOW_LIST: the identities that
   * oslo.messaging 14 passes, no tokens. NONE: nothing, as newer releases. ALL: everything.
   *
   * @param notificationContext ALLOW_LIST or NONE or ALL, in any case
   */
  public void setNotificationContext(String notificationContext) {
    this.notificationContext = notificationContext;
    values = null; // to be read again
  }

  /**
   * The property {@code logFailedNotifications}.
   *
   * @return as it was set, or the default
   */
  public String getLogFailedNotifications() {
    return logFailedNotifications;
  }

  /**
   * Whether a notification that cannot be sent is only logged, as oslo.messaging does, and no
   * exception.
   *
   * @param logFailedNotifications true or false
   */
  public void setLogFailedNotifications(String logFailedNotifications) {
    this.logFailedNotifications = logFailedNotifications;
    values = null; // to be read again
  }

  /**
   * Whether a notification that cannot be sent is only logged, as oslo.messaging does, and no
   * exception.
   *
   * @param logFailedNotifications true or false
   */
  public void setLogFailedNotifications(boolean logFailedNotifications) {
    setLogFailedNotifications(Boolean.toString(logFailedNotifications));
  }

  /**
   * The property {@code callerKey}.
   *
   * @return null if it is not set
   */
  public String getCallerKey() {
    return callerKey;
  }

  /**
   * The entry of the request context that tells the name of the caller whom the container has
   * authenticated, e.g. user_id, unless the application sets that entry itself. Not set: none.
   *
   * @param callerKey text; null: not set
   */
  public void setCallerKey(String callerKey) {
    this.callerKey = callerKey;
    values = null; // to be read again
  }

  /**
   * The property {@code propagatedContext}.
   *
   * @return null if it is not set
   */
  public String getPropagatedContext() {
    return propagatedContext;
  }

  /**
   * The entries of the request context that what is sent inherits from the request that its thread
   * serves, separated by commas, e.g. user_id,project_id,request_id, unless the application sets
   * them itself; *: all of them. Not set: none.
   *
   * @param propagatedContext names, separated by commas; null: not set
   */
  public void setPropagatedContext(String propagatedContext) {
    this.propagatedContext = propagatedContext;
    values = null; // to be read again
  }

  private List<String> properties() {
    return Arrays.asList(
        connectionURL,
        userName,
        password,
        passwordFile,
        controlExchange,
        callTimeoutMillis,
        callMonitorTimeoutSeconds,
        confirmCasts,
        mandatoryCasts,
        failFast,
        retry,
        sendOnCommit,
        localTransaction,
        notificationTopics,
        notificationDrivers,
        notificationRouting,
        notificationContext,
        logFailedNotifications,
        callerKey,
        propagatedContext);
  }

  // </properties>
}
