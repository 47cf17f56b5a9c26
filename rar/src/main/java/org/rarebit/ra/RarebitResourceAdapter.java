package org.rarebit.ra;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.AuthenticationMechanism;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.TransactionSupport;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.transaction.xa.XAResource;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.TimerScheduler;
import org.rarebit.ra.inbound.InboundServices;
import org.rarebit.ra.inbound.RpcServers;
import org.rarebit.ra.inbound.WorkExecutor;
import org.rarebit.ra.outbound.TransactionAccess;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.Topology;
import org.rarebit.ra.wire.TopologyOptions;

/**
 * The resource adapter: start, stop, and the register of links and activations. A bean: mutable
 * while the container configures it, constant once started. Starting touches no network, so a
 * broker that is down keeps no application from being deployed.
 */
@Connector(
    displayName = "Rarebit",
    description = "RPC and notifications over RabbitMQ, wire-compatible with oslo.messaging",
    vendorName = "rarebit.org",
    eisType = "RabbitMQ",
    version = "0.1.0",
    transactionSupport = TransactionSupport.TransactionSupportLevel.NoTransaction,
    authMechanisms =
        @AuthenticationMechanism(
            authMechanism = "BasicPassword",
            credentialInterface = AuthenticationMechanism.CredentialInterface.PasswordCredential),
    reauthenticationSupport = false)
