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
import org.rarebit.ra.broker.Names;
import org.rarebit.ra.config.PropertyReader;
import org.rarebit.ra.server.AccessPolicy;
import org.rarebit.ra.server.CircuitBreaker;
import org.rarebit.ra.server.RpcServerSettings;

/**
 * What a message-driven bean serves, and how. Only {@code topic} is required. Compared by identity:
 * two beans with equal properties are two activations.
 */
@Activation(messageListeners = RpcListener.class)
public class RpcActivationSpec implements ActivationSpec {

  private ResourceAdapter resourceAdapter;
  private volatile RpcProperties values; // null until read, and after a change

  /** For the container; set the properties then. */
  public RpcActivationSpec() {}

  @Override
  public void validate() throws InvalidPropertyException {
    check(new PropertyReader(RpcActivationSpec.class));
  }

  /** As {@link #validate}, with what the server has dropped of a bean's annotation. */
  void validateFor(Class<?> beanClass) throws InvalidPropertyException {
    PropertyReader reader = new PropertyReader(RpcActivationSpec.class);
    AnnotatedNames.check(beanClass, RpcActivationSpec.class, reader);
    check(reader);
  }

  private void check(PropertyReader reader) throws InvalidPropertyException {
    RpcProperties read = RpcProperties.of(this, reader);
    checkNames(read, reader);
    CallerKeys.check(read.securityInflow(), read.callerKeys(), reader);
    reader.throwIfAny();
    values = read;
  }

