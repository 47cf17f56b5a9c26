package org.rarebit.ra.inbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.Activation;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.rarebit.api.AnnotatedNotificationListener;
import org.rarebit.api.NotificationBatchListener;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.broker.StreamPosition;
import org.rarebit.ra.wire.NotificationFilter;
import org.rarebit.ra.wire.QueueOptions;

/**
 * Which notifications a message-driven bean hears, and how. All properties have defaults. Compared
 * by identity: two beans with equal properties are two activations.
 *
 * <p>Beans with the same broker, exchange and pool are endpoints of one listener: each sees every
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

  static final String DEFAULT_TOPICS = "notifications";
  static final String DEFAULT_PRIORITIES = "audit,debug,info,warn,error,critical,sample";
  static final long DEFAULT_REQUEUE_DELAY_MILLIS = 1000;
  static final int DEFAULT_BATCH_SIZE = 100;
  static final long DEFAULT_BATCH_TIMEOUT_MILLIS = 1000;

  @ConfigProperty(
      defaultValue = "notifications",
      type = String.class,
      description = "The topics to hear, separated by commas.")
  private String topics = DEFAULT_TOPICS;

  @ConfigProperty(
      defaultValue = "audit,debug,info,warn,error,critical,sample",
      type = String.class,
      description =
          "The priorities to hear, separated by commas; each topic and priority is a" + " queue.")
  private String priorities = DEFAULT_PRIORITIES;

  @ConfigProperty(description = "The control exchange. Not set: the resource adapter's.")
  private String exchange;

  @ConfigProperty(
      description =
          "The name of a pool of listeners: each pool hears every notification, through"
              + " a queue of this name, and its members share them. Not set: all listeners"
              + " without a pool share them.")
  private String pool;

  @ConfigProperty(
      description =
          "Where the broker is, as oslo.messaging's transport URL. Not set: the"
              + " resource adapter's.",
      confidential = true)
  private String connectionURL;

  @ConfigProperty(description = "The broker's user. Not set: that of the URL.")
  private String userName;

  @ConfigProperty(description = "The user's password.", confidential = true)
  private String password;

  @ConfigProperty(
      description =
          "A regular expression that the publisher's id must match at its start. Not"
              + " set: any. What does not match is acknowledged.")
  private String publisherIdFilter;

  @ConfigProperty(
      description =
          "A regular expression that the event type must match at its start. Not set:" + " any.")
  private String eventTypeFilter;

  @ConfigProperty(
      description =
          "Regular expressions that entries of the request context must match at their"
              + " start, as key=regex, one a line. Not set: any.")
  private String contextFilter;

  @ConfigProperty(description = "The same for message_id and timestamp. Not set: any.")
  private String metadataFilter;

  @ConfigProperty(
      description = "The same for properties of the payload that are text. Not set: any.")
  private String payloadFilter;

  @ConfigProperty(
      defaultValue = "100",
      type = Integer.class,
      description =
          "How many notifications a bean of the listener "
              + "NotificationBatchListener gets at once at most; 1 to 10000.")
  private Integer batchSize = DEFAULT_BATCH_SIZE;

  @ConfigProperty(
      defaultValue = "1000",
      type = Long.class,
      description =
          "How long a batch waits to be full, from its first notification on, in "
              + "milliseconds, from 0; 0: until it is full.")
  private Long batchTimeoutMillis = DEFAULT_BATCH_TIMEOUT_MILLIS;

  @ConfigProperty(
      defaultValue = "true",
      type = Boolean.class,
      description =
          "Whether a notification is delivered again when the bean answers REQUEUE."
              + " false: it is acknowledged, which is oslo.messaging's own default.")
  private Boolean requeueAllowed = Boolean.TRUE;

  @ConfigProperty(
      defaultValue = "REQUEUE",
      type = String.class,
      description =
          "What becomes of a notification when the bean throws or its "
              + "transaction rolls back. REQUEUE: it is delivered again, if "
              + "requeueAllowed. REJECT: it is dead at once. ACKNOWLEDGE: it is done "
              + "with.")
  private String onException = ExceptionPolicy.REQUEUE.name();

  @ConfigProperty(
      defaultValue = "1000",
      type = Long.class,
      description =
          "How long a notification that was requeued three times in a row waits before"
              + " each further delivery, in milliseconds; from 100.")
  private Long requeueDelayMillis = DEFAULT_REQUEUE_DELAY_MILLIS;

  @ConfigProperty(
      defaultValue = "0",
      type = Integer.class,
      description =
          "How often a notification that the bean does not take is delivered "
              + "again, from 0; 0: without limit. After that it is dead.")
  private Integer redeliveryLimit = 0;

  @ConfigProperty(
      description =
          "The topic exchange that dead notifications are published to, with "
              + "their own routing key: those beyond redeliveryLimit, of "
              + "onException=REJECT, and what cannot be read. Not set: deadLetterQueue "
              + "alone.")
  private String deadLetterExchange;

  @ConfigProperty(
      description =
          "The queue that dead notifications go to, bound to deadLetterExchange "
              + "if that is set. Neither set: they are rejected, so dropped unless "
              + "their queue has a dead-letter exchange.")
  private String deadLetterQueue;

  @ConfigProperty(
      defaultValue = "true",
      type = Boolean.class,
      description =
          "Whether that exchange and that queue are declared, durable, if they "
              + "are missing. false: they are there, or dead notifications wait until "
              + "they are.")
  private Boolean declareDeadLetters = Boolean.TRUE;

  @ConfigProperty(
      defaultValue = "0",
      type = Integer.class,
      description =
          "How long a pool's queue outlives its last listener, in seconds, from "
              + "0; 0: for ever. Only with a pool.")
  private Integer queueExpirySeconds = 0;

  @ConfigProperty(
      defaultValue = "0",
      type = Integer.class,
      description =
          "How many notifications a queue holds before it drops the oldest, from "
              + "0; 0: no limit. Without a pool it makes oslo.messaging's notifiers "
              + "fail, which declare the queue without it: use a policy of the broker "
              + "then.")
  private Integer queueMaxLength = 0;

  @ConfigProperty(
      defaultValue = "0",
      type = Integer.class,
      description =
          "How long a notification lies in a queue or stream before it is "
              + "dropped, in seconds, from 0; 0: for ever. Without a pool, as "
              + "queueMaxLength.")
  private Integer messageTtlSeconds = 0;

  @ConfigProperty(
      description =
          "Makes the queues streams, and says where reading them begins: first, "
              + "last, next, the number of a message, or a time such as "
              + "2024-02-29T12:00:00Z. Not set: queues. Without a pool, as "
              + "queueMaxLength.")
  private String streamOffset;

  @ConfigProperty(
      defaultValue = "5",
      type = Integer.class,
      description =
          "How long acknowledgements may wait to be sent together, in milliseconds; 0 to "
              + "1000; 0: each is sent at once. What was acknowledged, but not yet sent when this "
              + "server dies, is delivered again.")
  private Integer acknowledgementDelayMillis =
      RpcActivationSpec.DEFAULT_ACKNOWLEDGEMENT_DELAY_MILLIS;

  @ConfigProperty(
      defaultValue = "1000",
      type = Integer.class,
      description =
          "How many unique ids of notifications are remembered, to handle none twice; 0"
              + " to 1000000; 0: none.")
  private Integer duplicateWindow = RpcActivationSpec.DEFAULT_DUPLICATE_WINDOW;

  @ConfigProperty(
      defaultValue = "128",
      type = Integer.class,
      description =
          "How many notifications each queue may have waiting here; 1 to 65535. "
              + "For batches at least twice batchSize is taken.")
  private Integer prefetch = RpcActivationSpec.DEFAULT_PREFETCH;

  @ConfigProperty(
      defaultValue = "16",
      type = Integer.class,
      description =
          "How many notifications the bean works on at once; 1 to 1000; 1 keeps the"
              + " order of each queue. Keep it below the container's own limit of bean"
              + " instances.")
  private Integer maxConcurrency = RpcActivationSpec.DEFAULT_CONCURRENCY;

  @ConfigProperty(
      defaultValue = "20000",
      type = Long.class,
      description =
          "How long an undeployment waits for running methods to end, in milliseconds;"
              + " from 0.")
  private Long drainTimeoutMillis = RpcActivationSpec.DEFAULT_DRAIN_MILLIS;

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
              + " broker for it, until an attempt with one notification succeeds; 0 to 1000000; 0:"
              + " never.")
  private Integer failureThreshold = 0;

  @ConfigProperty(
      defaultValue = "10000",
      type = Long.class,
      description =
          "How long the first such pause lasts, in milliseconds; from 100. Each further one in a"
              + " row lasts twice as long.")
  private Long failurePauseMillis = RpcActivationSpec.DEFAULT_FAILURE_PAUSE_MILLIS;

  @ConfigProperty(
      defaultValue = "300000",
      type = Long.class,
      description = "How long such a pause lasts at most, in milliseconds; from 100.")
  private Long failurePauseMaxMillis = RpcActivationSpec.DEFAULT_FAILURE_PAUSE_MAX_MILLIS;

  private ResourceAdapter resourceAdapter;

  /** For the container; set the properties then. */
  public NotificationActivationSpec() {}

  @Override
  public void validate() throws InvalidPropertyException {
    Problems problems = new Problems();
    if (topicList().isEmpty()) {
      problems.add("topics", "topics must name at least one topic, e.g. \"notifications\".");
    }
    checkPriorities(problems);
    checkFilter(problems, "publisherIdFilter", () -> NotificationFilter.pattern(publisherIdFilter));
    checkFilter(problems, "eventTypeFilter", () -> NotificationFilter.pattern(eventTypeFilter));
    checkFilter(problems, "contextFilter", () -> NotificationFilter.patterns(contextFilter));
    checkFilter(problems, "metadataFilter", () -> NotificationFilter.patterns(metadataFilter));
    checkFilter(problems, "payloadFilter", () -> NotificationFilter.patterns(payloadFilter));
    if (pool != null && pool.isBlank()) {
      problems.add("pool", "pool must not be empty; leave it out for no pool.");
    }
    problems.requireTrueOrFalse("requeueAllowed", requeueAllowed);
    problems.requireTrueOrFalse("declareDeadLetters", declareDeadLetters);
    problems.requireRange("batchSize", batchSize, 1, 10_000);
    problems.requireRange("batchTimeoutMillis", batchTimeoutMillis, 0, Integer.MAX_VALUE);
    problems.requireRange("redeliveryLimit", redeliveryLimit, 0, Integer.MAX_VALUE);
    checkQueues(problems);
    problems.requireOneOf("onException", onException, ExceptionPolicy.values());
    problems.requireRange("requeueDelayMillis", requeueDelayMillis, 100, Integer.MAX_VALUE);
    problems.requireRange("acknowledgementDelayMillis", acknowledgementDelayMillis, 0, 1000);
    problems.requireRange("duplicateWindow", duplicateWindow, 0, 1_000_000);
    problems.requireRange("prefetch", prefetch, 1, 65_535);
    problems.requireRange("maxConcurrency", maxConcurrency, 1, 1000);
    problems.requireRange("drainTimeoutMillis", drainTimeoutMillis, 0, Integer.MAX_VALUE);
    problems.requireCallerKeys(securityInflow, callerKeys);
    problems.requireBreaker(failureThreshold, failurePauseMillis, failurePauseMaxMillis);
    problems.requireUrlIfAny(connectionURL);
    problems.throwIfAny(NotificationActivationSpec.class);
  }

  private void checkQueues(Problems problems) {
    for (String property : List.of("deadLetterExchange", "deadLetterQueue")) {
      String value = property.equals("deadLetterQueue") ? deadLetterQueue : deadLetterExchange;
      if (value != null && value.isBlank()) {
        problems.add(property, property + " must not be empty; leave it out for none.");
      }
    }
    problems.requireRange("queueExpirySeconds", queueExpirySeconds, 0, Integer.MAX_VALUE);
    problems.requireRange("queueMaxLength", queueMaxLength, 0, Integer.MAX_VALUE);
    problems.requireRange("messageTtlSeconds", messageTtlSeconds, 0, Integer.MAX_VALUE);
    if (pool == null && isPositive(queueExpirySeconds)) {
      problems.add(
          "queueExpirySeconds",
          "queueExpirySeconds needs a pool: queues without one are the notifiers' as well.");
    }
    if (streamOffset != null) {
      checkStream(problems);
    }
  }

  private void checkStream(Problems problems) {
    try {
      var unused = StreamPosition.at(streamOffset);
    } catch (IllegalArgumentException e) {
      problems.add("streamOffset", "streamOffset: " + e.getMessage());
    }
    if (isPositive(queueExpirySeconds) || isPositive(queueMaxLength)) {
      problems.add(
          "streamOffset",
          "streamOffset makes streams, which know neither queueExpirySeconds nor queueMaxLength;"
              + " messageTtlSeconds is their limit.");
    }
  }

  private static boolean isPositive(Integer value) {
    return value != null && value > 0;
  }

  private void checkPriorities(Problems problems) {
    List<String> names = split(priorities);
    List<String> unknown =
        names.stream().filter(name -> NotificationPriority.of(name).isEmpty()).toList();
    if (names.isEmpty() || !unknown.isEmpty()) {
      problems.add(
          "priorities",
          "priorities must be some of "
              + DEFAULT_PRIORITIES.replace(",", ", ")
              + ", separated by commas, but is "
              + priorities
              + ".");
    }
  }

  private static void checkFilter(Problems problems, String property, Runnable reading) {
    try {
      reading.run();
    } catch (IllegalArgumentException e) { // a PatternSyntaxException is one
      problems.add(property, property + ": " + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  private static List<String> split(String names) {
    return names == null
        ? List.of()
        : Arrays.stream(names.split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .distinct()
            .toList();
  }

  /** The topics, in their order. */
  List<String> topicList() {
    return split(topics);
  }

  /** The priorities, once validated. */
  Set<NotificationPriority> prioritySet() {
    Set<NotificationPriority> set = EnumSet.noneOf(NotificationPriority.class);
    split(priorities).forEach(name -> set.add(NotificationPriority.of(name).orElseThrow()));
    return set;
  }

  /** The filter, once validated. */
  NotificationFilter filter() {
    return new NotificationFilter(
        NotificationFilter.pattern(publisherIdFilter),
        NotificationFilter.pattern(eventTypeFilter),
        NotificationFilter.patterns(contextFilter),
        NotificationFilter.patterns(metadataFilter),
        NotificationFilter.patterns(payloadFilter));
  }

  /** What becomes of notifications that the bean does not take, once validated. */
  FailurePolicy failurePolicy() {
    return new FailurePolicy(
        requeueAllowed,
        ExceptionPolicy.valueOf(onException),
        redeliveryLimit,
        DeadLetterAddress.of(deadLetterExchange, deadLetterQueue, declareDeadLetters));
  }

  /** What is asked of the queues, once validated. */
  QueueOptions queueOptions() {
    return new QueueOptions(
        queueExpirySeconds, queueMaxLength, messageTtlSeconds, streamOffset != null);
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
   * Tells the topics to hear.
   *
   * @return names, separated by commas; not empty
   */
  public String getTopics() {
    return topics;
  }

  /**
   * Sets the topics to hear.
   *
   * @param topics names, separated by commas; not empty
   */
  public void setTopics(String topics) {
    this.topics = topics;
  }

  /**
   * Tells the priorities to hear.
   *
   * @return names in any case, separated by commas; not empty
   */
  public String getPriorities() {
    return priorities;
  }

  /**
   * Sets the priorities to hear.
   *
   * @param priorities names in any case, separated by commas; not empty
   */
  public void setPriorities(String priorities) {
    this.priorities = priorities;
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
   * Tells the name of the pool.
   *
   * @return null for none
   */
  public String getPool() {
    return pool;
  }

  /**
   * Sets the name of the pool.
   *
   * @param pool null for none
   */
  public void setPool(String pool) {
    this.pool = pool;
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
   * Tells what the publisher's id must match.
   *
   * @return a regular expression; null for any
   */
  public String getPublisherIdFilter() {
    return publisherIdFilter;
  }

  /**
   * Sets what the publisher's id must match.
   *
   * @param publisherIdFilter a regular expression; null for any
   */
  public void setPublisherIdFilter(String publisherIdFilter) {
    this.publisherIdFilter = publisherIdFilter;
  }

  /**
   * Tells what the event type must match.
   *
   * @return a regular expression; null for any
   */
  public String getEventTypeFilter() {
    return eventTypeFilter;
  }

  /**
   * Sets what the event type must match.
   *
   * @param eventTypeFilter a regular expression; null for any
   */
  public void setEventTypeFilter(String eventTypeFilter) {
    this.eventTypeFilter = eventTypeFilter;
  }

  /**
   * Tells what entries of the request context must match.
   *
   * @return {@code key=regex}, one a line; null for any
   */
  public String getContextFilter() {
    return contextFilter;
  }

  /**
   * Sets what entries of the request context must match.
   *
   * @param contextFilter {@code key=regex}, one a line; null for any
   */
  public void setContextFilter(String contextFilter) {
    this.contextFilter = contextFilter;
  }

  /**
   * Tells what message id and timestamp must match.
   *
   * @return {@code key=regex}, one a line; null for any
   */
  public String getMetadataFilter() {
    return metadataFilter;
  }

  /**
   * Sets what message id and timestamp must match.
   *
   * @param metadataFilter {@code key=regex}, one a line; null for any
   */
  public void setMetadataFilter(String metadataFilter) {
    this.metadataFilter = metadataFilter;
  }

  /**
   * Tells what properties of the payload must match.
   *
   * @return {@code key=regex}, one a line; null for any
   */
  public String getPayloadFilter() {
    return payloadFilter;
  }

  /**
   * Sets what properties of the payload must match.
   *
   * @param payloadFilter {@code key=regex}, one a line; null for any
   */
  public void setPayloadFilter(String payloadFilter) {
    this.payloadFilter = payloadFilter;
  }

  /**
   * Tells how many notifications a batch has at most.
   *
   * @return 1 to 10000
   */
  public Integer getBatchSize() {
    return batchSize;
  }

  /**
   * Sets how many notifications a batch has at most.
   *
   * @param batchSize 1 to 10000
   */
  public void setBatchSize(Integer batchSize) {
    this.batchSize = batchSize;
  }

  /**
   * Tells how long a batch waits to be full.
   *
   * @return milliseconds, from 0; 0: until it is full
   */
  public Long getBatchTimeoutMillis() {
    return batchTimeoutMillis;
  }

  /**
   * Sets how long a batch waits to be full.
   *
   * @param batchTimeoutMillis milliseconds, from 0; 0: until it is full
   */
  public void setBatchTimeoutMillis(Long batchTimeoutMillis) {
    this.batchTimeoutMillis = batchTimeoutMillis;
  }

  /**
   * Tells whether a notification may be delivered again.
   *
   * @return false to acknowledge it whatever the bean answers
   */
  public Boolean getRequeueAllowed() {
    return requeueAllowed;
  }

  /**
   * Sets whether a notification may be delivered again.
   *
   * @param requeueAllowed false to acknowledge it whatever the bean answers
   */
  public void setRequeueAllowed(Boolean requeueAllowed) {
    this.requeueAllowed = requeueAllowed;
  }

  /**
   * Tells what becomes of a notification when the bean fails.
   *
   * @return REQUEUE, REJECT or ACKNOWLEDGE
   */
  public String getOnException() {
    return onException;
  }

  /**
   * Sets what becomes of a notification when the bean fails.
   *
   * @param onException REQUEUE, REJECT or ACKNOWLEDGE
   */
  public void setOnException(String onException) {
    this.onException = onException;
  }

  /**
   * Tells how long a notification waits that is requeued again and again.
   *
   * @return milliseconds, from 100
   */
  public Long getRequeueDelayMillis() {
    return requeueDelayMillis;
  }

  /**
   * Sets how long a notification waits that is requeued again and again.
   *
   * @param requeueDelayMillis milliseconds, from 100
   */
  public void setRequeueDelayMillis(Long requeueDelayMillis) {
    this.requeueDelayMillis = requeueDelayMillis;
  }

  /**
   * Tells how often a notification is delivered again.
   *
   * @return from 0; 0: without limit
   */
  public Integer getRedeliveryLimit() {
    return redeliveryLimit;
  }

  /**
   * Sets how often a notification is delivered again.
   *
   * @param redeliveryLimit from 0; 0: without limit
   */
  public void setRedeliveryLimit(Integer redeliveryLimit) {
    this.redeliveryLimit = redeliveryLimit;
  }

  /**
   * Tells the exchange of dead notifications.
   *
   * @return null for none
   */
  public String getDeadLetterExchange() {
    return deadLetterExchange;
  }

  /**
   * Sets the exchange of dead notifications.
   *
   * @param deadLetterExchange null for none
   */
  public void setDeadLetterExchange(String deadLetterExchange) {
    this.deadLetterExchange = deadLetterExchange;
  }

  /**
   * Tells the queue of dead notifications.
   *
   * @return null for none
   */
  public String getDeadLetterQueue() {
    return deadLetterQueue;
  }

  /**
   * Sets the queue of dead notifications.
   *
   * @param deadLetterQueue null for none
   */
  public void setDeadLetterQueue(String deadLetterQueue) {
    this.deadLetterQueue = deadLetterQueue;
  }

  /**
   * Tells whether exchange and queue of dead notifications are declared.
   *
   * @return false if they are another's business
   */
  public Boolean getDeclareDeadLetters() {
    return declareDeadLetters;
  }

  /**
   * Sets whether exchange and queue of dead notifications are declared.
   *
   * @param declareDeadLetters false if they are another's business
   */
  public void setDeclareDeadLetters(Boolean declareDeadLetters) {
    this.declareDeadLetters = declareDeadLetters;
  }

  /**
   * Tells how long a pool's queue outlives its last listener.
   *
   * @return seconds, from 0; 0: for ever
   */
  public Integer getQueueExpirySeconds() {
    return queueExpirySeconds;
  }

  /**
   * Sets how long a pool's queue outlives its last listener.
   *
   * @param queueExpirySeconds seconds, from 0; 0: for ever
   */
  public void setQueueExpirySeconds(Integer queueExpirySeconds) {
    this.queueExpirySeconds = queueExpirySeconds;
  }

  /**
   * Tells how many notifications a queue holds.
   *
   * @return from 0; 0: no limit
   */
  public Integer getQueueMaxLength() {
    return queueMaxLength;
  }

  /**
   * Sets how many notifications a queue holds.
   *
   * @param queueMaxLength from 0; 0: no limit
   */
  public void setQueueMaxLength(Integer queueMaxLength) {
    this.queueMaxLength = queueMaxLength;
  }

  /**
   * Tells how long a notification lies in a queue.
   *
   * @return seconds, from 0; 0: for ever
   */
  public Integer getMessageTtlSeconds() {
    return messageTtlSeconds;
  }

  /**
   * Sets how long a notification lies in a queue.
   *
   * @param messageTtlSeconds seconds, from 0; 0: for ever
   */
  public void setMessageTtlSeconds(Integer messageTtlSeconds) {
    this.messageTtlSeconds = messageTtlSeconds;
  }

  /**
   * Tells where reading streams begins.
   *
   * @return first, last, next, a number, or a time; null for queues
   */
  public String getStreamOffset() {
    return streamOffset;
  }

  /**
   * Sets where reading streams begins.
   *
   * @param streamOffset first, last, next, a number, or a time; null for queues
   */
  public void setStreamOffset(String streamOffset) {
    this.streamOffset = streamOffset;
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
   * Tells how many unique ids are remembered.
   *
   * @return 0 to 1000000; 0 for none
   */
  public Integer getDuplicateWindow() {
    return duplicateWindow;
  }

  /**
   * Sets how many unique ids are remembered.
   *
   * @param duplicateWindow 0 to 1000000; 0 for none
   */
  public void setDuplicateWindow(Integer duplicateWindow) {
    this.duplicateWindow = duplicateWindow;
  }

  /**
   * Tells how many notifications each queue may have waiting here.
   *
   * @return 1 to 65535
   */
  public Integer getPrefetch() {
    return prefetch;
  }

  /**
   * Sets how many notifications each queue may have waiting here.
   *
   * @param prefetch 1 to 65535
   */
  public void setPrefetch(Integer prefetch) {
    this.prefetch = prefetch;
  }

  /**
   * Tells how many notifications the bean works on at once.
   *
   * @return 1 to 1000
   */
  public Integer getMaxConcurrency() {
    return maxConcurrency;
  }

  /**
   * Sets how many notifications the bean works on at once.
   *
   * @param maxConcurrency 1 to 1000
   */
  public void setMaxConcurrency(Integer maxConcurrency) {
    this.maxConcurrency = maxConcurrency;
  }

  /**
   * Tells how long an undeployment waits for running methods.
   *
   * @return milliseconds, from 0
   */
  public Long getDrainTimeoutMillis() {
    return drainTimeoutMillis;
  }

  /**
   * Sets how long an undeployment waits for running methods.
   *
   * @param drainTimeoutMillis milliseconds, from 0
   */
  public void setDrainTimeoutMillis(Long drainTimeoutMillis) {
    this.drainTimeoutMillis = drainTimeoutMillis;
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
    return "NotificationActivationSpec[topics=" + topics + ", pool=" + pool + "]";
  }
}
