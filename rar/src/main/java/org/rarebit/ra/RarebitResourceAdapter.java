package org.rarebit.ra;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.AuthenticationMechanism;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.TransactionSupport;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import javax.transaction.xa.XAResource;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.Monitors;
import org.rarebit.ra.broker.TimerScheduler;
import org.rarebit.ra.inbound.InboundActivations;
import org.rarebit.ra.inbound.InboundServices;
import org.rarebit.ra.inbound.WorkExecutor;
import org.rarebit.ra.outbound.TransactionAccess;

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
    transactionSupport = TransactionSupport.TransactionSupportLevel.LocalTransaction,
    authMechanisms =
        @AuthenticationMechanism(
            authMechanism = "BasicPassword",
            credentialInterface = AuthenticationMechanism.CredentialInterface.PasswordCredential),
    reauthenticationSupport = false)
public class RarebitResourceAdapter
    implements ResourceAdapter, AdapterServices.Provider, TransactionAccess {

  private static final System.Logger LOG = System.getLogger(RarebitResourceAdapter.class.getName());

  /** The system property that is used if {@code connectionURL} is not set. */
  public static final String URL_PROPERTY = "rarebit.connectionURL";

  /** The environment variable that is used if the system property is not set either. */
  public static final String URL_VARIABLE = "RAREBIT_CONNECTION_URL";

  private transient Running running; // null while stopped; guarded by this

  private record Running(
      AdapterServices services,
      TimerScheduler scheduler,
      WorkExecutor works,
      InboundActivations activations,
      TransactionSynchronizationRegistry transactions,
      Neighbours.Member member) {}

  /** For the container; set the properties then. */
  public RarebitResourceAdapter() {}

  @Override
  public synchronized void start(BootstrapContext context) throws ResourceAdapterInternalException {
    AdapterConfiguration configuration = configuration();
    TimerScheduler scheduler = new TimerScheduler(ContainerTimer.of(context));
    WorkExecutor works = WorkExecutor.of(context, scheduler, configuration.workName());
    AdapterServices services =
        new AdapterServices(
            configuration.broker(),
            configuration.controlExchange(),
            configuration.topology(),
            configuration.queueIds(),
            configuration.limits(),
            new LinkPool("rarebit out"),
            works,
            scheduler,
            new Monitors());
    TransactionSynchronizationRegistry transactions =
        context.getTransactionSynchronizationRegistry();
    InboundActivations activations =
        new InboundActivations(new InboundServices(services, transactions, works));
    rehearseStop(activations);
    Neighbours.Member member =
        new Neighbours.Member(configuration.broker().toString(), configuration.origin());
    running = new Running(services, scheduler, works, activations, transactions, member);
    LOG.log(
        Level.INFO,
        "resource adapter started: the broker of all beans that name none is {0}, as said by {1}",
        configuration.broker(),
        configuration.origin());
    Neighbours.join(member)
        .ifPresent(
            other ->
                LOG.log(
                    Level.WARNING,
                    "resource adapter: beans and connection factories of one archive have different"
                        + " brokers, by the adapter to which the server has bound them: {0}, as"
                        + " said by {1}, and {2}, as said by {3}. Tell all of them by the"
                        + " environment variable {4}, or bind them to one adapter.",
                    member.broker(),
                    member.origin(),
                    other.broker(),
                    other.origin(),
                    URL_VARIABLE));
    Rehearsal.begin(services.links()); // last: it takes nothing of this thread's time
  }

  /**
   * Loads the classes that {@link #stop} needs: where the deployment of an application fails,
   * Payara closes the class loader of the adapter in it before it stops the adapter.
   */
  private static void rehearseStop(InboundActivations activations) {
    activations.close();
    new LinkPool("rarebit out").close();
    new Monitors().close();
  }

  @Override
  public void stop() {
    Running last;
    synchronized (this) {
      last = running;
      running = null;
    }
    if (last != null) {
      Neighbours.leave(last.member());
      last.activations().close();
      last.works().stop();
      last.services().monitors().close();
      last.services().links().close();
      last.scheduler().stop();
    }
  }

  @Override
  public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec)
      throws ResourceException {
    requireRunning().activations().activate(factory, spec);
  }

  @Override
  public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
    Running now;
    synchronized (this) {
      now = running;
    }
    if (now != null) {
      now.activations().deactivate(factory, spec);
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

  private AdapterConfiguration configuration() throws ResourceAdapterInternalException {
    try {
      return AdapterConfiguration.of(this);
    } catch (InvalidPropertyException e) {
      throw new ResourceAdapterInternalException(e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RarebitResourceAdapter that
        && getClass() == that.getClass()
        && properties().equals(that.properties());
  }

  @Override
  public int hashCode() {
    return properties().hashCode();
  }

  @Override
  public String toString() {
    return "RarebitResourceAdapter[userName=" + userName + "]";
  }

  // <properties> made by PropertySources from rar/src/properties/properties.xml, do not edit

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
      description =
          "A file that holds the password of all hosts, instead of the URL's: a secret that is"
              + " rotated, or a token that is valid for a short time. It is read at each login;"
              + " open connections are told within 10 s that it has changed.")
  private String passwordFile;

  @ConfigProperty(
      defaultValue = "openstack",
      type = String.class,
      description = "The exchange of targets that name none.")
  private String controlExchange = "openstack";

  @ConfigProperty(
      defaultValue = "10000",
      type = String.class,
      description =
          "How long one host may take to connect, for the TLS handshake and for the login together,"
              + " and then each declaration, in milliseconds; from 100. Of several hosts each has"
              + " its share of the time that is left. One that did not answer is tried last for 10"
              + " s.")
  private String connectTimeoutMillis = "10000";

  @ConfigProperty(
      defaultValue = "60",
      type = String.class,
      description =
          "AMQP heartbeat, in seconds; 0 to 65535; 0: none. A connection is also given up if the"
              + " broker reads nothing of what is written to it for as long, or for 60 s with 0.")
  private String heartbeatSeconds = "60";

  @ConfigProperty(
      defaultValue = "256",
      type = String.class,
      description =
          "How many managed connections share a socket before another one is opened; 1 to 2000.")
  private String channelsPerLink = "256";

  @ConfigProperty(
      defaultValue = "none",
      type = String.class,
      description =
          "How bodies are sent, requests and replies alike: none, or gzip, which is a zlib stream"
              + " to oslo.messaging. What is read may be either. oslo.messaging:"
              + " kombu_compression.")
  private String compression = "none";

  @ConfigProperty(
      defaultValue = "false",
      type = String.class,
      description =
          "Whether exchanges and the queues of topics and servers outlive a restart of the broker."
              + " oslo.messaging: amqp_durable_queues.")
  private String durableQueues = "false";

  @ConfigProperty(
      defaultValue = "false",
      type = String.class,
      description =
          "Whether the same are deleted with their last user. Not together with quorumQueues."
              + " oslo.messaging: amqp_auto_delete.")
  private String autoDeleteQueues = "false";

  @ConfigProperty(
      defaultValue = "false",
      type = String.class,
      description =
          "Whether the queues of topics and servers are quorum queues, hence durable."
              + " oslo.messaging: rabbit_quorum_queue.")
  private String quorumQueues = "false";

  @ConfigProperty(
      defaultValue = "false",
      type = String.class,
      description =
          "Whether the queues of replies and fanouts are quorum queues, hence durable."
              + " oslo.messaging: rabbit_transient_quorum_queue.")
  private String transientQuorumQueues = "false";

  @ConfigProperty(
      defaultValue = "1800",
      type = String.class,
      description =
          "How long the queues of replies and fanouts outlive their last use, and messages lie in a"
              + " stream of fanouts, in seconds, 0 to 315360000; 0: for ever. oslo.messaging:"
              + " rabbit_transient_queues_ttl.")
  private String transientQueuesTtlSeconds = "1800";

  @ConfigProperty(
      defaultValue = "0",
      type = String.class,
      description =
          "How often a quorum queue delivers a message before it is dropped or dead-lettered, from"
              + " 0; 0: the broker decides. oslo.messaging: rabbit_quorum_delivery_limit.")
  private String quorumDeliveryLimit = "0";

  @ConfigProperty(
      defaultValue = "0",
      type = String.class,
      description =
          "How many messages a quorum queue keeps in memory, from 0; 0: the broker decides. Recent"
              + " brokers ignore it. oslo.messaging: rabbit_quorum_max_memory_length.")
  private String quorumMaxMemoryLength = "0";

  @ConfigProperty(
      defaultValue = "0",
      type = String.class,
      description =
          "How many bytes a quorum queue keeps in memory, from 0; 0: the broker decides. Recent"
              + " brokers ignore it. oslo.messaging: rabbit_quorum_max_memory_bytes.")
  private String quorumMaxMemoryBytes = "0";

  @ConfigProperty(
      defaultValue = "false",
      type = String.class,
      description =
          "Whether all servers of a topic hear fanouts through one stream instead of a queue each."
              + " Only together with transientQuorumQueues. oslo.messaging: rabbit_stream_fanout.")
  private String streamFanout = "false";

  @ConfigProperty(
      defaultValue = "false",
      type = String.class,
      description =
          "Whether the queues of replies and fanouts end in hostName:processName:N instead of a"
              + " random id, so that they are the same after a restart and tell whose they are."
              + " oslo.messaging: use_queue_manager.")
  private String queueManager = "false";

  @ConfigProperty(
      description =
          "The first part of those names. Not set: the host's name. oslo.messaging: hostname.")
  private String hostName;

  @ConfigProperty(
      description =
          "The second part of those names, another one for each server on the host; required if"
              + " queueManager is true. oslo.messaging: processname.")
  private String processName;

  @ConfigProperty(
      defaultValue = "16777216",
      type = String.class,
      description =
          "The largest body that is read, as it comes and decompressed, in bytes; from 1.")
  private String maxBodyBytes = "16777216";

  @ConfigProperty(
      defaultValue = "200",
      type = String.class,
      description =
          "How deep arrays and objects of a body that is read may lie in each other; 1 to 1000.")
  private String maxNesting = "200";

  @ConfigProperty(
      description =
          "The PKCS#12 file of the certificates that a broker's must go back to, where the URL says"
              + " ssl=1. Not set: the JVM's.")
  private String trustStore;

  @ConfigProperty(description = "The password of the trust store.", confidential = true)
  private String trustStorePassword;

  @ConfigProperty(
      description =
          "The PKCS#12 file of the adapter's own certificate and private key, for brokers that ask"
              + " for one. Not set: none.")
  private String keyStore;

  @ConfigProperty(
      description = "The password of the key store and of the key in it.",
      confidential = true)
  private String keyStorePassword;

  @ConfigProperty(
      defaultValue = "true",
      type = String.class,
      description =
          "Whether a broker's certificate must be for the host of the URL. false: any trusted"
              + " certificate will do.")
  private String verifyHostName = "true";

  @ConfigProperty(
      defaultValue = "false",
      type = String.class,
      description =
          "Whether the adapter's certificate is its login (SASL EXTERNAL), instead of user and"
              + " password. The broker needs the plugin rabbitmq_auth_mechanism_ssl.")
  private String saslExternal = "false";

  @ConfigProperty(
      description =
          "The name that the server may show the adapter's Works by (hint NAME). Not set: none."
              + " Payara and GlassFish write three lines to their log for each Work that has one.")
  private String workName;

  /**
   * The property {@code connectionURL}.
   *
   * @return null if it is not set
   */
  public String getConnectionURL() {
    return connectionURL;
  }

  /**
   * Where the broker is, as oslo.messaging's transport URL, e.g.
   * rabbit://user:password@host1:5672,host2:5672/vhost. Not set: the system property
   * rarebit.connectionURL, else the environment variable RAREBIT_CONNECTION_URL, else rabbit://
   * (guest on this machine).
   *
   * @param connectionURL text; null: not set
   */
  public void setConnectionURL(String connectionURL) {
    this.connectionURL = connectionURL;
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
  }

  /**
   * The property {@code controlExchange}.
   *
   * @return as it was set, or the default
   */
  public String getControlExchange() {
    return controlExchange;
  }

  /**
   * The exchange of targets that name none.
   *
   * @param controlExchange text; not null
   */
  public void setControlExchange(String controlExchange) {
    this.controlExchange = controlExchange;
  }

  /**
   * The property {@code connectTimeoutMillis}.
   *
   * @return as it was set, or the default
   */
  public String getConnectTimeoutMillis() {
    return connectTimeoutMillis;
  }

  /**
   * How long one host may take to connect, for the TLS handshake and for the login together, and
   * then each declaration, in milliseconds; from 100. Of several hosts each has its share of the
   * time that is left. One that did not answer is tried last for 10 s.
   *
   * @param connectTimeoutMillis a number, from 100
   */
  public void setConnectTimeoutMillis(String connectTimeoutMillis) {
    this.connectTimeoutMillis = connectTimeoutMillis;
  }

  /**
   * How long one host may take to connect, for the TLS handshake and for the login together, and
   * then each declaration, in milliseconds; from 100. Of several hosts each has its share of the
   * time that is left. One that did not answer is tried last for 10 s.
   *
   * @param connectTimeoutMillis a number, from 100
   */
  public void setConnectTimeoutMillis(int connectTimeoutMillis) {
    setConnectTimeoutMillis(Integer.toString(connectTimeoutMillis));
  }

  /**
   * The property {@code heartbeatSeconds}.
   *
   * @return as it was set, or the default
   */
  public String getHeartbeatSeconds() {
    return heartbeatSeconds;
  }

  /**
   * AMQP heartbeat, in seconds; 0 to 65535; 0: none. A connection is also given up if the broker
   * reads nothing of what is written to it for as long, or for 60 s with 0.
   *
   * @param heartbeatSeconds a number, 0 to 65535
   */
  public void setHeartbeatSeconds(String heartbeatSeconds) {
    this.heartbeatSeconds = heartbeatSeconds;
  }

  /**
   * AMQP heartbeat, in seconds; 0 to 65535; 0: none. A connection is also given up if the broker
   * reads nothing of what is written to it for as long, or for 60 s with 0.
   *
   * @param heartbeatSeconds a number, 0 to 65535
   */
  public void setHeartbeatSeconds(int heartbeatSeconds) {
    setHeartbeatSeconds(Integer.toString(heartbeatSeconds));
  }

  /**
   * The property {@code channelsPerLink}.
   *
   * @return as it was set, or the default
   */
  public String getChannelsPerLink() {
    return channelsPerLink;
  }

  /**
   * How many managed connections share a socket before another one is opened; 1 to 2000.
   *
   * @param channelsPerLink a number, 1 to 2000
   */
  public void setChannelsPerLink(String channelsPerLink) {
    this.channelsPerLink = channelsPerLink;
  }

  /**
   * How many managed connections share a socket before another one is opened; 1 to 2000.
   *
   * @param channelsPerLink a number, 1 to 2000
   */
  public void setChannelsPerLink(int channelsPerLink) {
    setChannelsPerLink(Integer.toString(channelsPerLink));
  }

  /**
   * The property {@code compression}.
   *
   * @return as it was set, or the default
   */
  public String getCompression() {
    return compression;
  }

  /**
   * How bodies are sent, requests and replies alike: none, or gzip, which is a zlib stream to
   * oslo.messaging. What is read may be either. oslo.messaging: kombu_compression.
   *
   * @param compression none or gzip, in any case
   */
  public void setCompression(String compression) {
    this.compression = compression;
  }

  /**
   * The property {@code durableQueues}.
   *
   * @return as it was set, or the default
   */
  public String getDurableQueues() {
    return durableQueues;
  }

  /**
   * Whether exchanges and the queues of topics and servers outlive a restart of the broker.
   * oslo.messaging: amqp_durable_queues.
   *
   * @param durableQueues true or false
   */
  public void setDurableQueues(String durableQueues) {
    this.durableQueues = durableQueues;
  }

  /**
   * Whether exchanges and the queues of topics and servers outlive a restart of the broker.
   * oslo.messaging: amqp_durable_queues.
   *
   * @param durableQueues true or false
   */
  public void setDurableQueues(boolean durableQueues) {
    setDurableQueues(Boolean.toString(durableQueues));
  }

  /**
   * The property {@code autoDeleteQueues}.
   *
   * @return as it was set, or the default
   */
  public String getAutoDeleteQueues() {
    return autoDeleteQueues;
  }

  /**
   * Whether the same are deleted with their last user. Not together with quorumQueues.
   * oslo.messaging: amqp_auto_delete.
   *
   * @param autoDeleteQueues true or false
   */
  public void setAutoDeleteQueues(String autoDeleteQueues) {
    this.autoDeleteQueues = autoDeleteQueues;
  }

  /**
   * Whether the same are deleted with their last user. Not together with quorumQueues.
   * oslo.messaging: amqp_auto_delete.
   *
   * @param autoDeleteQueues true or false
   */
  public void setAutoDeleteQueues(boolean autoDeleteQueues) {
    setAutoDeleteQueues(Boolean.toString(autoDeleteQueues));
  }

  /**
   * The property {@code quorumQueues}.
   *
   * @return as it was set, or the default
   */
  public String getQuorumQueues() {
    return quorumQueues;
  }

  /**
   * Whether the queues of topics and servers are quorum queues, hence durable. oslo.messaging:
   * rabbit_quorum_queue.
   *
   * @param quorumQueues true or false
   */
  public void setQuorumQueues(String quorumQueues) {
    this.quorumQueues = quorumQueues;
  }

  /**
   * Whether the queues of topics and servers are quorum queues, hence durable. oslo.messaging:
   * rabbit_quorum_queue.
   *
   * @param quorumQueues true or false
   */
  public void setQuorumQueues(boolean quorumQueues) {
    setQuorumQueues(Boolean.toString(quorumQueues));
  }

  /**
   * The property {@code transientQuorumQueues}.
   *
   * @return as it was set, or the default
   */
  public String getTransientQuorumQueues() {
    return transientQuorumQueues;
  }

  /**
   * Whether the queues of replies and fanouts are quorum queues, hence durable. oslo.messaging:
   * rabbit_transient_quorum_queue.
   *
   * @param transientQuorumQueues true or false
   */
  public void setTransientQuorumQueues(String transientQuorumQueues) {
    this.transientQuorumQueues = transientQuorumQueues;
  }

  /**
   * Whether the queues of replies and fanouts are quorum queues, hence durable. oslo.messaging:
   * rabbit_transient_quorum_queue.
   *
   * @param transientQuorumQueues true or false
   */
  public void setTransientQuorumQueues(boolean transientQuorumQueues) {
    setTransientQuorumQueues(Boolean.toString(transientQuorumQueues));
  }

  /**
   * The property {@code transientQueuesTtlSeconds}.
   *
   * @return as it was set, or the default
   */
  public String getTransientQueuesTtlSeconds() {
    return transientQueuesTtlSeconds;
  }

  /**
   * How long the queues of replies and fanouts outlive their last use, and messages lie in a stream
   * of fanouts, in seconds, 0 to 315360000; 0: for ever. oslo.messaging:
   * rabbit_transient_queues_ttl.
   *
   * @param transientQueuesTtlSeconds a number, 0 to 315360000
   */
  public void setTransientQueuesTtlSeconds(String transientQueuesTtlSeconds) {
    this.transientQueuesTtlSeconds = transientQueuesTtlSeconds;
  }

  /**
   * How long the queues of replies and fanouts outlive their last use, and messages lie in a stream
   * of fanouts, in seconds, 0 to 315360000; 0: for ever. oslo.messaging:
   * rabbit_transient_queues_ttl.
   *
   * @param transientQueuesTtlSeconds a number, 0 to 315360000
   */
  public void setTransientQueuesTtlSeconds(int transientQueuesTtlSeconds) {
    setTransientQueuesTtlSeconds(Integer.toString(transientQueuesTtlSeconds));
  }

  /**
   * The property {@code quorumDeliveryLimit}.
   *
   * @return as it was set, or the default
   */
  public String getQuorumDeliveryLimit() {
    return quorumDeliveryLimit;
  }

  /**
   * How often a quorum queue delivers a message before it is dropped or dead-lettered, from 0; 0:
   * the broker decides. oslo.messaging: rabbit_quorum_delivery_limit.
   *
   * @param quorumDeliveryLimit a number, from 0
   */
  public void setQuorumDeliveryLimit(String quorumDeliveryLimit) {
    this.quorumDeliveryLimit = quorumDeliveryLimit;
  }

  /**
   * How often a quorum queue delivers a message before it is dropped or dead-lettered, from 0; 0:
   * the broker decides. oslo.messaging: rabbit_quorum_delivery_limit.
   *
   * @param quorumDeliveryLimit a number, from 0
   */
  public void setQuorumDeliveryLimit(long quorumDeliveryLimit) {
    setQuorumDeliveryLimit(Long.toString(quorumDeliveryLimit));
  }

  /**
   * The property {@code quorumMaxMemoryLength}.
   *
   * @return as it was set, or the default
   */
  public String getQuorumMaxMemoryLength() {
    return quorumMaxMemoryLength;
  }

  /**
   * How many messages a quorum queue keeps in memory, from 0; 0: the broker decides. Recent brokers
   * ignore it. oslo.messaging: rabbit_quorum_max_memory_length.
   *
   * @param quorumMaxMemoryLength a number, from 0
   */
  public void setQuorumMaxMemoryLength(String quorumMaxMemoryLength) {
    this.quorumMaxMemoryLength = quorumMaxMemoryLength;
  }

  /**
   * How many messages a quorum queue keeps in memory, from 0; 0: the broker decides. Recent brokers
   * ignore it. oslo.messaging: rabbit_quorum_max_memory_length.
   *
   * @param quorumMaxMemoryLength a number, from 0
   */
  public void setQuorumMaxMemoryLength(long quorumMaxMemoryLength) {
    setQuorumMaxMemoryLength(Long.toString(quorumMaxMemoryLength));
  }

  /**
   * The property {@code quorumMaxMemoryBytes}.
   *
   * @return as it was set, or the default
   */
  public String getQuorumMaxMemoryBytes() {
    return quorumMaxMemoryBytes;
  }

  /**
   * How many bytes a quorum queue keeps in memory, from 0; 0: the broker decides. Recent brokers
   * ignore it. oslo.messaging: rabbit_quorum_max_memory_bytes.
   *
   * @param quorumMaxMemoryBytes a number, from 0
   */
  public void setQuorumMaxMemoryBytes(String quorumMaxMemoryBytes) {
    this.quorumMaxMemoryBytes = quorumMaxMemoryBytes;
  }

  /**
   * How many bytes a quorum queue keeps in memory, from 0; 0: the broker decides. Recent brokers
   * ignore it. oslo.messaging: rabbit_quorum_max_memory_bytes.
   *
   * @param quorumMaxMemoryBytes a number, from 0
   */
  public void setQuorumMaxMemoryBytes(long quorumMaxMemoryBytes) {
    setQuorumMaxMemoryBytes(Long.toString(quorumMaxMemoryBytes));
  }

  /**
   * The property {@code streamFanout}.
   *
   * @return as it was set, or the default
   */
  public String getStreamFanout() {
    return streamFanout;
  }

  /**
   * Whether all servers of a topic hear fanouts through one stream instead of a queue each. Only
   * together with transientQuorumQueues. oslo.messaging: rabbit_stream_fanout.
   *
   * @param streamFanout true or false
   */
  public void setStreamFanout(String streamFanout) {
    this.streamFanout = streamFanout;
  }

  /**
   * Whether all servers of a topic hear fanouts through one stream instead of a queue each. Only
   * together with transientQuorumQueues. oslo.messaging: rabbit_stream_fanout.
   *
   * @param streamFanout true or false
   */
  public void setStreamFanout(boolean streamFanout) {
    setStreamFanout(Boolean.toString(streamFanout));
  }

  /**
   * The property {@code queueManager}.
   *
   * @return as it was set, or the default
   */
  public String getQueueManager() {
    return queueManager;
  }

  /**
   * Whether the queues of replies and fanouts end in hostName:processName:N instead of a random id,
   * so that they are the same after a restart and tell whose they are. oslo.messaging:
   * use_queue_manager.
   *
   * @param queueManager true or false
   */
  public void setQueueManager(String queueManager) {
    this.queueManager = queueManager;
  }

  /**
   * Whether the queues of replies and fanouts end in hostName:processName:N instead of a random id,
   * so that they are the same after a restart and tell whose they are. oslo.messaging:
   * use_queue_manager.
   *
   * @param queueManager true or false
   */
  public void setQueueManager(boolean queueManager) {
    setQueueManager(Boolean.toString(queueManager));
  }

  /**
   * The property {@code hostName}.
   *
   * @return null if it is not set
   */
  public String getHostName() {
    return hostName;
  }

  /**
   * The first part of those names. Not set: the host's name. oslo.messaging: hostname.
   *
   * @param hostName text; null: not set
   */
  public void setHostName(String hostName) {
    this.hostName = hostName;
  }

  /**
   * The property {@code processName}.
   *
   * @return null if it is not set
   */
  public String getProcessName() {
    return processName;
  }

  /**
   * The second part of those names, another one for each server on the host; required if
   * queueManager is true. oslo.messaging: processname.
   *
   * @param processName text; null: not set
   */
  public void setProcessName(String processName) {
    this.processName = processName;
  }

  /**
   * The property {@code maxBodyBytes}.
   *
   * @return as it was set, or the default
   */
  public String getMaxBodyBytes() {
    return maxBodyBytes;
  }

  /**
   * The largest body that is read, as it comes and decompressed, in bytes; from 1.
   *
   * @param maxBodyBytes a number, from 1
   */
  public void setMaxBodyBytes(String maxBodyBytes) {
    this.maxBodyBytes = maxBodyBytes;
  }

  /**
   * The largest body that is read, as it comes and decompressed, in bytes; from 1.
   *
   * @param maxBodyBytes a number, from 1
   */
  public void setMaxBodyBytes(int maxBodyBytes) {
    setMaxBodyBytes(Integer.toString(maxBodyBytes));
  }

  /**
   * The property {@code maxNesting}.
   *
   * @return as it was set, or the default
   */
  public String getMaxNesting() {
    return maxNesting;
  }

  /**
   * How deep arrays and objects of a body that is read may lie in each other; 1 to 1000.
   *
   * @param maxNesting a number, 1 to 1000
   */
  public void setMaxNesting(String maxNesting) {
    this.maxNesting = maxNesting;
  }

  /**
   * How deep arrays and objects of a body that is read may lie in each other; 1 to 1000.
   *
   * @param maxNesting a number, 1 to 1000
   */
  public void setMaxNesting(int maxNesting) {
    setMaxNesting(Integer.toString(maxNesting));
  }

  /**
   * The property {@code trustStore}.
   *
   * @return null if it is not set
   */
  public String getTrustStore() {
    return trustStore;
  }

  /**
   * The PKCS#12 file of the certificates that a broker's must go back to, where the URL says ssl=1.
   * Not set: the JVM's.
   *
   * @param trustStore text; null: not set
   */
  public void setTrustStore(String trustStore) {
    this.trustStore = trustStore;
  }

  /**
   * The property {@code trustStorePassword}.
   *
   * @return null if it is not set
   */
  public String getTrustStorePassword() {
    return trustStorePassword;
  }

  /**
   * The password of the trust store.
   *
   * @param trustStorePassword taken as it is
   */
  public void setTrustStorePassword(String trustStorePassword) {
    this.trustStorePassword = trustStorePassword;
  }

  /**
   * The property {@code keyStore}.
   *
   * @return null if it is not set
   */
  public String getKeyStore() {
    return keyStore;
  }

  /**
   * The PKCS#12 file of the adapter's own certificate and private key, for brokers that ask for
   * one. Not set: none.
   *
   * @param keyStore text; null: not set
   */
  public void setKeyStore(String keyStore) {
    this.keyStore = keyStore;
  }

  /**
   * The property {@code keyStorePassword}.
   *
   * @return null if it is not set
   */
  public String getKeyStorePassword() {
    return keyStorePassword;
  }

  /**
   * The password of the key store and of the key in it.
   *
   * @param keyStorePassword taken as it is
   */
  public void setKeyStorePassword(String keyStorePassword) {
    this.keyStorePassword = keyStorePassword;
  }

  /**
   * The property {@code verifyHostName}.
   *
   * @return as it was set, or the default
   */
  public String getVerifyHostName() {
    return verifyHostName;
  }

  /**
   * Whether a broker's certificate must be for the host of the URL. false: any trusted certificate
   * will do.
   *
   * @param verifyHostName true or false
   */
  public void setVerifyHostName(String verifyHostName) {
    this.verifyHostName = verifyHostName;
  }

  /**
   * Whether a broker's certificate must be for the host of the URL. false: any trusted certificate
   * will do.
   *
   * @param verifyHostName true or false
   */
  public void setVerifyHostName(boolean verifyHostName) {
    setVerifyHostName(Boolean.toString(verifyHostName));
  }

  /**
   * The property {@code saslExternal}.
   *
   * @return as it was set, or the default
   */
  public String getSaslExternal() {
    return saslExternal;
  }

  /**
   * Whether the adapter's certificate is its login (SASL EXTERNAL), instead of user and password.
   * The broker needs the plugin rabbitmq_auth_mechanism_ssl.
   *
   * @param saslExternal true or false
   */
  public void setSaslExternal(String saslExternal) {
    this.saslExternal = saslExternal;
  }

  /**
   * Whether the adapter's certificate is its login (SASL EXTERNAL), instead of user and password.
   * The broker needs the plugin rabbitmq_auth_mechanism_ssl.
   *
   * @param saslExternal true or false
   */
  public void setSaslExternal(boolean saslExternal) {
    setSaslExternal(Boolean.toString(saslExternal));
  }

  /**
   * The property {@code workName}.
   *
   * @return null if it is not set
   */
  public String getWorkName() {
    return workName;
  }

  /**
   * The name that the server may show the adapter's Works by (hint NAME). Not set: none. Payara and
   * GlassFish write three lines to their log for each Work that has one.
   *
   * @param workName text; null: not set
   */
  public void setWorkName(String workName) {
    this.workName = workName;
  }

  private List<String> properties() {
    return Arrays.asList(
        connectionURL,
        userName,
        password,
        passwordFile,
        controlExchange,
        connectTimeoutMillis,
        heartbeatSeconds,
        channelsPerLink,
        compression,
        durableQueues,
        autoDeleteQueues,
        quorumQueues,
        transientQuorumQueues,
        transientQueuesTtlSeconds,
        quorumDeliveryLimit,
        quorumMaxMemoryLength,
        quorumMaxMemoryBytes,
        streamFanout,
        queueManager,
        hostName,
        processName,
        maxBodyBytes,
        maxNesting,
        trustStore,
        trustStorePassword,
        keyStore,
        keyStorePassword,
        verifyHostName,
        saslExternal,
        workName);
  }

  // </properties>
}
