package org.rarebit.api;

// <properties> made by PropertySources from rar/src/properties/properties.xml, do not edit

/**
 * The names of the properties that a message-driven bean for notifications may have, to be used as
 * in {@code ActivationConfigProperty(propertyName = NotificationActivation.PREFETCH, propertyValue
 * = "8")}.
 */
public final class NotificationActivation {

  /**
   * The topics to hear, separated by commas: of the exchange, or of another one, which stands
   * before it and a colon ("notifications, nova:notifications"). Default: {@code notifications}.
   */
  public static final String TOPICS = "topics";

  /**
   * The priorities to hear, separated by commas; each topic and priority is a queue. Default:
   * {@code audit,debug,info,warn,error,critical,sample}.
   */
  public static final String PRIORITIES = "priorities";

  /** The control exchange. Not set: the resource adapter's. */
  public static final String EXCHANGE = "exchange";

  /**
   * The name of a pool of listeners: each pool hears every notification, through a queue of this
   * name, and its members share them. Not set: all listeners without a pool share them.
   */
  public static final String POOL = "pool";

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
   * A regular expression that the publisher's id must match at its start. Not set: any. What does
   * not match is acknowledged.
   */
  public static final String PUBLISHER_ID_FILTER = "publisherIdFilter";

  /** A regular expression that the event type must match at its start. Not set: any. */
  public static final String EVENT_TYPE_FILTER = "eventTypeFilter";

  /**
   * Regular expressions that entries of the request context must match at their start, as
   * key=regex, one a line. Not set: any.
   */
  public static final String CONTEXT_FILTER = "contextFilter";

  /** The same for message_id and timestamp. Not set: any. */
  public static final String METADATA_FILTER = "metadataFilter";

  /** The same for properties of the payload that are text. Not set: any. */
  public static final String PAYLOAD_FILTER = "payloadFilter";

  /**
   * How many notifications a bean of the listener NotificationBatchListener gets at once at most; 1
   * to 10000. Default: {@code 100}.
   */
  public static final String BATCH_SIZE = "batchSize";

  /**
   * How long a batch waits to be full, from its first notification on, in milliseconds, from 0; 0:
   * until it is full. Default: {@code 1000}.
   */
  public static final String BATCH_TIMEOUT_MILLIS = "batchTimeoutMillis";

  /**
   * Whether a notification is delivered again when the bean answers REQUEUE. false: it is
   * acknowledged, which is oslo.messaging's own default. Default: {@code true}.
   */
  public static final String REQUEUE_ALLOWED = "requeueAllowed";

  /**
   * What becomes of a notification when the bean throws or its transaction rolls back. REQUEUE: it
   * is delivered again, if requeueAllowed. REJECT: it is dead at once. ACKNOWLEDGE: it is done
   * with. Default: {@code REQUEUE}.
   */
  public static final String ON_EXCEPTION = "onException";

  /**
   * How long a notification that was requeued three times in a row waits before each further
   * delivery, in milliseconds; from 100. Default: {@code 1000}.
   */
  public static final String REQUEUE_DELAY_MILLIS = "requeueDelayMillis";

  /**
   * How often a notification that the bean does not take is delivered again, from 0; 0: without
   * limit. After that it is dead. Default: {@code 0}.
   */
  public static final String REDELIVERY_LIMIT = "redeliveryLimit";

  /**
   * The topic exchange that dead notifications are published to, with their own routing key: those
   * beyond redeliveryLimit, of onException=REJECT, and what cannot be read. Not set:
   * deadLetterQueue alone.
   */
  public static final String DEAD_LETTER_EXCHANGE = "deadLetterExchange";

  /**
   * The queue that dead notifications go to, bound to deadLetterExchange if that is set. Neither
   * set: they are rejected, so dropped unless their queue has a dead-letter exchange.
   */
  public static final String DEAD_LETTER_QUEUE = "deadLetterQueue";

  /**
   * Whether that exchange and that queue are declared, durable, if they are missing. false: they
   * are there, or dead notifications wait until they are. Default: {@code true}.
   */
  public static final String DECLARE_DEAD_LETTERS = "declareDeadLetters";

  /**
   * How long a pool's queue outlives its last listener, in seconds, from 0; 0: for ever. Only with
   * a pool. Default: {@code 0}.
   */
  public static final String QUEUE_EXPIRY_SECONDS = "queueExpirySeconds";

  /**
   * How many notifications a queue holds before it drops the oldest, from 0; 0: no limit. Without a
   * pool it makes oslo.messaging's notifiers fail, which declare the queue without it: use a policy
   * of the broker then. Default: {@code 0}.
   */
  public static final String QUEUE_MAX_LENGTH = "queueMaxLength";

  /**
   * How long a notification lies in a queue or stream before it is dropped, in seconds, from 0; 0:
   * for ever. Without a pool, as queueMaxLength. Default: {@code 0}.
   */
  public static final String MESSAGE_TTL_SECONDS = "messageTtlSeconds";

  /**
   * Makes the queues streams, and says where reading them begins: first, last, next, the number of
   * a message, or a time such as 2024-02-29T12:00:00Z. Not set: queues. Without a pool, as
   * queueMaxLength.
   */
  public static final String STREAM_OFFSET = "streamOffset";

  /**
   * How long, from the first activation of a shared server or listener on, a notification that none
   * of its beans takes is held for one that is still to be deployed, in milliseconds; 0 to 600000;
   * 0: not at all. Default: {@code 2000}.
   */
  public static final String STARTUP_GRACE_MILLIS = "startupGraceMillis";

  /**
   * How long an undeployment waits for running methods to end, in milliseconds; from 0. Default:
   * {@code 20000}.
   */
  public static final String DRAIN_TIMEOUT_MILLIS = "drainTimeoutMillis";

  /**
   * How many notifications each queue may have waiting here; 1 to 65535. For batches at least twice
   * batchSize is taken. Default: {@code 128}.
   */
  public static final String PREFETCH = "prefetch";

  /**
   * How many notifications the bean works on at once; 1 to 1000; 1 keeps the order of each queue.
   * Keep it below the container's own limit of bean instances. Default: {@code 16}.
   */
  public static final String MAX_CONCURRENCY = "maxConcurrency";

  /**
   * How long acknowledgements may wait to be sent together, in milliseconds; 0 to 1000; 0: each is
   * sent at once. What was acknowledged, but not yet sent when this server dies, is delivered
   * again. Default: {@code 5}.
   */
  public static final String ACKNOWLEDGEMENT_DELAY_MILLIS = "acknowledgementDelayMillis";

  /**
   * How many unique ids of notifications are remembered, to handle none twice; 0 to 1000000; 0:
   * none. Default: {@code 1000}.
   */
  public static final String DUPLICATE_WINDOW = "duplicateWindow";

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
   * for it, until an attempt with one notification succeeds; 0 to 1000000; 0: never. Default:
   * {@code 0}.
   */
  public static final String FAILURE_THRESHOLD = "failureThreshold";

  /**
   * How long the first such pause lasts, in milliseconds; from 100. Each further one in a row lasts
   * twice as long. Default: {@code 10000}.
   */
  public static final String FAILURE_PAUSE_MILLIS = "failurePauseMillis";

  /** How long such a pause lasts at most, in milliseconds; from 100. Default: {@code 300000}. */
  public static final String FAILURE_PAUSE_MAX_MILLIS = "failurePauseMaxMillis";

  private NotificationActivation() {}
}
