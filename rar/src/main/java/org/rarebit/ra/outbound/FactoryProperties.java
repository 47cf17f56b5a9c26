package org.rarebit.ra.outbound;

import java.util.List;
import org.rarebit.ra.config.PropertyReader;

// <properties> made by PropertySources from rar/src/properties/properties.xml, do not edit

/**
 * The checked values of the properties of {@link RpcManagedConnectionFactory}. What is not set, and
 * has no default, is null. Immutable.
 */
record FactoryProperties(
    String connectionURL,
    String userName,
    String password,
    String passwordFile,
    String controlExchange,
    long callTimeoutMillis,
    int callMonitorTimeoutSeconds,
    boolean confirmCasts,
    boolean mandatoryCasts,
    boolean failFast,
    int retry,
    boolean sendOnCommit,
    boolean localTransaction,
    List<String> notificationTopics,
    String notificationDrivers,
    String notificationRouting,
    String notificationContext,
    boolean logFailedNotifications,
    String callerKey,
    List<String> propagatedContext) {

  /** Reads a bean. What is wrong is told to the reader, and has a stand-in here. */
  static FactoryProperties of(RpcManagedConnectionFactory bean, PropertyReader read) {
    return new FactoryProperties(
        read.url("connectionURL", bean.getConnectionURL()),
        read.text("userName", bean.getUserName()),
        read.secret("password", bean.getPassword()),
        read.text("passwordFile", bean.getPasswordFile()),
        read.name("controlExchange", bean.getControlExchange(), 255),
        read.number("callTimeoutMillis", bean.getCallTimeoutMillis(), 1L, Long.MAX_VALUE),
        read.integer(
            "callMonitorTimeoutSeconds", bean.getCallMonitorTimeoutSeconds(), 0, Integer.MAX_VALUE),
        read.flag("confirmCasts", bean.getConfirmCasts()),
        read.flag("mandatoryCasts", bean.getMandatoryCasts()),
        read.flag("failFast", bean.getFailFast()),
        read.integer("retry", bean.getRetry(), -1, Integer.MAX_VALUE),
        read.flag("sendOnCommit", bean.getSendOnCommit()),
        read.flag("localTransaction", bean.getLocalTransaction()),
        read.list(
            "notificationTopics", bean.getNotificationTopics(), "e.g. \"notifications\"", 246),
        read.text("notificationDrivers", bean.getNotificationDrivers()),
        read.lines("notificationRouting", bean.getNotificationRouting()),
        read.choice(
            "notificationContext", bean.getNotificationContext(), "ALLOW_LIST", "NONE", "ALL"),
        read.flag("logFailedNotifications", bean.getLogFailedNotifications()),
        read.text("callerKey", bean.getCallerKey()),
        read.list("propagatedContext", bean.getPropagatedContext(), null, 255));
  }

  /** No values: some of them are secrets. */
  @Override
  public String toString() {
    return "FactoryProperties";
  }
}