  /**
   * The checked values.
   *
   * @throws IllegalArgumentException if anything is wrong with them; {@link #validate} tells it
   *     first
   */
  RpcProperties values() {
    RpcProperties read = values;
    if (read == null) {
      try {
        validate();
      } catch (InvalidPropertyException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      read = values;
    }
    return read;
  }

  /** The queue of one server is named by both. */
  private static void checkNames(RpcProperties read, PropertyReader reader) {
    if (read.server() != null && !Names.fits(read.topic() + "." + read.server())) {
      reader.problem(
          "server",
          "server is too long: with topic and a dot it must have at most "
              + Names.MOST_BYTES
              + " bytes in UTF-8.");
    }
  }

  /** The acknowledgement, once validated. */
  RpcServerSettings.Acknowledgement acknowledgementMode() {
    return RpcServerSettings.Acknowledgement.valueOf(values().acknowledgement());
  }

  /** The access policy, once validated. */
  AccessPolicy accessPolicy() {
    return AccessPolicy.valueOf(values().accessPolicy());
  }

  /** Where the caller is named, once validated. */
  CallerKeys callerKeyNames() {
    return new CallerKeys(values().callerKeys(), values().rolesKey());
  }

  /** When the bean is paused, once validated. */
  CircuitBreaker.Policy breakerPolicy() {
    RpcProperties read = values();
    return new CircuitBreaker.Policy(
        read.failureThreshold(),
        Duration.ofMillis(read.failurePauseMillis()),
        Duration.ofMillis(read.failurePauseMaxMillis()));
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

  @Override
  public String toString() {
    return "RpcActivationSpec[topic=" + topic + ", server=" + server + "]";
  }

  // <properties> made by PropertySources from rar/src/properties/properties.xml, do not edit

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
      description =
          "A file that holds the password of all hosts, instead of the URL's: a secret that is"
              + " rotated, or a token that is valid for a short time. It is read at each login;"
              + " open connections are told within 10 s that it has changed.")
  private String passwordFile;

  @ConfigProperty(
      defaultValue = "128",
      type = String.class,
      description =
          "How many requests each of the server's three queues may have waiting here; 1 to 65535.")
  private String prefetch = "128";

  @ConfigProperty(
      defaultValue = "16",
      type = String.class,
      description =
          "How many requests the bean works on at once; 1 to 1000. Keep it below the container's"
              + " own limit of bean instances.")
  private String maxConcurrency = "16";

  @ConfigProperty(
      defaultValue = "2000",
      type = String.class,
      description =
          "How long, from the first activation of a shared server or listener on, a request that"
              + " none of its beans takes is held for one that is still to be deployed, in"
              + " milliseconds; 0 to 600000; 0: not at all.")
  private String startupGraceMillis = "2000";

  @ConfigProperty(
      defaultValue = "20000",
      type = String.class,
      description =
          "How long an undeployment waits for running methods to end, in milliseconds; from 0.")
  private String drainTimeoutMillis = "20000";

  @ConfigProperty(
      defaultValue = "BEFORE_DISPATCH",
      type = String.class,
      description =
          "When a request is acknowledged. BEFORE_DISPATCH: before the method runs, at most once,"
              + " as oslo.messaging does. AFTER_COMMIT: after its transaction has committed, at"
              + " least once.")
  private String acknowledgement = "BEFORE_DISPATCH";

  @ConfigProperty(
      defaultValue = "5",
      type = String.class,
      description =
          "How long acknowledgements may wait to be sent together, in milliseconds; 0 to 1000; 0:"
              + " each is sent at once. What was acknowledged, but not yet sent when the link"
              + " breaks or this server dies, another server may run again.")
  private String acknowledgementDelayMillis = "5";

  @ConfigProperty(
      defaultValue = "1000",
      type = String.class,
      description =
          "How many unique ids of requests are remembered, to handle none twice; 0 to 1000000; 0:"
              + " none.")
  private String duplicateWindow = "1000";

  @ConfigProperty(
      defaultValue = "DEFAULT",
      type = String.class,
      description =
          "Which methods can be called, as oslo.messaging's access policies. DEFAULT: those whose"
              + " names do not start with an underscore. LEGACY: all of the contracts. EXPLICIT:"
              + " those marked @RpcMethod.")
  private String accessPolicy = "DEFAULT";

  @ConfigProperty(
      defaultValue = "true",
      type = String.class,
      description =
          "Whether a caller gets the stack trace of what a method has thrown, as with"
              + " oslo.messaging. false: its class, module and message alone, since whoever calls"
              + " may show it to others.")
  private String stackTraces = "true";

  @ConfigProperty(
      defaultValue = "false",
      type = String.class,
      description =
          "Whether the server answers oslo_rpc_server_ping, as oslo.messaging's rpc_ping_enabled.")
  private String pingEnabled = "false";

  @ConfigProperty(
      defaultValue = "false",
      type = String.class,
      description =
          "Whether the bean runs as the caller whom the request context names: user and roles"
              + " become the caller principal and its groups, and @RolesAllowed decides. Who can"
              + " publish to the broker can name anybody. false: it runs as nobody.")
  private String securityInflow = "false";

  @ConfigProperty(
      defaultValue = "user_id,user,user_name",
      type = String.class,
      description =
          "With securityInflow: the entries of the request context that may name the caller,"
              + " separated by commas; the first that does counts. None does: the caller is not"
              + " authenticated.")
  private String callerKeys = "user_id,user,user_name";

  @ConfigProperty(
      defaultValue = "roles",
      type = String.class,
      description =
          "With securityInflow: the entry of the request context that lists the caller's roles.")
  private String rolesKey = "roles";

  @ConfigProperty(
      defaultValue = "0",
      type = String.class,
      description =
          "After how many system failures in a row the bean is paused: nothing is taken from the"
              + " broker for it, until an attempt with one request succeeds; 0 to 1000000; 0:"
              + " never.")
  private String failureThreshold = "0";

  @ConfigProperty(
      defaultValue = "10000",
      type = String.class,
      description =
          "How long the first such pause lasts, in milliseconds; from 100. Each further one in a"
              + " row lasts twice as long.")
  private String failurePauseMillis = "10000";

  @ConfigProperty(
      defaultValue = "300000",
      type = String.class,
      description = "How long such a pause lasts at most, in milliseconds; from 100.")
  private String failurePauseMaxMillis = "300000";

  /**
   * The property {@code topic}.
   *
   * @return null if it is not set
   */
  public String getTopic() {
    return topic;
  }

  /**
   * The name to serve, for example compute. Required.
   *
   * @param topic text; not null
   */
  public void setTopic(String topic) {
    this.topic = topic;
    values = null; // to be read again
  }

  /**
   * The property {@code server}.
   *
   * @return null if it is not set
   */
  public String getServer() {
    return server;
  }

  /**
   * This server's own name among the servers of the topic. Not set: the host's name.
   *
   * @param server text; null: not set
   */
  public void setServer(String server) {
    this.server = server;
    values = null; // to be read again
  }

  /**
   * The property {@code exchange}.
   *
   * @return null if it is not set
   */
  public String getExchange() {
    return exchange;
  }

  /**
   * The control exchange. Not set: the resource adapter's.
   *
   * @param exchange text; null: not set
   */
  public void setExchange(String exchange) {
    this.exchange = exchange;
    values = null; // to be read again
  }

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
   * The property {@code prefetch}.
   *
   * @return as it was set, or the default
   */
  public String getPrefetch() {
    return prefetch;
  }

  /**
   * How many requests each of the server's three queues may have waiting here; 1 to 65535.
   *
   * @param prefetch a number, 1 to 65535
   */
  public void setPrefetch(String prefetch) {
    this.prefetch = prefetch;
    values = null; // to be read again
  }

  /**
   * How many requests each of the server's three queues may have waiting here; 1 to 65535.
   *
   * @param prefetch a number, 1 to 65535
   */
  public void setPrefetch(int prefetch) {
    setPrefetch(Integer.toString(prefetch));
  }

  /**
   * The property {@code maxConcurrency}.
   *
   * @return as it was set, or the default
   */
  public String getMaxConcurrency() {
    return maxConcurrency;
  }

  /**
   * How many requests the bean works on at once; 1 to 1000. Keep it below the container's own limit
   * of bean instances.
   *
   * @param maxConcurrency a number, 1 to 1000
   */
  public void setMaxConcurrency(String maxConcurrency) {
    this.maxConcurrency = maxConcurrency;
    values = null; // to be read again
  }

  /**
   * How many requests the bean works on at once; 1 to 1000. Keep it below the container's own limit
   * of bean instances.
   *
   * @param maxConcurrency a number, 1 to 1000
   */
  public void setMaxConcurrency(int maxConcurrency) {
    setMaxConcurrency(Integer.toString(maxConcurrency));
  }

  /**
   * The property {@code startupGraceMillis}.
   *
   * @return as it was set, or the default
   */
  public String getStartupGraceMillis() {
    return startupGraceMillis;
  }

  /**
   * How long, from the first activation of a shared server or listener on, a request that none of
   * its beans takes is held for one that is still to be deployed, in milliseconds; 0 to 600000; 0:
   * not at all.
   *
   * @param startupGraceMillis a number, 0 to 600000
   */
  public void setStartupGraceMillis(String startupGraceMillis) {
    this.startupGraceMillis = startupGraceMillis;
    values = null; // to be read again
  }

  /**
   * How long, from the first activation of a shared server or listener on, a request that none of
   * its beans takes is held for one that is still to be deployed, in milliseconds; 0 to 600000; 0:
   * not at all.
   *
   * @param startupGraceMillis a number, 0 to 600000
   */
  public void setStartupGraceMillis(int startupGraceMillis) {
    setStartupGraceMillis(Integer.toString(startupGraceMillis));
  }

  /**
   * The property {@code drainTimeoutMillis}.
   *
   * @return as it was set, or the default
   */
  public String getDrainTimeoutMillis() {
    return drainTimeoutMillis;
  }

  /**
   * How long an undeployment waits for running methods to end, in milliseconds; from 0.
   *
   * @param drainTimeoutMillis a number, from 0
   */
  public void setDrainTimeoutMillis(String drainTimeoutMillis) {
    this.drainTimeoutMillis = drainTimeoutMillis;
    values = null; // to be read again
  }

  /**
   * How long an undeployment waits for running methods to end, in milliseconds; from 0.
   *
   * @param drainTimeoutMillis a number, from 0
   */
  public void setDrainTimeoutMillis(long drainTimeoutMillis) {
    setDrainTimeoutMillis(Long.toString(drainTimeoutMillis));
  }

  /**
   * The property {@code acknowledgement}.
   *
   * @return as it was set, or the default
   */
  public String getAcknowledgement() {
    return acknowledgement;
  }

  /**
   * When a request is acknowledged. BEFORE_DISPATCH: before the method runs, at most once, as
   * oslo.messaging does. AFTER_COMMIT: after its transaction has committed, at least once.
   *
   * @param acknowledgement BEFORE_DISPATCH or AFTER_COMMIT, in any case
   */
  public void setAcknowledgement(String acknowledgement) {
    this.acknowledgement = acknowledgement;
    values = null; // to be read again
  }

  /**
   * The property {@code acknowledgementDelayMillis}.
   *
   * @return as it was set, or the default
   */
  public String getAcknowledgementDelayMillis() {
    return acknowledgementDelayMillis;
  }

  /**
   * How long acknowledgements may wait to be sent together, in milliseconds; 0 to 1000; 0: each is
   * sent at once. What was acknowledged, but not yet sent when the link breaks or this server dies,
   * another server may run again.
   *
   * @param acknowledgementDelayMillis a number, 0 to 1000
   */
  public void setAcknowledgementDelayMillis(String acknowledgementDelayMillis) {
    this.acknowledgementDelayMillis = acknowledgementDelayMillis;
    values = null; // to be read again
  }

  /**
   * How long acknowledgements may wait to be sent together, in milliseconds; 0 to 1000; 0: each is
   * sent at once. What was acknowledged, but not yet sent when the link breaks or this server dies,
   * another server may run again.
   *
   * @param acknowledgementDelayMillis a number, 0 to 1000
   */
  public void setAcknowledgementDelayMillis(int acknowledgementDelayMillis) {
    setAcknowledgementDelayMillis(Integer.toString(acknowledgementDelayMillis));
  }

  /**
   * The property {@code duplicateWindow}.
   *
   * @return as it was set, or the default
   */
  public String getDuplicateWindow() {
    return duplicateWindow;
  }

  /**
   * How many unique ids of requests are remembered, to handle none twice; 0 to 1000000; 0: none.
   *
   * @param duplicateWindow a number, 0 to 1000000
   */
  public void setDuplicateWindow(String duplicateWindow) {
    this.duplicateWindow = duplicateWindow;
    values = null; // to be read again
  }

  /**
   * How many unique ids of requests are remembered, to handle none twice; 0 to 1000000; 0: none.
   *
   * @param duplicateWindow a number, 0 to 1000000
   */
  public void setDuplicateWindow(int duplicateWindow) {
    setDuplicateWindow(Integer.toString(duplicateWindow));
  }

  /**
   * The property {@code accessPolicy}.
   *
   * @return as it was set, or the default
   */
  public String getAccessPolicy() {
    return accessPolicy;
  }

  /**
   * Which methods can be called, as oslo.messaging's access policies. DEFAULT: those whose names do
   * not start with an underscore. LEGACY: all of the contracts. EXPLICIT: those marked
   * &#64;RpcMethod.
   *
   * @param accessPolicy DEFAULT or LEGACY or EXPLICIT, in any case
   */
  public void setAccessPolicy(String accessPolicy) {
    this.accessPolicy = accessPolicy;
    values = null; // to be read again
  }

  /**
   * The property {@code stackTraces}.
   *
   * @return as it was set, or the default
   */
  public String getStackTraces() {
    return stackTraces;
  }

  /**
   * Whether a caller gets the stack trace of what a method has thrown, as with oslo.messaging.
   * false: its class, module and message alone, since whoever calls may show it to others.
   *
   * @param stackTraces true or false
   */
  public void setStackTraces(String stackTraces) {
    this.stackTraces = stackTraces;
    values = null; // to be read again
  }

  /**
   * Whether a caller gets the stack trace of what a method has thrown, as with oslo.messaging.
   * false: its class, module and message alone, since whoever calls may show it to others.
   *
   * @param stackTraces true or false
   */
  public void setStackTraces(boolean stackTraces) {
    setStackTraces(Boolean.toString(stackTraces));
  }

  /**
   * The property {@code pingEnabled}.
   *
   * @return as it was set, or the default
   */
  public String getPingEnabled() {
    return pingEnabled;
  }

  /**
   * Whether the server answers oslo_rpc_server_ping, as oslo.messaging's rpc_ping_enabled.
   *
   * @param pingEnabled true or false
   */
  public void setPingEnabled(String pingEnabled) {
    this.pingEnabled = pingEnabled;
    values = null; // to be read again
  }

  /**
   * Whether the server answers oslo_rpc_server_ping, as oslo.messaging's rpc_ping_enabled.
   *
   * @param pingEnabled true or false
   */
  public void setPingEnabled(boolean pingEnabled) {
    setPingEnabled(Boolean.toString(pingEnabled));
  }

  /**
   * The property {@code securityInflow}.
   *
   * @return as it was set, or the default
   */
  public String getSecurityInflow() {
    return securityInflow;
  }

  /**
   * Whether the bean runs as the caller whom the request context names: user and roles become the
   * caller principal and its groups, and &#64;RolesAllowed decides. Who can publish to the broker
   * can name anybody. false: it runs as nobody.
   *
   * @param securityInflow true or false
   */
  public void setSecurityInflow(String securityInflow) {
    this.securityInflow = securityInflow;
    values = null; // to be read again
  }

  /**
   * Whether the bean runs as the caller whom the request context names: user and roles become the
   * caller principal and its groups, and &#64;RolesAllowed decides. Who can publish to the broker
   * can name anybody. false: it runs as nobody.
   *
   * @param securityInflow true or false
   */
  public void setSecurityInflow(boolean securityInflow) {
    setSecurityInflow(Boolean.toString(securityInflow));
  }

  /**
   * The property {@code callerKeys}.
   *
   * @return as it was set, or the default
   */
  public String getCallerKeys() {
    return callerKeys;
  }

  /**
   * With securityInflow: the entries of the request context that may name the caller, separated by
   * commas; the first that does counts. None does: the caller is not authenticated.
   *
   * @param callerKeys names, separated by commas
   */
  public void setCallerKeys(String callerKeys) {
    this.callerKeys = callerKeys;
    values = null; // to be read again
  }

  /**
   * The property {@code rolesKey}.
   *
   * @return as it was set, or the default
   */
  public String getRolesKey() {
    return rolesKey;
  }

  /**
   * With securityInflow: the entry of the request context that lists the caller's roles.
   *
   * @param rolesKey text
   */
  public void setRolesKey(String rolesKey) {
    this.rolesKey = rolesKey;
    values = null; // to be read again
  }

  /**
   * The property {@code failureThreshold}.
   *
   * @return as it was set, or the default
   */
  public String getFailureThreshold() {
    return failureThreshold;
  }

  /**
   * After how many system failures in a row the bean is paused: nothing is taken from the broker
   * for it, until an attempt with one request succeeds; 0 to 1000000; 0: never.
   *
   * @param failureThreshold a number, 0 to 1000000
   */
  public void setFailureThreshold(String failureThreshold) {
    this.failureThreshold = failureThreshold;
    values = null; // to be read again
  }

  /**
   * After how many system failures in a row the bean is paused: nothing is taken from the broker
   * for it, until an attempt with one request succeeds; 0 to 1000000; 0: never.
   *
   * @param failureThreshold a number, 0 to 1000000
   */
  public void setFailureThreshold(int failureThreshold) {
    setFailureThreshold(Integer.toString(failureThreshold));
  }

  /**
   * The property {@code failurePauseMillis}.
   *
   * @return as it was set, or the default
   */
  public String getFailurePauseMillis() {
    return failurePauseMillis;
  }

  /**
   * How long the first such pause lasts, in milliseconds; from 100. Each further one in a row lasts
   * twice as long.
   *
   * @param failurePauseMillis a number, from 100
   */
  public void setFailurePauseMillis(String failurePauseMillis) {
    this.failurePauseMillis = failurePauseMillis;
    values = null; // to be read again
  }

  /**
   * How long the first such pause lasts, in milliseconds; from 100. Each further one in a row lasts
   * twice as long.
   *
   * @param failurePauseMillis a number, from 100
   */
  public void setFailurePauseMillis(long failurePauseMillis) {
    setFailurePauseMillis(Long.toString(failurePauseMillis));
  }

  /**
   * The property {@code failurePauseMaxMillis}.
   *
   * @return as it was set, or the default
   */
  public String getFailurePauseMaxMillis() {
    return failurePauseMaxMillis;
  }

  /**
   * How long such a pause lasts at most, in milliseconds; from 100.
   *
   * @param failurePauseMaxMillis a number, from 100
   */
  public void setFailurePauseMaxMillis(String failurePauseMaxMillis) {
    this.failurePauseMaxMillis = failurePauseMaxMillis;
    values = null; // to be read again
  }

  /**
   * How long such a pause lasts at most, in milliseconds; from 100.
   *
   * @param failurePauseMaxMillis a number, from 100
   */
  public void setFailurePauseMaxMillis(long failurePauseMaxMillis) {
    setFailurePauseMaxMillis(Long.toString(failurePauseMaxMillis));
  }

  // </properties>
}
