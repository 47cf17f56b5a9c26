package org.rarebit.ra.inbound;

import java.util.List;
import org.rarebit.ra.config.PropertyReader;

// <properties> made by PropertySources from rar/src/properties/properties.xml, do not edit

/**
 * The checked values of the properties of {@link NotificationActivationSpec}. What is not set, and
 * has no default, is null. Immutable.
 */
record NotificationProperties(
    List<String> topics,
    List<String> priorities,
    String exchange,
    String pool,
    String connectionURL,
    String userName,
    String password,
    String passwordFile,
    String publisherIdFilter,
    String eventTypeFilter,
    String contextFilter,
    String metadataFilter,
    String payloadFilter,
    int batchSize,
    long batchTimeoutMillis,
    boolean requeueAllowed,
    String onException,
    long requeueDelayMillis,
    int redeliveryLimit,
    String deadLetterExchange,
    String deadLetterQueue,
    boolean declareDeadLetters,
    int queueExpirySeconds,
    int queueMaxLength,
    int messageTtlSeconds,
    String streamOffset,
    int startupGraceMillis,
    long drainTimeoutMillis,
    int prefetch,
    int maxConcurrency,
    int acknowledgementDelayMillis,
    int duplicateWindow,
    boolean securityInflow,
    List<String> callerKeys,
    String rolesKey,
    int failureThreshold,
    long failurePauseMillis,
    long failurePauseMaxMillis) {

  /** Reads a bean. What is wrong is told to the reader, and has a stand-in here. */
  static NotificationProperties of(NotificationActivationSpec bean, PropertyReader read) {
    return new NotificationProperties(
        read.list("topics", bean.getTopics(), "e.g. \"notifications\"", 502),
        read.list(
            "priorities",
            bean.getPriorities(),
            "e.g. \"error\"",
            255,
            "audit",
            "debug",
            "info",
            "warn",
            "error",
            "critical",
            "sample"),
        read.name("exchange", bean.getExchange(), 255),
        read.name("pool", bean.getPool(), 255),
        read.url("connectionURL", bean.getConnectionURL()),
        read.text("userName", bean.getUserName()),
        read.secret("password", bean.getPassword()),
        read.text("passwordFile", bean.getPasswordFile()),
        read.text("publisherIdFilter", bean.getPublisherIdFilter()),
        read.text("eventTypeFilter", bean.getEventTypeFilter()),
        read.lines("contextFilter", bean.getContextFilter()),
        read.lines("metadataFilter", bean.getMetadataFilter()),
        read.lines("payloadFilter", bean.getPayloadFilter()),
        read.integer("batchSize", bean.getBatchSize(), 1, 10000),
        read.number("batchTimeoutMillis", bean.getBatchTimeoutMillis(), 0L, 2147483647L),
        read.flag("requeueAllowed", bean.getRequeueAllowed()),
        read.choice("onException", bean.getOnException(), "REQUEUE", "REJECT", "ACKNOWLEDGE"),
        read.number("requeueDelayMillis", bean.getRequeueDelayMillis(), 100L, 2147483647L),
        read.integer("redeliveryLimit", bean.getRedeliveryLimit(), 0, Integer.MAX_VALUE),
        read.name("deadLetterExchange", bean.getDeadLetterExchange(), 255),
        read.name("deadLetterQueue", bean.getDeadLetterQueue(), 255),
        read.flag("declareDeadLetters", bean.getDeclareDeadLetters()),
        read.integer("queueExpirySeconds", bean.getQueueExpirySeconds(), 0, Integer.MAX_VALUE),
        read.integer("queueMaxLength", bean.getQueueMaxLength(), 0, Integer.MAX_VALUE),
        read.integer("messageTtlSeconds", bean.getMessageTtlSeconds(), 0, Integer.MAX_VALUE),
        read.text("streamOffset", bean.getStreamOffset()),
        read.integer("startupGraceMillis", bean.getStartupGraceMillis(), 0, 600000),
        read.number("drainTimeoutMillis", bean.getDrainTimeoutMillis(), 0L, 2147483647L),
        read.integer("prefetch", bean.getPrefetch(), 1, 65535),
        read.integer("maxConcurrency", bean.getMaxConcurrency(), 1, 1000),
        read.integer("acknowledgementDelayMillis", bean.getAcknowledgementDelayMillis(), 0, 1000),
        read.integer("duplicateWindow", bean.getDuplicateWindow(), 0, 1000000),
        read.flag("securityInflow", bean.getSecurityInflow()),
        read.list("callerKeys", bean.getCallerKeys(), null, 255),
        read.text("rolesKey", bean.getRolesKey()),
        read.integer("failureThreshold", bean.getFailureThreshold(), 0, 1000000),
        read.number("failurePauseMillis", bean.getFailurePauseMillis(), 100L, 2147483647L),
        read.number("failurePauseMaxMillis", bean.getFailurePauseMaxMillis(), 100L, 2147483647L));
  }

  /** No values: some of them are secrets. */
  @Override
  public String toString() {
    return "NotificationProperties";
  }
}
