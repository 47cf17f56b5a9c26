package org.rarebit.api;

// <properties> made by PropertySources from rar/src/properties/properties.xml, do not edit

/**
 * The names of the properties that a message-driven bean for requests may have, to be used as in
 * {@code ActivationConfigProperty(propertyName = RpcActivation.PREFETCH, propertyValue = "8")}.
 */
public final class RpcActivation {

  /** The name to serve, for example compute. Required. */
  public static final String TOPIC = "topic";

  /** This server's own name among the servers of the topic. Not set: the host's name. */
  public static final String SERVER = "server";

  /** The control exchange. Not set: the resource adapter's. */
  public static final String EXCHANGE = "exchange";

  /** Where the broker is, as oslo.messaging's transport URL. Not set: the resource adapter's. */
  public static final String CONNECTION_URL = "connectionURL";

  /** The broker's user. Not set: that of the URL. */
  public static final String USER_NAME = "userName";

  /** The user's password. */
  public static final String PASSWORD = "password";

  /**
   * A file that holds the password of all hosts, instead of the URL's: a secret that is rotated, or
   * a token that is valid for a short time. It is read at each login; open connections are told
   * within 10 s that it has changed.
   */
  public static final String PASSWORD_FILE = "passwordFile";

  /**
   * How many requests each of the server's three queues may have waiting here; 1 to 65535. Default:
   * {@code 128}.
   */
  public static final String PREFETCH = "prefetch";

  /**
   * How many requests the bean works on at once; 1 to 1000. Keep it below the container's own limit
   * of bean instances. Default: {@code 16}.
   */
  public static final String MAX_CONCURRENCY = "maxConcurrency";

  /**
   * How long, from the first activation of a shared server or listener on, a request that none of
   * its beans takes is held for one that is still to be deployed, in milliseconds; 0 to 600000; 0:
   * not at all. Default: {@code 2000}.
   */
  public static final String STARTUP_GRACE_MILLIS = "startupGraceMillis";

  /**
   * How long an undeployment waits for running methods to end, in milliseconds; from 0. Default:
   * {@code 20000}.
   */
  public static final String DRAIN_TIMEOUT_MILLIS = "drainTimeoutMillis";

  /**
   * When a request is acknowledged. BEFORE_DISPATCH: before the method runs, at most once, as
   * oslo.messaging does. AFTER_COMMIT: after its transaction has committed, at least once. Default:
   * {@code BEFORE_DISPATCH}.
   */
  public static final String ACKNOWLEDGEMENT = "acknowledgement";

  /**
   * How long acknowledgements may wait to be sent together, in milliseconds; 0 to 1000; 0: each is
   * sent at once. What was acknowledged, but not yet sent when the link breaks or this server dies,
   * another server may run again. Default: {@code 5}.
   */
  public static final String ACKNOWLEDGEMENT_DELAY_MILLIS = "acknowledgementDelayMillis";

  /**
   * How many unique ids of requests are remembered, to handle none twice; 0 to 1000000; 0: none.
   * Default: {@code 1000}.
   */
  public static final String DUPLICATE_WINDOW = "duplicateWindow";

  /**
   * Which methods can be called, as oslo.messaging's access policies. DEFAULT: those whose names do
   * not start with an underscore. LEGACY: all of the contracts. EXPLICIT: those marked
   * &#64;RpcMethod. Default: {@code DEFAULT}.
   */
  public static final String ACCESS_POLICY = "accessPolicy";

  /**
   * Whether a caller gets the stack trace of what a method has thrown, as with oslo.messaging.
   * false: its class, module and message alone, since whoever calls may show it to others. Default:
   * {@code true}.
   */
  public static final String STACK_TRACES = "stackTraces";

  /**
   * Whether the server answers oslo_rpc_server_ping, as oslo.messaging's rpc_ping_enabled. Default:
   * {@code false}.
   */
  public static final String PING_ENABLED = "pingEnabled";

  /**
   * Whether the bean runs as the caller whom the request context names: user and roles become the
   * caller principal and its groups, and &#64;RolesAllowed decides. Who can publish to the broker
   * can name anybody. false: it runs as nobody. Default: {@code false}.
   */
  public static final String SECURITY_INFLOW = "securityInflow";

  /**
   * With securityInflow: the entries of the request context that may name the caller, separated by
   * commas; the first that does counts. None does: the caller is not authenticated. Default: {@code
   * user_id,user,user_name}.
   */
  public static final String CALLER_KEYS = "callerKeys";

  /**
   * With securityInflow: the entry of the request context that lists the caller's roles. Default:
   * {@code roles}.
   */
  public static final String ROLES_KEY = "rolesKey";

  /**
   * After how many system failures in a row the bean is paused: nothing is taken from the broker
   * for it, until an attempt with one request succeeds; 0 to 1000000; 0: never. Default: {@code 0}.
   */
  public static final String FAILURE_THRESHOLD = "failureThreshold";

  /**
   * How long the first such pause lasts, in milliseconds; from 100. Each further one in a row lasts
   * twice as long. Default: {@code 10000}.
   */
  public static final String FAILURE_PAUSE_MILLIS = "failurePauseMillis";

  /** How long such a pause lasts at most, in milliseconds; from 100. Default: {@code 300000}. */
  public static final String FAILURE_PAUSE_MAX_MILLIS = "failurePauseMaxMillis";

  private RpcActivation() {}
}
