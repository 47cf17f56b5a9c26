package org.rarebit.ra.outbound;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.rarebit.api.RequestContext;
import org.rarebit.ra.client.NotificationDrivers;
import org.rarebit.ra.wire.NotificationContext;

/**
 * What a notifier sends with. Immutable.
 *
 * @param topics where to; not empty
 * @param context of the request that the events belong to
 * @param passed what listeners see of it
 * @param drivers who sends which
 * @param timeout for sending to all topics
 * @param logFailures true to log what cannot be sent instead of throwing
 * @param caller what is added to the context
 * @param headers of the messages, by name
 */
record NotificationOptions(
    List<String> topics,
    RequestContext context,
    NotificationContext passed,
    NotificationDrivers drivers,
    Duration timeout,
    boolean logFailures,
    CallerEntry caller,
    Map<String, String> headers)
    implements Serializable {

  static final String DEFAULT_TOPIC = "notifications";

  /** Without a factory's. */
  static final NotificationOptions DEFAULT =
      new NotificationOptions(
          List.of(DEFAULT_TOPIC),
          RequestContext.empty(),
          NotificationContext.ALLOW_LIST,
          NotificationDrivers.of(NotificationDrivers.DEFAULT, null),
          RpcManagedConnectionFactory.DEFAULT_TIMEOUT,
          false,
          CallerEntry.NONE,
          Map.of());

  /** A factory's. */
  static NotificationOptions of(FactoryProperties read) {
    return new NotificationOptions(
        read.notificationTopics(),
        RequestContext.empty(),
        NotificationContext.valueOf(read.notificationContext()),
        NotificationDrivers.of(read.notificationDrivers(), read.notificationRouting()),
        Duration.ofMillis(read.callTimeoutMillis()),
        read.logFailedNotifications(),
        new CallerEntry(read.callerKey()),
        Map.of());
  }

  /** What listeners see of the request that the events belong to. */
  RequestContext passedContext() {
    return passed.of(caller.addedTo(context));
  }

  NotificationOptions topics(List<String> others) {
    return new NotificationOptions(
        others, context, passed, drivers, timeout, logFailures, caller, headers);
  }

  NotificationOptions context(RequestContext other) {
    return new NotificationOptions(
        topics, other, passed, drivers, timeout, logFailures, caller, headers);
  }

  NotificationOptions timeout(Duration other) {
    return new NotificationOptions(
        topics, context, passed, drivers, other, logFailures, caller, headers);
  }

  NotificationOptions headers(Map<String, String> others) {
    return new NotificationOptions(
        topics, context, passed, drivers, timeout, logFailures, caller, others);
  }
}
