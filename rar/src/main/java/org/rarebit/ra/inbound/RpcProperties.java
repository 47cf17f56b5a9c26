package org.rarebit.ra.inbound;

import java.util.List;
import org.rarebit.ra.config.PropertyReader;

// <properties> made by PropertySources from rar/src/properties/properties.xml, do not edit

/**
 * The checked values of the properties of {@link RpcActivationSpec}. What is not set, and has no
 * default, is null. Immutable.
 */
record RpcProperties(
    String topic,
    String server,
    String exchange,
    String connectionURL,
    String userName,
    String password,
    String passwordFile,
    int prefetch,
    int maxConcurrency,
    int startupGraceMillis,
    long drainTimeoutMillis,
    String acknowledgement,
    int acknowledgementDelayMillis,
    int duplicateWindow,
    String accessPolicy,
    boolean stackTraces,
    boolean pingEnabled,
    boolean securityInflow,
    List<String> callerKeys,
    String rolesKey,
    int failureThreshold,
    long failurePauseMillis,
    long failurePauseMaxMillis) {

  /** Reads a bean. What is wrong is told to the reader, and has a stand-in here. */
  static RpcProperties of(RpcActivationSpec bean, PropertyReader read) {
    return new RpcProperties(
        read.name(
            "topic",
            bean.getTopic(),
            215,
            "Set the activation property topic to the name to serve, e.g. \"compute\"."),
        read.name("server", bean.getServer(), 255),
        read.name("exchange", bean.getExchange(), 255),
        read.url("connectionURL", bean.getConnectionURL()),
        read.text("userName", bean.getUserName()),
        read.secret("password", bean.getPassword()),
        read.text("passwordFile", bean.getPasswordFile()),
        read.integer("prefetch", bean.getPrefetch(), 1, 65535),
        read.integer("maxConcurrency", bean.getMaxConcurrency(), 1, 1000),
        read.integer("startupGraceMillis", bean.getStartupGraceMillis(), 0, 600000),
        read.number("drainTimeoutMillis", bean.getDrainTimeoutMillis(), 0L, 2147483647L),
        read.choice(
            "acknowledgement", bean.getAcknowledgement(), "BEFORE_DISPATCH", "AFTER_COMMIT"),
        read.integer("acknowledgementDelayMillis", bean.getAcknowledgementDelayMillis(), 0, 1000),
        read.integer("duplicateWindow", bean.getDuplicateWindow(), 0, 1000000),
        read.choice("accessPolicy", bean.getAccessPolicy(), "DEFAULT", "LEGACY", "EXPLICIT"),
        read.flag("stackTraces", bean.getStackTraces()),
        read.flag("pingEnabled", bean.getPingEnabled()),
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
    return "RpcProperties";
  }
}
