package org.rarebit.ra.inbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.Activation;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.rarebit.api.AnnotatedNotificationListener;
import org.rarebit.api.NotificationBatchListener;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.broker.Names;
import org.rarebit.ra.broker.StreamPosition;
import org.rarebit.ra.config.PropertyReader;
import org.rarebit.ra.server.CircuitBreaker;
import org.rarebit.ra.server.FailurePolicy;
import org.rarebit.ra.server.NotificationServerSettings;
import org.rarebit.ra.wire.NotificationFilter;
import org.rarebit.ra.wire.Queue;

/**
 * Which notifications a message-driven bean hears, and how. All properties have defaults. Compared
 * by identity: two beans with equal properties are two activations.
 *
 * <p>Beans with the same broker, exchanges and pool are endpoints of one listener: each sees every
 * notification that it wants. They share the properties of the one that came first that are not
 * about a bean alone: {@code prefetch}, {@code duplicateWindow}, {@code requeueDelayMillis}, those
 * of batches and queues; and the smallest {@code maxConcurrency}. Beans that take batches are a
 * listener of their own.
 */
@Activation(
    messageListeners = {
      NotificationListener.class,
      NotificationBatchListener.class,
      AnnotatedNotificationListener.class
    })
public class NotificationActivationSpec implements ActivationSpec {

  /** In bytes: the queue's name has a dot and the priority, too. */
  private static final int LONGEST_TOPIC = 246;

  private ResourceAdapter resourceAdapter;
  private volatile NotificationProperties values; // null until read, and after a change

  /** For the container; set the properties then. */
  public NotificationActivationSpec() {}

  @Override
  public void validate() throws InvalidPropertyException {
    check(new PropertyReader(NotificationActivationSpec.class));
  }

  /** As {@link #validate}, with what the server has dropped of a bean's annotation. */
  void validateFor(Class<?> beanClass) throws InvalidPropertyException {
    PropertyReader reader = new PropertyReader(NotificationActivationSpec.class);
    AnnotatedNames.check(beanClass, NotificationActivationSpec.class, reader);
    check(reader);
  }