public class RarebitResourceAdapter
    implements ResourceAdapter, AdapterServices.Provider, TransactionAccess {

  /** The system property that is used if {@code connectionURL} is not set. */
  public static final String URL_PROPERTY = "rarebit.connectionURL";

  /** The environment variable that is used if the system property is not set either. */
  public static final String URL_VARIABLE = "RAREBIT_CONNECTION_URL";

  @ConfigProperty(
      description =
          "Where the broker is, as oslo.messaging's transport URL, e.g."
              + " rabbit://user:password@host1:5672,host2:5672/vhost. Not set: the system property"
              + " rarebit.connectionURL, else the environment variable RAREBIT_CONNECTION_URL, else"
              + " rabbit:// (guest on this machine).",
      confidential = true)
  private String connectionURL;

  @ConfigProperty(description = "The broker's user. Not set: that of the URL.")
  private String userName;

  @ConfigProperty(description = "The user's password.", confidential = true)
  private String password;

  @ConfigProperty(
      defaultValue = "openstack",
      type = String.class,
      description = "The exchange of targets that name none.")
  private String controlExchange = Topology.DEFAULT_EXCHANGE;

  @ConfigProperty(
      defaultValue = "10000",
      type = Integer.class,
      description =
          "How long connecting to one host, logging in, and each declaration may take, in"
              + " milliseconds; from 100.")
  private Integer connectTimeoutMillis = BrokerSettings.DEFAULT_CONNECT_TIMEOUT_MILLIS;

  @ConfigProperty(
      defaultValue = "60",
      type = Integer.class,
      description = "AMQP heartbeat, in seconds; 0 for none.")
  private Integer heartbeatSeconds = BrokerSettings.DEFAULT_HEARTBEAT_SECONDS;

  @ConfigProperty(
      defaultValue = "256",
      type = Integer.class,
      description =
          "How many managed connections share a socket before another one is opened; 1 to 2000.")
  private Integer channelsPerLink = BrokerSettings.DEFAULT_CHANNELS_PER_LINK;

  private transient Running running; // null while stopped; guarded by this

  private record Running(
      AdapterServices services,
      TimerScheduler scheduler,
      WorkExecutor works,
      RpcServers servers,
      TransactionSynchronizationRegistry transactions) {}

  /** For the container; set the properties then. */
  public RarebitResourceAdapter() {}

  @Override
  public synchronized void start(BootstrapContext context) throws ResourceAdapterInternalException {
    BrokerSettings defaults = defaults();
    TimerScheduler scheduler = new TimerScheduler(ContainerTimer.of(context));
    WorkExecutor works = new WorkExecutor(context.getWorkManager(), scheduler);
    AdapterServices services =
        new AdapterServices(
            defaults,
            controlExchange,
            new Topology(TopologyOptions.DEFAULT),
            Limits.DEFAULT,
            new LinkPool("rarebit out"),
            works,
            scheduler);
    TransactionSynchronizationRegistry transactions =
        context.getTransactionSynchronizationRegistry();
    RpcServers servers = new RpcServers(new InboundServices(services, transactions));
    rehearseStop(servers);
    running = new Running(services, scheduler, works, servers, transactions);
  }

  /**
   * Loads the classes that {@link #stop} needs: where the deployment of an application fails,
   * Payara closes the class loader of the adapter in it before it stops the adapter.
   */
  private static void rehearseStop(RpcServers servers) {
    servers.close();
    new LinkPool("rarebit out").close();
  }

  @Override
  public void stop() {
    Running last;
    synchronized (this) {
      last = running;
      running = null;
    }
    if (last != null) {
      last.servers().close();
      last.works().stop();
      last.services().links().close();
      last.scheduler().stop();
    }
  }

  @Override
  public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec)
      throws ResourceException {
    requireRunning().servers().activate(factory, spec);
  }

  @Override
  public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
    Running now;
    synchronized (this) {
      now = running;
    }
    if (now != null) {
      now.servers().deactivate(factory, spec);
    }
  }

  /** None: RabbitMQ has no XA transactions, so there is nothing to recover. */
  @Override
  public XAResource[] getXAResources(ActivationSpec[] specs) {
    return null;
  }

  @Override
  public AdapterServices services() {
    return requireRunning().services();
  }

  @Override
  public TransactionSynchronizationRegistry transactions() {
    return requireRunning().transactions();
  }

  private synchronized Running requireRunning() {
    if (running == null) {
      throw new IllegalStateException("The resource adapter Rarebit is not started.");
    }
    return running;
  }

  private BrokerSettings defaults() throws ResourceAdapterInternalException {
    List<String> problems = new ArrayList<>();
    requireRange(problems, "connectTimeoutMillis", connectTimeoutMillis, 100, Integer.MAX_VALUE);
    requireRange(problems, "heartbeatSeconds", heartbeatSeconds, 0, 65_535);
    requireRange(problems, "channelsPerLink", channelsPerLink, 1, 2000);
    if (controlExchange == null || controlExchange.isBlank()) {
      problems.add("controlExchange must not be empty.");
    }
    BrokerSettings settings = null;
    try {
      settings = BrokerSettings.of(effectiveUrl());
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
    if (!problems.isEmpty()) {
      throw new ResourceAdapterInternalException(
          "RarebitResourceAdapter: " + String.join(" ", problems));
    }
    settings = settings.withLimits(connectTimeoutMillis, heartbeatSeconds, channelsPerLink);
    return userName == null
        ? settings
        : settings.withCredentials(userName, password == null ? "" : password);
  }

  private static void requireRange(
      List<String> problems, String name, Integer value, int least, int most) {
    if (value == null || value < least || value > most) {
      problems.add(name + " must be between " + least + " and " + most + ", but is " + value + ".");
    }
  }

  private String effectiveUrl() {
    if (connectionURL != null && !connectionURL.isBlank()) {
      return connectionURL;
    }
    String property = System.getProperty(URL_PROPERTY);
    if (property != null) {
      return property;
    }
    String variable = System.getenv(URL_VARIABLE);
    return variable == null ? "rabbit://" : variable;
  }

  /**
   * Tells where the broker is.
   *
   * @return oslo.messaging's transport URL, or null
   */
  public String getConnectionURL() {
    return connectionURL;
  }

  /**
   * Sets where the broker is.
   *
   * @param connectionURL oslo.messaging's transport URL, or null
   */
  public void setConnectionURL(String connectionURL) {
    this.connectionURL = connectionURL;
  }

  /**
   * Tells the broker's user.
   *
   * @return null for that of the URL
   */
  public String getUserName() {
    return userName;
  }

  /**
   * Sets the broker's user.
   *
   * @param userName null for that of the URL
   */
  public void setUserName(String userName) {
    this.userName = userName;
  }

  /**
   * Tells the user's password.
   *
   * @return used only with a user name
   */
  public String getPassword() {
    return password;
  }

  /**
   * Sets the user's password.
   *
   * @param password used only with a user name
   */
  public void setPassword(String password) {
    this.password = password;
  }

  /**
   * Tells the exchange of targets that name none.
   *
   * @return not empty
   */
  public String getControlExchange() {
    return controlExchange;
  }

  /**
   * Sets the exchange of targets that name none.
   *
   * @param controlExchange not empty
   */
  public void setControlExchange(String controlExchange) {
    this.controlExchange = controlExchange;
  }

  /**
   * Tells how long connecting to one host and each declaration may take.
   *
   * @return milliseconds, from 100
   */
  public Integer getConnectTimeoutMillis() {
    return connectTimeoutMillis;
  }

  /**
   * Sets how long connecting to one host and each declaration may take.
   *
   * @param connectTimeoutMillis milliseconds, from 100
   */
  public void setConnectTimeoutMillis(Integer connectTimeoutMillis) {
    this.connectTimeoutMillis = connectTimeoutMillis;
  }

  /**
   * Tells the AMQP heartbeat.
   *
   * @return seconds, 0 for none
   */
  public Integer getHeartbeatSeconds() {
    return heartbeatSeconds;
  }

  /**
   * Sets the AMQP heartbeat.
   *
   * @param heartbeatSeconds seconds, 0 for none
   */
  public void setHeartbeatSeconds(Integer heartbeatSeconds) {
    this.heartbeatSeconds = heartbeatSeconds;
  }

  /**
   * Tells how many managed connections share a socket.
   *
   * @return 1 to 2000
   */
  public Integer getChannelsPerLink() {
    return channelsPerLink;
  }

  /**
   * Sets how many managed connections share a socket.
   *
   * @param channelsPerLink 1 to 2000
   */
  public void setChannelsPerLink(Integer channelsPerLink) {
    this.channelsPerLink = channelsPerLink;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RarebitResourceAdapter that
        && getClass() == that.getClass()
        && Objects.equals(connectionURL, that.connectionURL)
        && Objects.equals(userName, that.userName)
        && Objects.equals(password, that.password)
        && Objects.equals(controlExchange, that.controlExchange)
        && Objects.equals(connectTimeoutMillis, that.connectTimeoutMillis)
        && Objects.equals(heartbeatSeconds, that.heartbeatSeconds)
        && Objects.equals(channelsPerLink, that.channelsPerLink);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        connectionURL,
        userName,
        password,
        controlExchange,
        connectTimeoutMillis,
        heartbeatSeconds,
        channelsPerLink);
  }

  @Override
  public String toString() {
    return "RarebitResourceAdapter[userName=" + userName + "]";
  }
}
