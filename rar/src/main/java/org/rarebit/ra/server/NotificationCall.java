package org.rarebit.ra.server;

import java.lang.reflect.Method;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.Target;

/**
 * Notifications as a call of a bean's method, whatever brought them. Its arguments are bound. Used
 * by one thread.
 */
final class NotificationCall implements Bean.Call {

  private final NotificationMethods methods;
  private final List<ReceivedNotification> notifications;
  private final NotificationMethods.Call call;
  private RpcInvocation seen; // null until interceptors ask

  /**
   * Binds the arguments.
   *
   * @throws org.rarebit.api.EncodingException if a payload does not fit
   */
  NotificationCall(NotificationMethods methods, List<ReceivedNotification> notifications) {
    this.methods = methods;
    this.notifications = notifications;
    this.call = methods.callFor(notifications);
  }

  @Override
  public Method method() {
    return call.method();
  }

  @Override
  public Object[] bind() {
    return call.args();
  }

  @Override
  public RpcInvocation invocation() {
    ReceivedNotification first = notifications.get(0);
    Map<String, Object> args = new HashMap<>(); // has nulls
    CallOptions options = CallOptions.none();
    if (notifications.size() == 1) {
      args.put(RpcInvocation.PRIORITY, first.priority());
      args.put(RpcInvocation.PUBLISHER_ID, first.publisherId());
      args.put(RpcInvocation.PAYLOAD, first.payload());
      options = options.withContext(first.context());
      if (first.messageId() != null && !first.messageId().isEmpty()) {
        options = options.withUniqueId(first.messageId());
      }
      options = options.withHeaders(first.headers());
    }
    seen =
        RpcInvocation.of(
                RpcInvocation.Side.SERVING,
                RpcInvocation.Kind.NOTIFICATION,
                Target.topic(first.topic()),
                first.eventType(),
                Collections.unmodifiableMap(args),
                options)
            .withNotifications(notifications);
    return seen;
  }

  @Override
  public Object[] bind(RpcInvocation asLeft) {
    if (asLeft.args() == seen.args()) {
      return call.args();
    }
    return methods.callFor(List.of(notifications.get(0).with(asLeft.args()))).args();
  }

  @Override
  public RpcContext context() {
    return null;
  }

  @Override
  public boolean begin() {
    return true;
  }
}