  private void check(PropertyReader reader) throws InvalidPropertyException {
    NotificationProperties read = NotificationProperties.of(this, reader);
    read.topics().forEach(entry -> checkSource(entry, reader));
    reader.check("publisherIdFilter", () -> NotificationFilter.pattern(read.publisherIdFilter()));
    reader.check("eventTypeFilter", () -> NotificationFilter.pattern(read.eventTypeFilter()));
    reader.check("contextFilter", () -> NotificationFilter.patterns(read.contextFilter()));
    reader.check("metadataFilter", () -> NotificationFilter.patterns(read.metadataFilter()));
    reader.check("payloadFilter", () -> NotificationFilter.patterns(read.payloadFilter()));
    if (read.pool() == null && read.queueExpirySeconds() > 0) {
      reader.problem(
          "queueExpirySeconds",
          "queueExpirySeconds needs a pool: queues without one are the notifiers' as well.");
    }
    if (read.streamOffset() != null) {
      checkStream(read, reader);
    }
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
  NotificationProperties values() {
    NotificationProperties read = values;
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

  private static void checkSource(String entry, PropertyReader reader) {
    reader.check(
        "topics",
        () -> {
          var source = NotificationServerSettings.Source.of(entry, null);
          reader.refuseLongName("topics", source.exchange(), Names.MOST_BYTES);
          reader.refuseLongName("topics", source.topic(), LONGEST_TOPIC);
        });
  }

  private static void checkStream(NotificationProperties read, PropertyReader reader) {
    reader.check("streamOffset", () -> StreamPosition.at(read.streamOffset()));
    if (read.queueExpirySeconds() > 0 || read.queueMaxLength() > 0) {
      reader.problem(
          "streamOffset",
          "streamOffset makes streams, which know neither queueExpirySeconds nor queueMaxLength;"
              + " messageTtlSeconds is their limit.");
    }
  }

  /**
   * What it hears, in the order of the topics, none twice, once validated.
   *
   * @param adapters the exchange of an activation that names none
   */
  List<NotificationServerSettings.Source> sources(String adapters) {
    NotificationProperties read = values();
    String own = read.exchange() == null ? adapters : read.exchange();
    return read.topics().stream()
        .map(entry -> NotificationServerSettings.Source.of(entry, own))
        .distinct()
        .toList();
  }

  /** The priorities, once validated. */
  Set<NotificationPriority> prioritySet() {
    Set<NotificationPriority> set = EnumSet.noneOf(NotificationPriority.class);
    values().priorities().forEach(name -> set.add(NotificationPriority.of(name).orElseThrow()));
    return set;
  }

  /** The filter, once validated. */
  NotificationFilter filter() {
    NotificationProperties read = values();
    return new NotificationFilter(
        NotificationFilter.pattern(read.publisherIdFilter()),
        NotificationFilter.pattern(read.eventTypeFilter()),
        NotificationFilter.patterns(read.contextFilter()),
        NotificationFilter.patterns(read.metadataFilter()),
        NotificationFilter.patterns(read.payloadFilter()));
  }

  /** What becomes of notifications that the bean does not take, once validated. */
  FailurePolicy failurePolicy() {
    NotificationProperties read = values();
    return new FailurePolicy(
        read.requeueAllowed(),
        FailurePolicy.OnException.valueOf(read.onException()),
        read.redeliveryLimit(),
        FailurePolicy.DeadLetterAddress.of(
            read.deadLetterExchange(), read.deadLetterQueue(), read.declareDeadLetters()));
  }

  /** What is asked of the queues, once validated. */
  Queue.Options queueOptions() {
    NotificationProperties read = values();
    return new Queue.Options(
        read.queueExpirySeconds(),
        read.queueMaxLength(),
        read.messageTtlSeconds(),
        read.streamOffset() != null);
  }

  /** Checks that a bean can hear something at all, once validated. */
  void requireHeard(Set<NotificationPriority> byBean) {
    if (Collections.disjoint(prioritySet(), byBean)) {
      throw new IllegalArgumentException(
          "the bean has methods for the priorities "
              + byBean
              + " only, and the property priorities has none of them: "
              + priorities
              + ".");
    }
  }

  /** Where the caller is named, once validated. */
  CallerKeys callerKeyNames() {
    return new CallerKeys(values().callerKeys(), values().rolesKey());
  }

  /** When the bean is paused, once validated. */
  CircuitBreaker.Policy breakerPolicy() {
    NotificationProperties read = values();
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
    return "NotificationActivationSpec[topics=" + topics + ", pool=" + pool + "]";
  }

  // <properties> made by PropertySources from rar/src/properties/properties.xml, do not edit

  @ConfigProperty(
      defaultValue = "notifications",
      type = String.class,
      description =
          "The topics to hear, separated by commas: of the exchange, or of another one, which"
              + " stands before it and a colon (\"notifications, nova:notifications\").")
  private String topics = "notifications";

  @ConfigProperty(
      defaultValue = "audit,debug,info,warn,error,critical,sample",
      type = String.class,
      description =
          "The priorities to hear, separated by commas; each topic and priority is a queue.")
  private String priorities = "audit,debug,info,warn,error,critical,sample";

  @ConfigProperty(description = "The control exchange. Not set: the resource adapter's.")
  private String exchange;

  @ConfigProperty(
      description =
          "The name of a pool of listeners: each pool hears every notification, through a queue of"
              + " this name, and its members share them. Not set: all listeners without a pool"
              + " share them.")
  private String pool;

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
      description =
          "A regular expression that the publisher's id must match at its start. Not set: any. What"
              + " does not match is acknowledged.")
  private String publisherIdFilter;

  @ConfigProperty(
      description =
          "A regular expression that the event type must match at its start. Not set: any.")
  private String eventTypeFilter;

  @ConfigProperty(
      description =
          "Regular expressions that entries of the request context must match at their start, as"
              + " key=regex, one a line. Not set: any.")
  private String contextFilter;

  @ConfigProperty(description = "The same for message_id and timestamp. Not set: any.")
  private String metadataFilter;

  @ConfigProperty(
      description = "The same for properties of the payload that are text. Not set: any.")
  private String payloadFilter;

  @ConfigProperty(
      defaultValue = "100",
      type = String.class,
      description =
          "How many notifications a bean of the listener NotificationBatchListener gets at once at"
              + " most; 1 to 10000.")
  private String batchSize = "100";

  @ConfigProperty(
      defaultValue = "1000",
      type = String.class,
      description =
          "How long a batch waits to be full, from its first notification on, in milliseconds, from"
              + " 0; 0: until it is full.")
  private String batchTimeoutMillis = "1000";

  @ConfigProperty(
      defaultValue = "true",
      type = String.class,
      description =
          "Whether a notification is delivered again when the bean answers REQUEUE. false: it is"
              + " acknowledged, which is oslo.messaging's own default.")
  private String requeueAllowed = "true";

  @ConfigProperty(
      defaultValue = "REQUEUE",
      type = String.class,
      description =
          "What becomes of a notification when the bean throws or its transaction rolls back."
              + " REQUEUE: it is delivered again, if requeueAllowed. REJECT: it is dead at once."
              + " ACKNOWLEDGE: it is done with.")
  private String onException = "REQUEUE";

  @ConfigProperty(
      defaultValue = "1000",
      type = String.class,
      description =
          "How long a notification that was requeued three times in a row waits before each further"
              + " delivery, in milliseconds; from 100.")
  private String requeueDelayMillis = "1000";

  @ConfigProperty(
      defaultValue = "0",
      type = String.class,
      description =
          "How often a notification that the bean does not take is delivered again, from 0; 0:"
              + " without limit. After that it is dead.")
  private String redeliveryLimit = "0";

  @ConfigProperty(
      description =
          "The topic exchange that dead notifications are published to, with their own routing key:"
              + " those beyond redeliveryLimit, of onException=REJECT, and what cannot be read. Not"
              + " set: deadLetterQueue alone.")
  private String deadLetterExchange;

  @ConfigProperty(
      description =
          "The queue that dead notifications go to, bound to deadLetterExchange if that is set."
              + " Neither set: they are rejected, so dropped unless their queue has a dead-letter"
              + " exchange.")
  private String deadLetterQueue;

  @ConfigProperty(
      defaultValue = "true",
      type = String.class,
      description =
          "Whether that exchange and that queue are declared, durable, if they are missing. false:"
              + " they are there, or dead notifications wait until they are.")
  private String declareDeadLetters = "true";

  @ConfigProperty(
      defaultValue = "0",
      type = String.class,
      description =
          "How long a pool's queue outlives its last listener, in seconds, from 0; 0: for ever."
              + " Only with a pool.")
  private String queueExpirySeconds = "0";

  @ConfigProperty(
      defaultValue = "0",
      type = String.class,
      description =
          "How many notifications a queue holds before it drops the oldest, from 0; 0: no limit."
              + " Without a pool it makes oslo.messaging's notifiers fail, which declare the queue"
              + " without it: use a policy of the broker then.")
  private String queueMaxLength = "0";

  @ConfigProperty(
      defaultValue = "0",
      type = String.class,
      description =
          "How long a notification lies in a queue or stream before it is dropped, in seconds, from"
              + " 0; 0: for ever. Without a pool, as queueMaxLength.")
  private String messageTtlSeconds = "0";

  @ConfigProperty(
      description =
          "Makes the queues streams, and says where reading them begins: first, last, next, the"
              + " number of a message, or a time such as 2024-02-29T12:00:00Z. Not set: queues."
              + " Without a pool, as queueMaxLength.")
  private String streamOffset;

  @ConfigProperty(
      defaultValue = "2000",
      type = String.class,
      description =
          "How long, from the first activation of a shared server or listener on, a notification"
              + " that none of its beans takes is held for one that is still to be deployed, in"
              + " milliseconds; 0 to 600000; 0: not at all.")
  private String startupGraceMillis = "2000";

  @ConfigProperty(
      defaultValue = "20000",
      type = String.class,
      description =
          "How long an undeployment waits for running methods to end, in milliseconds; from 0.")
  private String drainTimeoutMillis = "20000";

  @ConfigProperty(
      defaultValue = "128",
      type = String.class,
      description =
          "How many notifications each queue may have waiting here; 1 to 65535. For batches at"
              + " least twice batchSize is taken.")
  private String prefetch = "128";

  @ConfigProperty(
      defaultValue = "16",
      type = String.class,
      description =
          "How many notifications the bean works on at once; 1 to 1000; 1 keeps the order of each"
              + " queue. Keep it below the container's own limit of bean instances.")
  private String maxConcurrency = "16";

  @ConfigProperty(
      defaultValue = "5",
      type = String.class,
      description =
          "How long acknowledgements may wait to be sent together, in milliseconds; 0 to 1000; 0:"
              + " each is sent at once. What was acknowledged, but not yet sent when this server"
              + " dies, is delivered again.")
  private String acknowledgementDelayMillis = "5";

  @ConfigProperty(
      defaultValue = "1000",
      type = String.class,
      description =
          "How many unique ids of notifications are remembered, to handle none twice; 0 to 1000000;"
              + " 0: none.")
  private String duplicateWindow = "1000";

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
              + " broker for it, until an attempt with one notification succeeds; 0 to 1000000; 0:"
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
   * The property {@code topics}.
   *
   * @return as it was set, or the default
   */
  public String getTopics() {
    return topics;
  }

  /**
   * The topics to hear, separated by commas: of the exchange, or of another one, which stands
   * before it and a colon ("notifications, nova:notifications").
   *
   * @param topics names, separated by commas; not null
   */
  public void setTopics(String topics) {
    this.topics = topics;
    values = null; // to be read again
  }

  /**
   * The property {@code priorities}.
   *
   * @return as it was set, or the default
   */
  public String getPriorities() {
    return priorities;
  }

  /**
   * The priorities to hear, separated by commas; each topic and priority is a queue.
   *
   * @param priorities names, separated by commas; not null
   */
  public void setPriorities(String priorities) {
    this.priorities = priorities;
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
   * The property {@code pool}.
   *
   * @return null if it is not set
   */
  public String getPool() {
    return pool;
  }

  /**
   * The name of a pool of listeners: each pool hears every notification, through a queue of this
   * name, and its members share them. Not set: all listeners without a pool share them.
   *
   * @param pool text; null: not set
   */
  public void setPool(String pool) {
    this.pool = pool;
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
   * The property {@code publisherIdFilter}.
   *
   * @return null if it is not set
   */
  public String getPublisherIdFilter() {
    return publisherIdFilter;
  }

  /**
   * A regular expression that the publisher's id must match at its start. Not set: any. What does
   * not match is acknowledged.
   *
   * @param publisherIdFilter text; null: not set
   */
  public void setPublisherIdFilter(String publisherIdFilter) {
    this.publisherIdFilter = publisherIdFilter;
    values = null; // to be read again
  }

  /**
   * The property {@code eventTypeFilter}.
   *
   * @return null if it is not set
   */
  public String getEventTypeFilter() {
    return eventTypeFilter;
  }

  /**
   * A regular expression that the event type must match at its start. Not set: any.
   *
   * @param eventTypeFilter text; null: not set
   */
  public void setEventTypeFilter(String eventTypeFilter) {
    this.eventTypeFilter = eventTypeFilter;
    values = null; // to be read again
  }

  /**
   * The property {@code contextFilter}.
   *
   * @return null if it is not set
   */
  public String getContextFilter() {
    return contextFilter;
  }

  /**
   * Regular expressions that entries of the request context must match at their start, as
   * key=regex, one a line. Not set: any.
   *
   * @param contextFilter text of one or more lines; null: not set
   */
  public void setContextFilter(String contextFilter) {
    this.contextFilter = contextFilter;
    values = null; // to be read again
  }

  /**
   * The property {@code metadataFilter}.
   *
   * @return null if it is not set
   */
  public String getMetadataFilter() {
    return metadataFilter;
  }

  /**
   * The same for message_id and timestamp. Not set: any.
   *
   * @param metadataFilter text of one or more lines; null: not set
   */
  public void setMetadataFilter(String metadataFilter) {
    this.metadataFilter = metadataFilter;
    values = null; // to be read again
  }

  /**
   * The property {@code payloadFilter}.
   *
   * @return null if it is not set
   */
  public String getPayloadFilter() {
    return payloadFilter;
  }

  /**
   * The same for properties of the payload that are text. Not set: any.
   *
   * @param payloadFilter text of one or more lines; null: not set
   */
  public void setPayloadFilter(String payloadFilter) {
    this.payloadFilter = payloadFilter;
    values = null; // to be read again
  }

  /**
   * The property {@code batchSize}.
   *
   * @return as it was set, or the default
   */
  public String getBatchSize() {
    return batchSize;
  }

  /**
   * How many notifications a bean of the listener NotificationBatchListener gets at once at most; 1
   * to 10000.
   *
   * @param batchSize a number, 1 to 10000
   */
  public void setBatchSize(String batchSize) {
    this.batchSize = batchSize;
    values = null; // to be read again
  }

  /**
   * How many notifications a bean of the listener NotificationBatchListener gets at once at most; 1
   * to 10000.
   *
   * @param batchSize a number, 1 to 10000
   */
  public void setBatchSize(int batchSize) {
    setBatchSize(Integer.toString(batchSize));
  }

  /**
   * The property {@code batchTimeoutMillis}.
   *
   * @return as it was set, or the default
   */
  public String getBatchTimeoutMillis() {
    return batchTimeoutMillis;
  }

  /**
   * How long a batch waits to be full, from its first notification on, in milliseconds, from 0; 0:
   * until it is full.
   *
   * @param batchTimeoutMillis a number, from 0
   */
  public void setBatchTimeoutMillis(String batchTimeoutMillis) {
    this.batchTimeoutMillis = batchTimeoutMillis;
    values = null; // to be read again
  }

  /**
   * How long a batch waits to be full, from its first notification on, in milliseconds, from 0; 0:
   * until it is full.
   *
   * @param batchTimeoutMillis a number, from 0
   */
  public void setBatchTimeoutMillis(long batchTimeoutMillis) {
    setBatchTimeoutMillis(Long.toString(batchTimeoutMillis));
  }

  /**
   * The property {@code requeueAllowed}.
   *
   * @return as it was set, or the default
   */
  public String getRequeueAllowed() {
    return requeueAllowed;
  }

  /**
   * Whether a notification is delivered again when the bean answers REQUEUE. false: it is
   * acknowledged, which is oslo.messaging's own default.
   *
   * @param requeueAllowed true or false
   */
  public void setRequeueAllowed(String requeueAllowed) {
    this.requeueAllowed = requeueAllowed;
    values = null; // to be read again
  }

  /**
   * Whether a notification is delivered again when the bean answers REQUEUE. false: it is
   * acknowledged, which is oslo.messaging's own default.
   *
   * @param requeueAllowed true or false
   */
  public void setRequeueAllowed(boolean requeueAllowed) {
    setRequeueAllowed(Boolean.toString(requeueAllowed));
  }

  /**
   * The property {@code onException}.
   *
   * @return as it was set, or the default
   */
  public String getOnException() {
    return onException;
  }

  /**
   * What becomes of a notification when the bean throws or its transaction rolls back. REQUEUE: it
   * is delivered again, if requeueAllowed. REJECT: it is dead at once. ACKNOWLEDGE: it is done
   * with.
   *
   * @param onException REQUEUE or REJECT or ACKNOWLEDGE, in any case
   */
  public void setOnException(String onException) {
    this.onException = onException;
    values = null; // to be read again
  }

  /**
   * The property {@code requeueDelayMillis}.
   *
   * @return as it was set, or the default
   */
  public String getRequeueDelayMillis() {
    return requeueDelayMillis;
  }

  /**
   * How long a notification that was requeued three times in a row waits before each further
   * delivery, in milliseconds; from 100.
   *
   * @param requeueDelayMillis a number, from 100
   */
  public void setRequeueDelayMillis(String requeueDelayMillis) {
    this.requeueDelayMillis = requeueDelayMillis;
    values = null; // to be read again
  }

  /**
   * How long a notification that was requeued three times in a row waits before each further
   * delivery, in milliseconds; from 100.
   *
   * @param requeueDelayMillis a number, from 100
   */
  public void setRequeueDelayMillis(long requeueDelayMillis) {
    setRequeueDelayMillis(Long.toString(requeueDelayMillis));
  }

  /**
   * The property {@code redeliveryLimit}.
   *
   * @return as it was set, or the default
   */
  public String getRedeliveryLimit() {
    return redeliveryLimit;
  }

  /**
   * How often a notification that the bean does not take is delivered again, from 0; 0: without
   * limit. After that it is dead.
   *
   * @param redeliveryLimit a number, from 0
   */
  public void setRedeliveryLimit(String redeliveryLimit) {
    this.redeliveryLimit = redeliveryLimit;
    values = null; // to be read again
  }

  /**
   * How often a notification that the bean does not take is delivered again, from 0; 0: without
   * limit. After that it is dead.
   *
   * @param redeliveryLimit a number, from 0
   */
  public void setRedeliveryLimit(int redeliveryLimit) {
    setRedeliveryLimit(Integer.toString(redeliveryLimit));
  }

  /**
   * The property {@code deadLetterExchange}.
   *
   * @return null if it is not set
   */
  public String getDeadLetterExchange() {
    return deadLetterExchange;
  }

  /**
   * The topic exchange that dead notifications are published to, with their own routing key: those
   * beyond redeliveryLimit, of onException=REJECT, and what cannot be read. Not set:
   * deadLetterQueue alone.
   *
   * @param deadLetterExchange text; null: not set
   */
  public void setDeadLetterExchange(String deadLetterExchange) {
    this.deadLetterExchange = deadLetterExchange;
    values = null; // to be read again
  }

  /**
   * The property {@code deadLetterQueue}.
   *
   * @return null if it is not set
   */
  public String getDeadLetterQueue() {
    return deadLetterQueue;
  }

  /**
   * The queue that dead notifications go to, bound to deadLetterExchange if that is set. Neither
   * set: they are rejected, so dropped unless their queue has a dead-letter exchange.
   *
   * @param deadLetterQueue text; null: not set
   */
  public void setDeadLetterQueue(String deadLetterQueue) {
    this.deadLetterQueue = deadLetterQueue;
    values = null; // to be read again
  }

  /**
   * The property {@code declareDeadLetters}.
   *
   * @return as it was set, or the default
   */
  public String getDeclareDeadLetters() {
    return declareDeadLetters;
  }

  /**
   * Whether that exchange and that queue are declared, durable, if they are missing. false: they
   * are there, or dead notifications wait until they are.
   *
   * @param declareDeadLetters true or false
   */
  public void setDeclareDeadLetters(String declareDeadLetters) {
    this.declareDeadLetters = declareDeadLetters;
    values = null; // to be read again
  }

  /**
   * Whether that exchange and that queue are declared, durable, if they are missing. false: they
   * are there, or dead notifications wait until they are.
   *
   * @param declareDeadLetters true or false
   */
  public void setDeclareDeadLetters(boolean declareDeadLetters) {
    setDeclareDeadLetters(Boolean.toString(declareDeadLetters));
  }

  /**
   * The property {@code queueExpirySeconds}.
   *
   * @return as it was set, or the default
   */
  public String getQueueExpirySeconds() {
    return queueExpirySeconds;
  }

  /**
   * How long a pool's queue outlives its last listener, in seconds, from 0; 0: for ever. Only with
   * a pool.
   *
   * @param queueExpirySeconds a number, from 0
   */
  public void setQueueExpirySeconds(String queueExpirySeconds) {
    this.queueExpirySeconds = queueExpirySeconds;
    values = null; // to be read again
  }

  /**
   * How long a pool's queue outlives its last listener, in seconds, from 0; 0: for ever. Only with
   * a pool.
   *
   * @param queueExpirySeconds a number, from 0
   */
  public void setQueueExpirySeconds(int queueExpirySeconds) {
    setQueueExpirySeconds(Integer.toString(queueExpirySeconds));
  }

  /**
   * The property {@code queueMaxLength}.
   *
   * @return as it was set, or the default
   */
  public String getQueueMaxLength() {
    return queueMaxLength;
  }

  /**
   * How many notifications a queue holds before it drops the oldest, from 0; 0: no limit. Without a
   * pool it makes oslo.messaging's notifiers fail, which declare the queue without it: use a policy
   * of the broker then.
   *
   * @param queueMaxLength a number, from 0
   */
  public void setQueueMaxLength(String queueMaxLength) {
    this.queueMaxLength = queueMaxLength;
    values = null; // to be read again
  }

  /**
   * How many notifications a queue holds before it drops the oldest, from 0; 0: no limit. Without a
   * pool it makes oslo.messaging's notifiers fail, which declare the queue without it: use a policy
   * of the broker then.
   *
   * @param queueMaxLength a number, from 0
   */
  public void setQueueMaxLength(int queueMaxLength) {
    setQueueMaxLength(Integer.toString(queueMaxLength));
  }

  /**
   * The property {@code messageTtlSeconds}.
   *
   * @return as it was set, or the default
   */
  public String getMessageTtlSeconds() {
    return messageTtlSeconds;
  }

  /**
   * How long a notification lies in a queue or stream before it is dropped, in seconds, from 0; 0:
   * for ever. Without a pool, as queueMaxLength.
   *
   * @param messageTtlSeconds a number, from 0
   */
  public void setMessageTtlSeconds(String messageTtlSeconds) {
    this.messageTtlSeconds = messageTtlSeconds;
    values = null; // to be read again
  }

  /**
   * How long a notification lies in a queue or stream before it is dropped, in seconds, from 0; 0:
   * for ever. Without a pool, as queueMaxLength.
   *
   * @param messageTtlSeconds a number, from 0
   */
  public void setMessageTtlSeconds(int messageTtlSeconds) {
    setMessageTtlSeconds(Integer.toString(messageTtlSeconds));
  }

  /**
   * The property {@code streamOffset}.
   *
   * @return null if it is not set
   */
  public String getStreamOffset() {
    return streamOffset;
  }

  /**
   * Makes the queues streams, and says where reading them begins: first, last, next, the number of
   * a message, or a time such as 2024-02-29T12:00:00Z. Not set: queues. Without a pool, as
   * queueMaxLength.
   *
   * @param streamOffset text; null: not set
   */
  public void setStreamOffset(String streamOffset) {
    this.streamOffset = streamOffset;
    values = null; // to be read again
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
   * How long, from the first activation of a shared server or listener on, a notification that none
   * of its beans takes is held for one that is still to be deployed, in milliseconds; 0 to 600000;
   * 0: not at all.
   *
   * @param startupGraceMillis a number, 0 to 600000
   */
  public void setStartupGraceMillis(String startupGraceMillis) {
    this.startupGraceMillis = startupGraceMillis;
    values = null; // to be read again
  }

  /**
   * How long, from the first activation of a shared server or listener on, a notification that none
   * of its beans takes is held for one that is still to be deployed, in milliseconds; 0 to 600000;
   * 0: not at all.
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
   * The property {@code prefetch}.
   *
   * @return as it was set, or the default
   */
  public String getPrefetch() {
    return prefetch;
  }

  /**
   * How many notifications each queue may have waiting here; 1 to 65535. For batches at least twice
   * batchSize is taken.
   *
   * @param prefetch a number, 1 to 65535
   */
  public void setPrefetch(String prefetch) {
    this.prefetch = prefetch;
    values = null; // to be read again
  }

  /**
   * How many notifications each queue may have waiting here; 1 to 65535. For batches at least twice
   * batchSize is taken.
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
   * How many notifications the bean works on at once; 1 to 1000; 1 keeps the order of each queue.
   * Keep it below the container's own limit of bean instances.
   *
   * @param maxConcurrency a number, 1 to 1000
   */
  public void setMaxConcurrency(String maxConcurrency) {
    this.maxConcurrency = maxConcurrency;
    values = null; // to be read again
  }

  /**
   * How many notifications the bean works on at once; 1 to 1000; 1 keeps the order of each queue.
   * Keep it below the container's own limit of bean instances.
   *
   * @param maxConcurrency a number, 1 to 1000
   */
  public void setMaxConcurrency(int maxConcurrency) {
    setMaxConcurrency(Integer.toString(maxConcurrency));
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
   * sent at once. What was acknowledged, but not yet sent when this server dies, is delivered
   * again.
   *
   * @param acknowledgementDelayMillis a number, 0 to 1000
   */
  public void setAcknowledgementDelayMillis(String acknowledgementDelayMillis) {
    this.acknowledgementDelayMillis = acknowledgementDelayMillis;
    values = null; // to be read again
  }

  /**
   * How long acknowledgements may wait to be sent together, in milliseconds; 0 to 1000; 0: each is
   * sent at once. What was acknowledged, but not yet sent when this server dies, is delivered
   * again.
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
   * How many unique ids of notifications are remembered, to handle none twice; 0 to 1000000; 0:
   * none.
   *
   * @param duplicateWindow a number, 0 to 1000000
   */
  public void setDuplicateWindow(String duplicateWindow) {
    this.duplicateWindow = duplicateWindow;
    values = null; // to be read again
  }

  /**
   * How many unique ids of notifications are remembered, to handle none twice; 0 to 1000000; 0:
   * none.
   *
   * @param duplicateWindow a number, 0 to 1000000
   */
  public void setDuplicateWindow(int duplicateWindow) {
    setDuplicateWindow(Integer.toString(duplicateWindow));
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
   * for it, until an attempt with one notification succeeds; 0 to 1000000; 0: never.
   *
   * @param failureThreshold a number, 0 to 1000000
   */
  public void setFailureThreshold(String failureThreshold) {
    this.failureThreshold = failureThreshold;
    values = null; // to be read again
  }

  /**
   * After how many system failures in a row the bean is paused: nothing is taken from the broker
   * for it, until an attempt with one notification succeeds; 0 to 1000000; 0: never.
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
