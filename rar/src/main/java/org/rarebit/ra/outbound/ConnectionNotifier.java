package org.rarebit.ra.outbound;

import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.rarebit.api.ConnectionClosedException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.Notifier;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.spi.InterceptorChain;
import org.rarebit.api.spi.MessageHeaders;
import org.rarebit.ra.broker.FailureLog;
import org.rarebit.ra.client.OutboundNotification;

/**
 * A notifier. Immutable; serializable if it takes a connection for each notification.
 *
 * @param calls takes what is sent
 * @param publisherId who tells; may be null
 * @param options how
 * @param interceptors what it goes through; null for none
 */
record ConnectionNotifier(
    Calls calls, String publisherId, NotificationOptions options, InterceptorChain interceptors)
    implements Notifier, Serializable {

  private static final FailureLog FAILURES =
      new FailureLog(System.getLogger(ConnectionNotifier.class.getName()));

  @Override
  public void send(NotificationPriority priority, String eventType, Object payload) {
    Objects.requireNonNull(priority, "priority");
    Objects.requireNonNull(eventType, "eventType");
    RequestContext context = options.sentContext();
    OutboundNotification notification =
        OutboundNotification.now(
                publisherId,
                priority,
                eventType,
                payload,
                options.drivers().driversOf(eventType, priority),
                options.topics(),
                options.passed(context),
                options.timeout())
            .withHeaders(options.headers());
    try {
      if (interceptors == null) {
        calls.send(notification);
      } else {
        Intercepted.send(this, notification, context);
      }
    } catch (ConnectionClosedException e) {
      throw e; // a mistake of the caller's, whatever the weather
    } catch (MessagingException e) {
      if (!options.logFailures()) {
        throw e;
      }
      FAILURES.log(Level.WARNING, "The " + notification.subject() + " is lost", e);
    }
  }

  /** What an interceptor made of a notification; the same one, however often. */
  void sendAsAsked(OutboundNotification notification, RpcInvocation asked) {
    NotificationPriority priority = (NotificationPriority) asked.args().get(RpcInvocation.PRIORITY);
    calls.send(
        notification
            .again(
                (String) asked.args().get(RpcInvocation.PUBLISHER_ID),
                Objects.requireNonNull(priority, RpcInvocation.PRIORITY),
                asked.method(),
                asked.args().get(RpcInvocation.PAYLOAD),
                options.drivers().driversOf(asked.method(), priority),
                options.passed(asked.options().context().orElse(RequestContext.empty())),
                asked.options().timeout().orElse(options.timeout()))
            .withHeaders(asked.headers()));
  }

  @Override
  public Notifier withHeader(String name, String value) {
    return with(options.headers(MessageHeaders.added(options.headers(), Map.of(name, value))));
  }

  @Override
  public Notifier with(RpcInterceptor interceptor) {
    return new ConnectionNotifier(
        calls, publisherId, options, InterceptorChain.with(interceptors, interceptor));
  }

  @Override
  public Notifier withPublisherId(String other) {
    return new ConnectionNotifier(calls, other, options, interceptors);
  }

  @Override
  public Notifier withContext(RequestContext context) {
    return with(options.context(Objects.requireNonNull(context, "context")));
  }

  @Override
  public Notifier withTopics(String... topics) {
    List<String> all = List.of(topics);
    if (all.isEmpty() || all.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "A notifier needs at least one topic, and none may be empty, but they are " + all + ".");
    }
    return with(options.topics(all));
  }

  @Override
  public Notifier withTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "A timeout must be more than zero, but is " + timeout + ".");
    }
    return with(options.timeout(timeout));
  }

  private Notifier with(NotificationOptions other) {
    return new ConnectionNotifier(calls, publisherId, other, interceptors);
  }
}
