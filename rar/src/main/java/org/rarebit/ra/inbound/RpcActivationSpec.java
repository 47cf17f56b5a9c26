package org.rarebit.ra.inbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.Activation;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import java.time.Duration;
import org.rarebit.api.RpcListener;

/**
 * What a message-driven bean serves, and how. Only {@code topic} is required. Compared by identity:
 * two beans with equal properties are two activations.
 */
@Activation(messageListeners = RpcListener.class)
public class RpcActivationSpec implements ActivationSpec {

  static final int DEFAULT_PREFETCH = 128;
  static final int DEFAULT_CONCURRENCY = 16;
  static final int DEFAULT_DUPLICATE_WINDOW = 1000;
  static final int DEFAULT_ACKNOWLEDGEMENT_DELAY_MILLIS = 5;
  static final long DEFAULT_DRAIN_MILLIS = 20_000;
  static final long DEFAULT_FAILURE_PAUSE_MILLIS = 10_000;
  static final long DEFAULT_FAILURE_PAUSE_MAX_MILLIS = 300_000;

  @ConfigProperty(description = "The name to serve, for example compute. Required.")
  private String topic;

  @ConfigProperty(
      description =
          "This server's own name among the servers of the topic. Not set: the host's name.")
  private String server;

  @ConfigProperty(description = "The control exchange. Not set: the resource adapter's.")
  private String exchange;

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
      defaultValue = "128",
      type = Integer.class,
      description =
          "How many requests each of the server's three queues may have waiting here; 1 to 65535.")
  private Integer prefetch = DEFAULT_PREFETCH;

  @ConfigProperty(
      defaultValue = "16",
      type = Integer.class,
      description =
          "How many requests the bean works on at once; 1 to 1000. Keep it below the container's"
              + " own limit of bean instances.")
  private Integer maxConcurrency = DEFAULT_CONCURRENCY;

  @ConfigProperty(
      defaultValue = "20000",
      type = Long.class,
      description =
          "How long an undeployment waits for running requests to end, in milliseconds; from 0.")
  private Long drainTimeoutMillis = DEFAULT_DRAIN_MILLIS;

  @ConfigProperty(
      defaultValue = "BEFORE_DISPATCH",
      type = String.class,
      description =
          "When a request is acknowledged. BEFORE_DISPATCH: before the method runs, at most once,"
              + " as oslo.messaging does. AFTER_COMMIT: after its transaction has committed, at"
              + " least once.")
  private String acknowledgement = Acknowledgement.BEFORE_DISPATCH.name();

  @ConfigProperty(
      defaultValue = "5",
      type = Integer.class,
      description =
          "How long acknowledgements may wait to be sent together, in milliseconds; 0 to 1000; 0:"
              + " each is sent at once. What was acknowledged, but not yet sent when the link"
              + " breaks or this server dies, another server may run again.")
  private Integer acknowledgementDelayMillis = DEFAULT_ACKNOWLEDGEMENT_DELAY_MILLIS;

  @ConfigProperty(
      defaultValue = "1000",
      type = Integer.class,
      description =
          "How many unique ids of requests the server remembers, to run none twice; 0 to 1000000;"
              + " 0: none.")
  private Integer duplicateWindow = DEFAULT_DUPLICATE_WINDOW;

  @ConfigProperty(
      defaultValue = "DEFAULT",
      type = String.class,
      description =
          "Which methods can be called, as oslo.messaging's access policies. DEFAULT: those whose"
              + " names do not start with an underscore. LEGACY: all of the contracts. EXPLICIT:"
              + " those marked @RpcMethod.")
  private String accessPolicy = AccessPolicy.DEFAULT.name();

  @ConfigProperty(
      defaultValue = "false",
      type = Boolean.class,
      description =
          "Whether the server answers oslo_rpc_server_ping, as oslo.messaging's"
              + " rpc_ping_enabled.")
  private Boolean pingEnabled = Boolean.FALSE;

  @ConfigProperty(
      defaultValue = "false",
      type = Boolean.class,
      description =
          "Whether the bean runs as the caller whom the request context names: user and roles"
              + " become the caller principal and its groups, and @RolesAllowed decides. Who can"
              + " publish to the broker can name anybody. false: it runs as nobody.")
  private Boolean securityInflow = Boolean.FALSE;

  @ConfigProperty(
      defaultValue = "user_id,user,user_name",
      type = String.class,
      description =
          "With securityInflow: the entries of the request context that may name the caller,"
              + " separated by commas; the first that does counts. None does: the caller is not"
              + " authenticated.")
  private String callerKeys = CallerKeys.DEFAULT_NAMES;

  @ConfigProperty(
      defaultValue = "roles",
      type = String.class,
      description =
          "With securityInflow: the entry of the request context that lists the caller's roles.")
  private String rolesKey = CallerKeys.DEFAULT_ROLES;

  @ConfigProperty(
      defaultValue = "0",
      type = Integer.class,
      description =
          "After how many system failures in a row the bean is paused: nothing is taken from the"
              + " broker for it, until an attempt with one request succeeds; 0 to 1000000; 0:"
              + " never.")
  private Integer failureThreshold = 0;

  @ConfigProperty(
      defaultValue = "10000",
      type = Long.class,
      description =
          "How long the first such pause lasts, in milliseconds; from 100. Each further one in a"
              + " row lasts twice as long.")
  private Long failurePauseMillis = DEFAULT_FAILURE_PAUSE_MILLIS;

  @ConfigProperty(
      defaultValue = "300000",
      type = Long.class,
      description = "How long such a pause lasts at most, in milliseconds; from 100.")
  private Long failurePauseMaxMillis = DEFAULT_FAILURE_PAUSE_MAX_MILLIS;

  private ResourceAdapter resourceAdapter;

  /** For the container; set the properties then. */
  public RpcActivationSpec() {}

  @Override
  public void validate() throws InvalidPropertyException {
    Problems problems = new Problems();
    problems.requireText(
        "topic",
        topic,
        "Set the activation property topic to the name to serve, e.g. \"compute\".");
    problems.requireRange("prefetch", prefetch, 1, 65_535);
    problems.requireRange("maxConcurrency", maxConcurrency, 1, 1000);
    problems.requireRange("drainTimeoutMillis", drainTimeoutMillis, 0, Integer.MAX_VALUE);
    problems.requireRange("acknowledgementDelayMillis", acknowledgementDelayMillis, 0, 1000);
    problems.requireRange("duplicateWindow", duplicateWindow, 0, 1_000_000);
    problems.requireOneOf("acknowledgement", acknowledgement, Acknowledgement.values());
    problems.requireOneOf("accessPolicy", accessPolicy, AccessPolicy.values());
    problems.requireTrueOrFalse("pingEnabled", pingEnabled);
    problems.requireCallerKeys(securityInflow, callerKeys);
    problems.requireBreaker(failureThreshold, failurePauseMillis, failurePauseMaxMillis);
    problems.requireUrlIfAny(connectionURL);
    problems.throwIfAny(RpcActivationSpec.class);
  }

  /** The acknowledgement, once validated. */
  Acknowledgement acknowledgementMode() {
    return Acknowledgement.valueOf(acknowledgement);
  }

  /** The access policy, once validated. */
  AccessPolicy accessPolicy() {
    return AccessPolicy.valueOf(accessPolicy);
  }

  /** Where the caller is named, once validated. */
  CallerKeys callerKeyNames() {
    return CallerKeys.of(callerKeys, rolesKey);
  }

  /** When the bean is paused, once validated. */
  CircuitBreaker.Policy breakerPolicy() {
    return new CircuitBreaker.Policy(
        failureThreshold,
        Duration.ofMillis(failurePauseMillis),
        Duration.ofMillis(failurePauseMaxMillis));
  }

  @Override
  public ResourceAdapter getResourceAdapter() {
    return resourceAdapter;
  }

  @Override
  public void setResourceAdapter(ResourceAdapter adapter) throws ResourceException {
    if (resourceAdapter != null && resourceAdapter != adapter) {
      throw new IllegalStateException(
          "This activation spec belongs to a resource adapter already and keeps it.");
    }
    resourceAdapter = adapter;
  }

  /**
   * Tells the name that is served.
   *
   * @return not empty
   */
  public String getTopic() {
    return topic;
  }

  /**
   * Sets the name that is served.
   *
   * @param topic not empty
   */
  public void setTopic(String topic) {
    this.topic = topic;
  }

  /**
   * Tells this server's own name.
   *
   * @return null for the host's name
   */
  public String getServer() {
    return server;
  }

  /**
   * Sets this server's own name.
   *
   * @param server null for the host's name
   */
  public void setServer(String server) {
    this.server = server;
  }

  /**
   * Tells the control exchange.
   *
   * @return null for the resource adapter's
   */
  public String getExchange() {
    return exchange;
  }

  /**
   * Sets the control exchange.
   *
   * @param exchange null for the resource adapter's
   */
  public void setExchange(String exchange) {
    this.exchange = exchange;
  }

  /**
   * Tells where the broker is.
   *
   * @return oslo.messaging's transport URL; null for the resource adapter's
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
   * Tells how many requests each queue may have waiting here.
   *
   * @return 1 to 65535
   */
  public Integer getPrefetch() {
    return prefetch;
  }

  /**
   * Sets how many requests each queue may have waiting here.
   *
   * @param prefetch 1 to 65535
   */
  public void setPrefetch(Integer prefetch) {
    this.prefetch = prefetch;
  }

  /**
   * Tells how many requests the bean works on at once.
   *
   * @return 1 to 1000
   */
  public Integer getMaxConcurrency() {
    return maxConcurrency;
  }

  /**
   * Sets how many requests the bean works on at once.
   *
   * @param maxConcurrency 1 to 1000
   */
  public void setMaxConcurrency(Integer maxConcurrency) {
    this.maxConcurrency = maxConcurrency;
  }

  /**
   * Tells how long an undeployment waits for running requests.
   *
   * @return milliseconds, from 0
   */
  public Long getDrainTimeoutMillis() {
    return drainTimeoutMillis;
  }

  /**
   * Sets how long an undeployment waits for running requests.
   *
   * @param drainTimeoutMillis milliseconds, from 0
   */
  public void setDrainTimeoutMillis(Long drainTimeoutMillis) {
    this.drainTimeoutMillis = drainTimeoutMillis;
  }

  /**
   * Tells when a request is acknowledged.
   *
   * @return BEFORE_DISPATCH or AFTER_COMMIT
   */
  public String getAcknowledgement() {
    return acknowledgement;
  }

  /**
   * Sets when a request is acknowledged.
   *
   * @param acknowledgement BEFORE_DISPATCH or AFTER_COMMIT
   */
  public void setAcknowledgement(String acknowledgement) {
    this.acknowledgement = acknowledgement;
  }

  /**
   * Tells how long acknowledgements may wait to be sent together.
   *
   * @return in milliseconds; 0 to 1000; 0 if each is sent at once
   */
  public Integer getAcknowledgementDelayMillis() {
    return acknowledgementDelayMillis;
  }

  /**
   * Sets how long acknowledgements may wait to be sent together.
   *
   * @param acknowledgementDelayMillis in milliseconds; 0 to 1000; 0: each is sent at once
   */
  public void setAcknowledgementDelayMillis(Integer acknowledgementDelayMillis) {
    this.acknowledgementDelayMillis = acknowledgementDelayMillis;
  }

  /**
   * Tells how many unique ids the server remembers.
   *
   * @return 0 to 1000000; 0 for none
   */
  public Integer getDuplicateWindow() {
    return duplicateWindow;
  }

  /**
   * Sets how many unique ids the server remembers.
   *
   * @param duplicateWindow 0 to 1000000; 0 for none
   */
  public void setDuplicateWindow(Integer duplicateWindow) {
    this.duplicateWindow = duplicateWindow;
  }

  /**
   * Tells which methods can be called.
   *
   * @return DEFAULT, LEGACY or EXPLICIT
   */
  public String getAccessPolicy() {
    return accessPolicy;
  }

  /**
   * Sets which methods can be called.
   *
   * @param accessPolicy DEFAULT, LEGACY or EXPLICIT
   */
  public void setAccessPolicy(String accessPolicy) {
    this.accessPolicy = accessPolicy;
  }

  /**
   * Tells whether the server answers pings.
   *
   * @return true if it does
   */
  public Boolean getPingEnabled() {
    return pingEnabled;
  }

  /**
   * Sets whether the server answers pings.
   *
   * @param pingEnabled true if it does
   */
  public void setPingEnabled(Boolean pingEnabled) {
    this.pingEnabled = pingEnabled;
  }

  /**
   * Tells whether the bean runs as the caller whom the request context names.
   *
   * @return true if it does
   */
  public Boolean getSecurityInflow() {
    return securityInflow;
  }

  /**
   * Sets whether the bean runs as the caller whom the request context names.
   *
   * @param securityInflow true only where all who can publish are trusted
   */
  public void setSecurityInflow(Boolean securityInflow) {
    this.securityInflow = securityInflow;
  }

  /**
   * Tells the entries of the request context that may name the caller.
   *
   * @return names, separated by commas
   */
  public String getCallerKeys() {
    return callerKeys;
  }

  /**
   * Sets the entries of the request context that may name the caller.
   *
   * @param callerKeys names, separated by commas; at least one with securityInflow
   */
  public void setCallerKeys(String callerKeys) {
    this.callerKeys = callerKeys;
  }

  /**
   * Tells the entry of the request context that lists the caller's roles.
   *
   * @return its name
   */
  public String getRolesKey() {
    return rolesKey;
  }

  /**
   * Sets the entry of the request context that lists the caller's roles.
   *
   * @param rolesKey its name
   */
  public void setRolesKey(String rolesKey) {
    this.rolesKey = rolesKey;
  }

  /**
   * Tells after how many system failures in a row the bean is paused.
   *
   * @return 0 to 1000000; 0: never
   */
  public Integer getFailureThreshold() {
    return failureThreshold;
  }

  /**
   * Sets after how many system failures in a row the bean is paused.
   *
   * @param failureThreshold 0 to 1000000; 0: never
   */
  public void setFailureThreshold(Integer failureThreshold) {
    this.failureThreshold = failureThreshold;
  }

  /**
   * Tells how long the first pause after failures lasts.
   *
   * @return milliseconds, from 100
   */
  public Long getFailurePauseMillis() {
    return failurePauseMillis;
  }

  /**
   * Sets how long the first pause after failures lasts.
   *
   * @param failurePauseMillis milliseconds, from 100
   */
  public void setFailurePauseMillis(Long failurePauseMillis) {
    this.failurePauseMillis = failurePauseMillis;
  }

  /**
   * Tells how long a pause after failures lasts at most.
   *
   * @return milliseconds, from 100
   */
  public Long getFailurePauseMaxMillis() {
    return failurePauseMaxMillis;
  }

  /**
   * Sets how long a pause after failures lasts at most.
   *
   * @param failurePauseMaxMillis milliseconds, from 100
   */
  public void setFailurePauseMaxMillis(Long failurePauseMaxMillis) {
    this.failurePauseMaxMillis = failurePauseMaxMillis;
  }

  @Override
  public String toString() {
    return "RpcActivationSpec[topic=" + topic + ", server=" + server + "]";
  }
}
