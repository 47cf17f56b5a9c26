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
 * @param added to the context when something is sent
 * @param headers of the messages, by name
 */
record NotificationOptions(
    List<String> topics,
    RequestContext context,
    NotificationContext passed,
    NotificationDrivers drivers,
    Duration timeout,
    boolean logFailures,
    AddedContext added,
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
          AddedContext.NONE,
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
        AddedContext.of(read),
        Map.of());
  }

  /** Of the request that the events belong to, as this thread knows it. */
  RequestContext sentContext() {
    return added.addedTo(context);
  }

  /** What listeners see of a context. */
  RequestContext passed(RequestContext whole) {
    return passed.of(whole);
  }

  NotificationOptions adding(AddedContext other) {
    return new NotificationOptions(
        topics, context, passed, drivers, timeout, logFailures, other, headers);
  }

  NotificationOptions topics(List<String> others) {
    return new NotificationOptions(
        others, context, passed, drivers, timeout, logFailures, added, headers);
  }

  NotificationOptions context(RequestContext other) {
    return new NotificationOptions(
        topics, other, passed, drivers, timeout, logFailures, added, headers);
  }

  NotificationOptions timeout(Duration other) {
    return new NotificationOptions(
        topics, context, passed, drivers, other, logFailures, added, headers);
  }

  NotificationOptions headers(Map<String, String> others) {
    return new NotificationOptions(
        topics, context, passed, drivers, timeout, logFailures, added, others);
  }
}
