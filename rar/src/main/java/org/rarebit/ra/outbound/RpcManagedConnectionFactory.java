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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.Subject;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.client.ClientSettings;
import org.rarebit.ra.client.NotificationDrivers;
import org.rarebit.ra.client.Sends;
import org.rarebit.ra.wire.NotificationContext;

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

  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

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
      description = "The exchange of targets that name none. Not set: the resource adapter's.")
  private String controlExchange;

  @ConfigProperty(
      defaultValue = "60000",
      type = Long.class,
      description =
          "How long a call waits for its result, publishing included, unless the client says"
              + " otherwise, in milliseconds; from 1.")
  private Long callTimeoutMillis = DEFAULT_TIMEOUT.toMillis();

  @ConfigProperty(
      defaultValue = "0",
      type = Integer.class,
      description =
          "How long a server may give no sign of life while it works on a call, in seconds, from 2;"
              + " 0: no call monitor.")
  private Integer callMonitorTimeoutSeconds = 0;

  @ConfigProperty(
      defaultValue = "true",
      type = Boolean.class,
      description =
          "Whether a cast waits until the broker has confirmed it. false: it returns once it is"
              + " sent, and what the broker loses then is lost.")
  private Boolean confirmCasts = Boolean.TRUE;

  @ConfigProperty(
      defaultValue = "false",
      type = Boolean.class,
      description =
          "Whether a cast or fanout that no queue takes is an error, as with oslo.messaging's"
              + " transport option at_least_once. Needs confirmCasts.")
  private Boolean mandatoryCasts = Boolean.FALSE;

  @ConfigProperty(
      defaultValue = "true",
      type = Boolean.class,
      description =
          "Whether a call to a topic that nobody serves fails at once. false: it waits for its"
              + " timeout, as oslo.messaging does.")
  private Boolean failFast = Boolean.TRUE;

  @ConfigProperty(
      defaultValue = "0",
      type = Integer.class,
      description =
          "How often a request that could not be sent because the connection was lost is sent again"
              + " on a new one, within its timeout; 0: not; -1: until the timeout.")
  private Integer retry = 0;

  @ConfigProperty(
      defaultValue = "true",
      type = Boolean.class,
      description =
          "Whether casts, fanouts and notifications inside a JTA transaction are sent after its"
              + " commit, and not at all if it rolls back. false: at once.")
  private Boolean sendOnCommit = Boolean.TRUE;

  @ConfigProperty(
      defaultValue = "false",
      type = Boolean.class,
      description =
          "Whether they are a local transaction in the JTA transaction instead: sent by its commit,"
              + " which rolls it back if that fails. Not beside another local transaction, such as"
              + " a non-XA data source's. Needs sendOnCommit.")
  private Boolean localTransaction = Boolean.FALSE;

  @ConfigProperty(
      defaultValue = "notifications",
      type = String.class,
      description =
          "The topics of notifications whose notifier names none, separated by commas. A"
              + " notification is sent to each.")
  private String notificationTopics = NotificationOptions.DEFAULT_TOPIC;

  @ConfigProperty(
      defaultValue = "messagingv2",
      type = String.class,
      description =
          "Who sends notifications, as oslo.messaging's option driver: "
              + "messagingv2 (in an envelope), messaging (without), log, noop, or "
              + "routing (by notificationRouting); several are separated by commas. "
              + "Listeners understand both formats.")
  private String notificationDrivers = NotificationDrivers.DEFAULT;

  @ConfigProperty(
      description =
          "The rules of the driver routing, one a line or separated by "
              + "semicolons: a driver, and what it accepts. messagingv2 "
              + "events=compute.*,volume.* priorities=info,error; log "
              + "priorities=critical. Not set: none.")
  private String notificationRouting;

  @ConfigProperty(
      defaultValue = "ALLOW_LIST",
      type = String.class,
      description =
          "What of the request context listeners of notifications see. ALLOW_LIST: the identities"
              + " that oslo.messaging 14 passes, no tokens. NONE: nothing, as newer releases. ALL:"
              + " everything.")
  private String notificationContext = NotificationContext.ALLOW_LIST.name();

  @ConfigProperty(
      defaultValue = "false",
      type = Boolean.class,
      description =
          "Whether a notification that cannot be sent is only logged, as oslo.messaging does, and"
              + " no exception.")
  private Boolean logFailedNotifications = Boolean.FALSE;

  @ConfigProperty(
      description =
          "The entry of the request context that tells the name of the caller whom the container"
              + " has authenticated, e.g. user_id, unless the application sets that entry itself."
              + " Not set: none.")
  private String callerKey;

  private transient volatile NotificationDrivers parsedDrivers; // null until they are needed
  private final Holders holders = new Holders();
  private transient ResourceAdapter resourceAdapter;
  private boolean associated; // survives serialization, which the resource adapter does not
  private transient PrintWriter logWriter;
  private transient boolean saidNotEnlisted; // guarded by this
  private transient PlainServices plain; // guarded by this; only without a resource adapter
  private transient boolean plainIsClosed; // guarded by this

  /** For the container; set the properties then. */
  public RpcManagedConnectionFactory() {}

  @Override
  public Object createConnectionFactory(ConnectionManager connectionManager)
      throws ResourceException {
    validate();
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
    BrokerSettings settings = settings(services);
    if (credentials.userName() != null) {
      settings = settings.withCredentials(credentials.userName(), credentials.password());
    }
    try {
      Deadline deadline = Deadline.after(Duration.ofMillis(settings.connectTimeoutMillis()));
      Sends sends = Sends.open(services, clientSettings(services, settings), deadline);
      return new RpcManagedConnection(
          this, credentials, settings.userName(), sends, services.works(), afterwards);
    } catch (BrokerException e) {
      throw toResourceException(e);
    }
  }

  /** What the engine needs to know of this bean. */
  private ClientSettings clientSettings(AdapterServices services, BrokerSettings broker) {
    return new ClientSettings(
        broker,
        controlExchange == null ? services.controlExchange() : controlExchange,
        failFast,
        confirmCasts,
        mandatoryCasts,
        retry);
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
    return Boolean.TRUE.equals(localTransaction)
        ? TransactionSupportLevel.LocalTransaction
        : TransactionSupportLevel.NoTransaction;
  }

  /** True once: who has a connection that is not part of its transaction is told so. */
  synchronized boolean isToSayNotEnlisted() {
    boolean first = !saidNotEnlisted;
    saidNotEnlisted = true;
    return first;
  }

  Holders holders() {
    return holders;
  }

  CallOptions callOptions() {
    return new CallOptions(
        RequestContext.empty(),
        Duration.ofMillis(callTimeoutMillis),
        Duration.ofSeconds(callMonitorTimeoutSeconds),
        null,
        callerEntry());
  }

  NotificationOptions notificationOptions() {
    return new NotificationOptions(
        notificationTopicList(),
        RequestContext.empty(),
        NotificationContext.valueOf(notificationContext),
        drivers(),
        Duration.ofMillis(callTimeoutMillis),
        logFailedNotifications,
        callerEntry());
  }

  private CallerEntry callerEntry() {
    return callerKey == null || callerKey.isBlank()
        ? CallerEntry.NONE
        : new CallerEntry(callerKey.strip());
  }

  private NotificationDrivers drivers() {
    NotificationDrivers known = parsedDrivers;
    if (known == null) {
      known = NotificationDrivers.of(notificationDrivers, notificationRouting);
      parsedDrivers = known;
    }
    return known;
  }

  private List<String> notificationTopicList() {
    return notificationTopics == null
        ? List.of()
        : Arrays.stream(notificationTopics.split(","))
            .map(String::strip)
            .filter(topic -> !topic.isEmpty())
            .toList();
  }

  /** The container's transactions; null in plain Java. */
  TransactionSynchronizationRegistry transactions() {
    return resourceAdapter instanceof TransactionAccess access ? access.transactions() : null;
  }

  /** Taken for one managed connection, which gives them back. */
  private synchronized PlainServices plainServices() throws IllegalStateException {
    if (associated) {
      throw new IllegalStateException(
          "This connection factory was serialized, and its resource adapter was not. Look the"
              + " factory up instead of keeping a copy.");
    }
    if (plain == null || !plain.retain()) {
      plain = new PlainServices();
      if (!plainIsClosed) {
        plain.retain(); // for the factory
      }
    }
    return plain;
  }

  /** In plain Java: ends them when the last connection is destroyed. Later ones get others. */
  void closePlainServices() {
    PlainServices last;
    synchronized (this) {
      last = plainIsClosed ? null : plain;
      plainIsClosed = true;
    }
    if (last != null) {
      last.release();
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

  private BrokerSettings settings(AdapterServices services) throws InvalidPropertyException {
    try {
      return services.settings(connectionURL, userName, password);
    } catch (IllegalArgumentException e) {
      throw new InvalidPropertyException("RpcManagedConnectionFactory: " + e.getMessage(), e);
    }
  }

  private void validate() throws InvalidPropertyException {
    List<String> problems = new ArrayList<>();
    if (callTimeoutMillis == null || callTimeoutMillis < 1) {
      problems.add("callTimeoutMillis must be at least 1, but is " + callTimeoutMillis + ".");
    }
    if (callMonitorTimeoutSeconds == null
        || callMonitorTimeoutSeconds < 0
        || callMonitorTimeoutSeconds == 1) {
      problems.add(
          "callMonitorTimeoutSeconds must be 0 or at least 2, but is "
              + callMonitorTimeoutSeconds
              + ".");
    }
    if (retry == null || retry < -1) {
      problems.add("retry must be -1, 0 or more, but is " + retry + ".");
    }
    if (notificationTopicList().isEmpty()) {
      problems.add("notificationTopics must name at least one topic.");
    }
    try {
      var unused = drivers();
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
    if (Arrays.stream(NotificationContext.values())
        .noneMatch(value -> value.name().equals(notificationContext))) {
      problems.add(
          "notificationContext must be one of "
              + Arrays.toString(NotificationContext.values())
              + ", but is "
              + notificationContext
              + ".");
    }
    if (!callerEntry().equals(CallerEntry.NONE) && !ContainerCaller.isSupported()) {
      problems.add(
          "callerKey needs Jakarta Security and CDI in the server, e.g. Open Liberty's features"
              + " appSecurity-5.0 and cdi-4.0.");
    }
    requireFlag(problems, "confirmCasts", confirmCasts);
    requireFlag(problems, "mandatoryCasts", mandatoryCasts);
    requireFlag(problems, "failFast", failFast);
    requireFlag(problems, "sendOnCommit", sendOnCommit);
    requireFlag(problems, "localTransaction", localTransaction);
    requireFlag(problems, "logFailedNotifications", logFailedNotifications);
    if (Boolean.TRUE.equals(mandatoryCasts) && Boolean.FALSE.equals(confirmCasts)) {
      problems.add("mandatoryCasts needs confirmCasts: the confirm tells that nothing came back.");
    }
    if (Boolean.TRUE.equals(localTransaction) && Boolean.FALSE.equals(sendOnCommit)) {
      problems.add("localTransaction needs sendOnCommit: it sends with the commit.");
    }
    if (connectionURL != null) {
      try {
        BrokerSettings.of(connectionURL);
      } catch (IllegalArgumentException e) {
        problems.add(e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidPropertyException(
          "RpcManagedConnectionFactory: " + String.join(" ", problems));
    }
  }

  private static void requireFlag(List<String> problems, String name, Boolean value) {
    if (value == null) {
      problems.add(name + " must be true or false.");
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
   * Where the broker is.
   *
   * @return a transport URL, or null for the resource adapter's
   */
  public String getConnectionURL() {
    return connectionURL;
  }

  /**
   * Sets where the broker is.
   *
   * @param connectionURL oslo.messaging's transport URL; null for the resource adapter's
   */
  public void setConnectionURL(String connectionURL) {
    this.connectionURL = connectionURL;
  }

  /**
   * The broker's user.
   *
   * @return the user, or null for that of the URL
   */
  public String getUserName() {
    return userName;
  }

  /**
   * Sets the broker's user.
   *
   * @param userName the user; null for that of the URL
   */
  public void setUserName(String userName) {
    this.userName = userName;
  }

  /**
   * The user's password.
   *
   * @return the password, or null
   */
  public String getPassword() {
    return password;
  }

  /**
   * Sets the user's password.
   *
   * @param password the password; used only with a user name
   */
  public void setPassword(String password) {
    this.password = password;
  }

  /**
   * The exchange of targets that name none.
   *
   * @return the exchange, or null for the resource adapter's
   */
  public String getControlExchange() {
    return controlExchange;
  }

  /**
   * Sets the exchange of targets that name none.
   *
   * @param controlExchange the exchange; null for the resource adapter's
   */
  public void setControlExchange(String controlExchange) {
    this.controlExchange = controlExchange;
  }

  /**
   * How long a call waits unless the client says otherwise.
   *
   * @return milliseconds, at least 1
   */
  public Long getCallTimeoutMillis() {
    return callTimeoutMillis;
  }

  /**
   * Sets how long a call waits unless the client says otherwise.
   *
   * @param callTimeoutMillis milliseconds, at least 1
   */
  public void setCallTimeoutMillis(Long callTimeoutMillis) {
    this.callTimeoutMillis = callTimeoutMillis;
  }

  /**
   * Tells how long a server may give no sign of life while it works on a call.
   *
   * @return seconds, from 2; 0 for no call monitor
   */
  public Integer getCallMonitorTimeoutSeconds() {
    return callMonitorTimeoutSeconds;
  }

  /**
   * Sets how long a server may give no sign of life while it works on a call.
   *
   * @param callMonitorTimeoutSeconds seconds, from 2; 0 for no call monitor
   */
  public void setCallMonitorTimeoutSeconds(Integer callMonitorTimeoutSeconds) {
    this.callMonitorTimeoutSeconds = callMonitorTimeoutSeconds;
  }

  /**
   * Tells whether a cast waits until the broker has confirmed it.
   *
   * @return false to return once it is sent
   */
  public Boolean getConfirmCasts() {
    return confirmCasts;
  }

  /**
   * Sets whether a cast waits until the broker has confirmed it.
   *
   * @param confirmCasts false to return once it is sent
   */
  public void setConfirmCasts(Boolean confirmCasts) {
    this.confirmCasts = confirmCasts;
  }

  /**
   * Tells whether a cast that no queue takes is an error.
   *
   * @return true if it is
   */
  public Boolean getMandatoryCasts() {
    return mandatoryCasts;
  }

  /**
   * Sets whether a cast that no queue takes is an error.
   *
   * @param mandatoryCasts true only together with confirmCasts
   */
  public void setMandatoryCasts(Boolean mandatoryCasts) {
    this.mandatoryCasts = mandatoryCasts;
  }

  /**
   * Tells how often a request that could not be sent is sent again.
   *
   * @return 0 or more; -1 until the timeout
   */
  public Integer getRetry() {
    return retry;
  }

  /**
   * Sets how often a request that could not be sent is sent again.
   *
   * @param retry 0 or more; -1 until the timeout
   */
  public void setRetry(Integer retry) {
    this.retry = retry;
  }

  /**
   * Tells whether casts inside a transaction are sent after its commit.
   *
   * @return false to send at once
   */
  public Boolean getSendOnCommit() {
    return sendOnCommit;
  }

  /**
   * Sets whether casts inside a transaction are sent after its commit.
   *
   * @param sendOnCommit false to send at once
   */
  public void setSendOnCommit(Boolean sendOnCommit) {
    this.sendOnCommit = sendOnCommit;
  }

  /**
   * Whether what is sent in a JTA transaction is a local transaction in it.
   *
   * @return true if connections offer a {@code LocalTransaction}
   */
  public Boolean getLocalTransaction() {
    return localTransaction;
  }

  /**
   * Sets whether what is sent in a JTA transaction is a local transaction in it.
   *
   * @param localTransaction true for connections that offer a {@code LocalTransaction}
   */
  public void setLocalTransaction(Boolean localTransaction) {
    this.localTransaction = localTransaction;
  }

  /**
   * Whether a call to a topic that nobody serves fails at once.
   *
   * @return true if it does
   */
  public Boolean getFailFast() {
    return failFast;
  }

  /**
   * Sets whether a call to a topic that nobody serves fails at once.
   *
   * @param failFast false to wait for the timeout, as oslo.messaging does
   */
  public void setFailFast(Boolean failFast) {
    this.failFast = failFast;
  }

  /**
   * Tells the topics of notifications whose notifier names none.
   *
   * @return names, separated by commas; not empty
   */
  public String getNotificationTopics() {
    return notificationTopics;
  }

  /**
   * Sets the topics of notifications whose notifier names none.
   *
   * @param notificationTopics names, separated by commas; not empty
   */
  public void setNotificationTopics(String notificationTopics) {
    this.notificationTopics = notificationTopics;
  }

  /**
   * Tells who sends notifications.
   *
   * @return names of drivers, separated by commas; not empty
   */
  public String getNotificationDrivers() {
    return notificationDrivers;
  }

  /**
   * Sets who sends notifications.
   *
   * @param notificationDrivers names of drivers, separated by commas; not empty
   */
  public void setNotificationDrivers(String notificationDrivers) {
    this.notificationDrivers = notificationDrivers;
    this.parsedDrivers = null;
  }

  /**
   * Tells the rules of the driver {@code routing}.
   *
   * @return one a line, or separated by semicolons; null for none
   */
  public String getNotificationRouting() {
    return notificationRouting;
  }

  /**
   * Sets the rules of the driver {@code routing}.
   *
   * @param notificationRouting one a line, or separated by semicolons; null for none
   */
  public void setNotificationRouting(String notificationRouting) {
    this.notificationRouting = notificationRouting;
    this.parsedDrivers = null;
  }

  /**
   * Tells what of the request context listeners of notifications see.
   *
   * @return ALLOW_LIST, NONE or ALL
   */
  public String getNotificationContext() {
    return notificationContext;
  }

  /**
   * Sets what of the request context listeners of notifications see.
   *
   * @param notificationContext ALLOW_LIST, NONE or ALL
   */
  public void setNotificationContext(String notificationContext) {
    this.notificationContext = notificationContext;
  }

  /**
   * Tells whether a notification that cannot be sent is only logged.
   *
   * @return false for an exception
   */
  public Boolean getLogFailedNotifications() {
    return logFailedNotifications;
  }

  /**
   * Sets whether a notification that cannot be sent is only logged.
   *
   * @param logFailedNotifications false for an exception
   */
  public void setLogFailedNotifications(Boolean logFailedNotifications) {
    this.logFailedNotifications = logFailedNotifications;
  }

  /**
   * Tells the entry of the request context that names the authenticated caller.
   *
   * @return null for none
   */
  public String getCallerKey() {
    return callerKey;
  }

  /**
   * Sets the entry of the request context that names the authenticated caller.
   *
   * @param callerKey null for none
   */
  public void setCallerKey(String callerKey) {
    this.callerKey = callerKey;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RpcManagedConnectionFactory that
        && getClass() == that.getClass()
        && Objects.equals(connectionURL, that.connectionURL)
        && Objects.equals(userName, that.userName)
        && Objects.equals(password, that.password)
        && Objects.equals(controlExchange, that.controlExchange)
        && Objects.equals(callTimeoutMillis, that.callTimeoutMillis)
        && Objects.equals(callMonitorTimeoutSeconds, that.callMonitorTimeoutSeconds)
        && Objects.equals(confirmCasts, that.confirmCasts)
        && Objects.equals(mandatoryCasts, that.mandatoryCasts)
        && Objects.equals(retry, that.retry)
        && Objects.equals(sendOnCommit, that.sendOnCommit)
        && Objects.equals(localTransaction, that.localTransaction)
        && Objects.equals(failFast, that.failFast)
        && Objects.equals(notificationTopics, that.notificationTopics)
        && Objects.equals(notificationDrivers, that.notificationDrivers)
        && Objects.equals(notificationRouting, that.notificationRouting)
        && Objects.equals(notificationContext, that.notificationContext)
        && Objects.equals(logFailedNotifications, that.logFailedNotifications)
        && Objects.equals(callerKey, that.callerKey)
        && Objects.equals(resourceAdapter, that.resourceAdapter);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        connectionURL,
        userName,
        password,
        controlExchange,
        callTimeoutMillis,
        callMonitorTimeoutSeconds,
        confirmCasts,
        mandatoryCasts,
        retry,
        sendOnCommit,
        localTransaction,
        failFast,
        notificationTopics,
        notificationDrivers,
        notificationRouting,
        notificationContext,
        logFailedNotifications,
        callerKey);
  }

  @Override
  public String toString() {
    return "RpcManagedConnectionFactory[userName=" + userName + "]";
  }
}
