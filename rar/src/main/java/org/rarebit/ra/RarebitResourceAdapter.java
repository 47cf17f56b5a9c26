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
import java.util.Arrays;
import java.util.List;
import javax.transaction.xa.XAResource;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.TimerScheduler;
import org.rarebit.ra.inbound.InboundActivations;
import org.rarebit.ra.inbound.InboundServices;
import org.rarebit.ra.inbound.WorkExecutor;
import org.rarebit.ra.outbound.TransactionAccess;
import org.rarebit.ra.wire.Compression;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.Topology;

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

  @ConfigProperty(
      defaultValue = "none",
      type = String.class,
      description =
          "How bodies are sent, requests and replies alike: none, or gzip, which is a zlib"
              + " stream to oslo.messaging. What is read may be either. oslo.messaging:"
              + " kombu_compression.")
  private String compression = Compression.NONE.toString();

  @ConfigProperty(
      defaultValue = "false",
      type = Boolean.class,
      description =
          "Whether exchanges and the queues of topics and servers outlive a restart of the"
              + " broker. oslo.messaging: amqp_durable_queues.")
  private Boolean durableQueues = Boolean.FALSE;

  @ConfigProperty(
      defaultValue = "false",
      type = Boolean.class,
      description =
          "Whether the same are deleted with their last user. Not together with"
              + " quorumQueues. oslo.messaging: amqp_auto_delete.")
  private Boolean autoDeleteQueues = Boolean.FALSE;

  @ConfigProperty(
      defaultValue = "false",
      type = Boolean.class,
      description =
          "Whether the queues of topics and servers are quorum queues, hence durable."
              + " oslo.messaging: rabbit_quorum_queue.")
  private Boolean quorumQueues = Boolean.FALSE;

  @ConfigProperty(
      defaultValue = "false",
      type = Boolean.class,
      description =
          "Whether the queues of replies and fanouts are quorum queues, hence durable."
              + " oslo.messaging: rabbit_transient_quorum_queue.")
  private Boolean transientQuorumQueues = Boolean.FALSE;

  @ConfigProperty(
      defaultValue = "1800",
      type = Integer.class,
      description =
          "How long the queues of replies and fanouts outlive their last use, and messages"
              + " lie in a stream of fanouts, in seconds, from 0; 0: for ever. oslo.messaging:"
              + " rabbit_transient_queues_ttl.")
  private Integer transientQueuesTtlSeconds = 1800;

  @ConfigProperty(
      defaultValue = "0",
      type = Long.class,
      description =
          "How often a quorum queue delivers a message before it is dropped or"
              + " dead-lettered, from 0; 0: the broker decides. oslo.messaging:"
              + " rabbit_quorum_delivery_limit.")
  private Long quorumDeliveryLimit = 0L;

  @ConfigProperty(
      defaultValue = "0",
      type = Long.class,
      description =
          "How many messages a quorum queue keeps in memory, from 0; 0: the broker decides."
              + " Recent brokers ignore it. oslo.messaging: rabbit_quorum_max_memory_length.")
  private Long quorumMaxMemoryLength = 0L;

  @ConfigProperty(
      defaultValue = "0",
      type = Long.class,
      description =
          "How many bytes a quorum queue keeps in memory, from 0; 0: the broker decides."
              + " Recent brokers ignore it. oslo.messaging: rabbit_quorum_max_memory_bytes.")
  private Long quorumMaxMemoryBytes = 0L;

  @ConfigProperty(
      defaultValue = "false",
      type = Boolean.class,
      description =
          "Whether all servers of a topic hear fanouts through one stream instead of a"
              + " queue each. Only together with transientQuorumQueues. oslo.messaging:"
              + " rabbit_stream_fanout.")
  private Boolean streamFanout = Boolean.FALSE;

  @ConfigProperty(
      defaultValue = "false",
      type = Boolean.class,
      description =
          "Whether the queues of replies and fanouts end in hostName:processName:N instead"
              + " of a random id, so that they are the same after a restart and tell whose they"
              + " are. oslo.messaging: use_queue_manager.")
  private Boolean queueManager = Boolean.FALSE;

  @ConfigProperty(
      description =
          "The first part of those names. Not set: the host's name. oslo.messaging:" + " hostname.")
  private String hostName;

  @ConfigProperty(
      description =
          "The second part of those names, another one for each server on the host;"
              + " required if queueManager is true. oslo.messaging: processname.")
  private String processName;

  @ConfigProperty(
      defaultValue = "16777216",
      type = Integer.class,
      description =
          "The largest body that is read, as it comes and decompressed, in bytes; from 1.")
  private Integer maxBodyBytes = Limits.DEFAULT.maxBodyBytes();

  @ConfigProperty(
      defaultValue = "200",
      type = Integer.class,
      description =
          "How deep arrays and objects of a body that is read may lie in each other; 1 to"
              + " 1000.")
  private Integer maxNesting = Limits.DEFAULT.maxNesting();

  @ConfigProperty(
      description =
          "The PKCS#12 file of the certificates that a broker's must go back to,"
              + " where the URL says ssl=1. Not set: the JVM's.")
  private String trustStore;

  @ConfigProperty(description = "The password of the trust store.", confidential = true)
  private String trustStorePassword;

  @ConfigProperty(
      description =
          "The PKCS#12 file of the adapter's own certificate and private key, for"
              + " brokers that ask for one. Not set: none.")
  private String keyStore;

  @ConfigProperty(
      description = "The password of the key store and of the key in it.",
      confidential = true)
  private String keyStorePassword;

  @ConfigProperty(
      defaultValue = "true",
      type = Boolean.class,
      description =
          "Whether a broker's certificate must be for the host of the URL. false:"
              + " any trusted certificate will do.")
  private Boolean verifyHostName = Boolean.TRUE;

  @ConfigProperty(
      defaultValue = "false",
      type = Boolean.class,
      description =
          "Whether the adapter's certificate is its login (SASL EXTERNAL),"
              + " instead of user and password. The broker needs the plugin"
              + " rabbitmq_auth_mechanism_ssl.")
  private Boolean saslExternal = Boolean.FALSE;

  @ConfigProperty(
      description =
          "The name that the server may show the adapter's Works by (hint NAME). Not set: none."
              + " Payara and GlassFish write three lines to their log for each Work that has one.")
  private String workName;

  private transient Running running; // null while stopped; guarded by this

  private record Running(
      AdapterServices services,
      TimerScheduler scheduler,
      WorkExecutor works,
      InboundActivations activations,
      TransactionSynchronizationRegistry transactions) {}

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
            scheduler);
    TransactionSynchronizationRegistry transactions =
        context.getTransactionSynchronizationRegistry();
    InboundActivations activations =
        new InboundActivations(new InboundServices(services, transactions, works));
    rehearseStop(activations);
    running = new Running(services, scheduler, works, activations, transactions);
  }

  /**
   * Loads the classes that {@link #stop} needs: where the deployment of an application fails,
   * Payara closes the class loader of the adapter in it before it stops the adapter.
   */
  private static void rehearseStop(InboundActivations activations) {
    activations.close();
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
      last.activations().close();
      last.works().stop();
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
    } catch (IllegalArgumentException e) {
      throw new ResourceAdapterInternalException("RarebitResourceAdapter: " + e.getMessage(), e);
    }
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

  /**
   * Tells how bodies are sent, requests and replies alike: none, or gzip, which is a zlib stream to
   * oslo.messaging.
   *
   * @return none or gzip
   */
  public String getCompression() {
    return compression;
  }

  /**
   * Sets how bodies are sent, requests and replies alike: none, or gzip, which is a zlib stream to
   * oslo.messaging.
   *
   * @param compression none or gzip
   */
  public void setCompression(String compression) {
    this.compression = compression;
  }

  /**
   * Tells whether exchanges and the queues of topics and servers outlive a restart of the broker.
   *
   * @return true or false
   */
  public Boolean getDurableQueues() {
    return durableQueues;
  }

  /**
   * Sets whether exchanges and the queues of topics and servers outlive a restart of the broker.
   *
   * @param durableQueues true or false
   */
  public void setDurableQueues(Boolean durableQueues) {
    this.durableQueues = durableQueues;
  }

  /**
   * Tells whether the same are deleted with their last user.
   *
   * @return true or false
   */
  public Boolean getAutoDeleteQueues() {
    return autoDeleteQueues;
  }

  /**
   * Sets whether the same are deleted with their last user.
   *
   * @param autoDeleteQueues true or false
   */
  public void setAutoDeleteQueues(Boolean autoDeleteQueues) {
    this.autoDeleteQueues = autoDeleteQueues;
  }

  /**
   * Tells whether the queues of topics and servers are quorum queues, hence durable.
   *
   * @return true or false
   */
  public Boolean getQuorumQueues() {
    return quorumQueues;
  }

  /**
   * Sets whether the queues of topics and servers are quorum queues, hence durable.
   *
   * @param quorumQueues true or false
   */
  public void setQuorumQueues(Boolean quorumQueues) {
    this.quorumQueues = quorumQueues;
  }

  /**
   * Tells whether the queues of replies and fanouts are quorum queues, hence durable.
   *
   * @return true or false
   */
  public Boolean getTransientQuorumQueues() {
    return transientQuorumQueues;
  }

  /**
   * Sets whether the queues of replies and fanouts are quorum queues, hence durable.
   *
   * @param transientQuorumQueues true or false
   */
  public void setTransientQuorumQueues(Boolean transientQuorumQueues) {
    this.transientQuorumQueues = transientQuorumQueues;
  }

  /**
   * Tells how long the queues of replies and fanouts outlive their last use, and messages lie in a
   * stream of fanouts.
   *
   * @return seconds, from 0; 0 for ever
   */
  public Integer getTransientQueuesTtlSeconds() {
    return transientQueuesTtlSeconds;
  }

  /**
   * Sets how long the queues of replies and fanouts outlive their last use, and messages lie in a
   * stream of fanouts.
   *
   * @param transientQueuesTtlSeconds seconds, from 0; 0 for ever
   */
  public void setTransientQueuesTtlSeconds(Integer transientQueuesTtlSeconds) {
    this.transientQueuesTtlSeconds = transientQueuesTtlSeconds;
  }

  /**
   * Tells how often a quorum queue delivers a message before it is dropped or dead-lettered.
   *
   * @return from 0; 0 to let the broker decide
   */
  public Long getQuorumDeliveryLimit() {
    return quorumDeliveryLimit;
  }

  /**
   * Sets how often a quorum queue delivers a message before it is dropped or dead-lettered.
   *
   * @param quorumDeliveryLimit from 0; 0 to let the broker decide
   */
  public void setQuorumDeliveryLimit(Long quorumDeliveryLimit) {
    this.quorumDeliveryLimit = quorumDeliveryLimit;
  }

  /**
   * Tells how many messages a quorum queue keeps in memory.
   *
   * @return from 0; 0 to let the broker decide
   */
  public Long getQuorumMaxMemoryLength() {
    return quorumMaxMemoryLength;
  }

  /**
   * Sets how many messages a quorum queue keeps in memory.
   *
   * @param quorumMaxMemoryLength from 0; 0 to let the broker decide
   */
  public void setQuorumMaxMemoryLength(Long quorumMaxMemoryLength) {
    this.quorumMaxMemoryLength = quorumMaxMemoryLength;
  }

  /**
   * Tells how many bytes a quorum queue keeps in memory.
   *
   * @return from 0; 0 to let the broker decide
   */
  public Long getQuorumMaxMemoryBytes() {
    return quorumMaxMemoryBytes;
  }

  /**
   * Sets how many bytes a quorum queue keeps in memory.
   *
   * @param quorumMaxMemoryBytes from 0; 0 to let the broker decide
   */
  public void setQuorumMaxMemoryBytes(Long quorumMaxMemoryBytes) {
    this.quorumMaxMemoryBytes = quorumMaxMemoryBytes;
  }

  /**
   * Tells whether all servers of a topic hear fanouts through one stream instead of a queue each.
   *
   * @return true or false
   */
  public Boolean getStreamFanout() {
    return streamFanout;
  }

  /**
   * Sets whether all servers of a topic hear fanouts through one stream instead of a queue each.
   *
   * @param streamFanout true or false
   */
  public void setStreamFanout(Boolean streamFanout) {
    this.streamFanout = streamFanout;
  }

  /**
   * Tells whether the queues of replies and fanouts end in hostName:processName:N instead of a
   * random id, so that they are the same after a restart and tell whose they are.
   *
   * @return true or false
   */
  public Boolean getQueueManager() {
    return queueManager;
  }

  /**
   * Sets whether the queues of replies and fanouts end in hostName:processName:N instead of a
   * random id, so that they are the same after a restart and tell whose they are.
   *
   * @param queueManager true or false
   */
  public void setQueueManager(Boolean queueManager) {
    this.queueManager = queueManager;
  }

  /**
   * Tells the first part of those names.
   *
   * @return null if not set
   */
  public String getHostName() {
    return hostName;
  }

  /**
   * Sets the first part of those names.
   *
   * @param hostName null if not set
   */
  public void setHostName(String hostName) {
    this.hostName = hostName;
  }

  /**
   * Tells the second part of those names, another one for each server on the host; required if
   * queueManager is true.
   *
   * @return null if not set
   */
  public String getProcessName() {
    return processName;
  }

  /**
   * Sets the second part of those names, another one for each server on the host; required if
   * queueManager is true.
   *
   * @param processName null if not set
   */
  public void setProcessName(String processName) {
    this.processName = processName;
  }

  /**
   * Tells the largest body that is read, as it comes and decompressed, in bytes; from 1.
   *
   * @return bytes, from 1
   */
  public Integer getMaxBodyBytes() {
    return maxBodyBytes;
  }

  /**
   * Sets the largest body that is read, as it comes and decompressed, in bytes; from 1.
   *
   * @param maxBodyBytes bytes, from 1
   */
  public void setMaxBodyBytes(Integer maxBodyBytes) {
    this.maxBodyBytes = maxBodyBytes;
  }

  /**
   * Tells how deep arrays and objects of a body that is read may lie in each other; 1 to 1000.
   *
   * @return 1 to 1000
   */
  public Integer getMaxNesting() {
    return maxNesting;
  }

  /**
   * Sets how deep arrays and objects of a body that is read may lie in each other; 1 to 1000.
   *
   * @param maxNesting 1 to 1000
   */
  public void setMaxNesting(Integer maxNesting) {
    this.maxNesting = maxNesting;
  }

  /**
   * Tells whose certificates are trusted.
   *
   * @return a PKCS#12 file, or null for the JVM's
   */
  public String getTrustStore() {
    return trustStore;
  }

  /**
   * Sets whose certificates are trusted.
   *
   * @param trustStore a PKCS#12 file, or null for the JVM's
   */
  public void setTrustStore(String trustStore) {
    this.trustStore = trustStore;
  }

  /**
   * Tells the password of the trust store.
   *
   * @return null for none
   */
  public String getTrustStorePassword() {
    return trustStorePassword;
  }

  /**
   * Sets the password of the trust store.
   *
   * @param trustStorePassword null for none
   */
  public void setTrustStorePassword(String trustStorePassword) {
    this.trustStorePassword = trustStorePassword;
  }

  /**
   * Tells the adapter's own certificate.
   *
   * @return a PKCS#12 file, or null for none
   */
  public String getKeyStore() {
    return keyStore;
  }

  /**
   * Sets the adapter's own certificate.
   *
   * @param keyStore a PKCS#12 file, or null for none
   */
  public void setKeyStore(String keyStore) {
    this.keyStore = keyStore;
  }

  /**
   * Tells the password of the key store.
   *
   * @return null for none
   */
  public String getKeyStorePassword() {
    return keyStorePassword;
  }

  /**
   * Sets the password of the key store.
   *
   * @param keyStorePassword null for none
   */
  public void setKeyStorePassword(String keyStorePassword) {
    this.keyStorePassword = keyStorePassword;
  }

  /**
   * Tells whether a broker's certificate must be for its host.
   *
   * @return false to accept any trusted certificate
   */
  public Boolean getVerifyHostName() {
    return verifyHostName;
  }

  /**
   * Sets whether a broker's certificate must be for its host.
   *
   * @param verifyHostName false to accept any trusted certificate
   */
  public void setVerifyHostName(Boolean verifyHostName) {
    this.verifyHostName = verifyHostName;
  }

  /**
   * Tells whether the certificate is the login.
   *
   * @return true for SASL EXTERNAL
   */
  public Boolean getSaslExternal() {
    return saslExternal;
  }

  /**
   * Sets whether the certificate is the login.
   *
   * @param saslExternal true for SASL EXTERNAL
   */
  public void setSaslExternal(Boolean saslExternal) {
    this.saslExternal = saslExternal;
  }

  /**
   * Tells the name that the server may show the adapter's Works by.
   *
   * @return null for none
   */
  public String getWorkName() {
    return workName;
  }

  /**
   * Sets the name that the server may show the adapter's Works by.
   *
   * @param workName null for none
   */
  public void setWorkName(String workName) {
    this.workName = workName;
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

  private List<Object> properties() {
    return Arrays.asList(
        connectionURL,
        userName,
        password,
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

  @Override
  public String toString() {
    return "RarebitResourceAdapter[userName=" + userName + "]";
  }
}
