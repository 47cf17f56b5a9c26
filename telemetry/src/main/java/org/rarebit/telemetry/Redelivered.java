package org.rarebit.telemetry;

import org.rarebit.api.Notification;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcInvocation;

/** How many messages of an invocation the broker has delivered before. */
final class Redelivered {

  private Redelivered() {}

  static long count(RpcInvocation invocation) {
    if (invocation.side() == RpcInvocation.Side.SENDING) {
      return 0; // RpcContext.current() is another request's
    }
    if (invocation.kind() == RpcInvocation.Kind.NOTIFICATION) {
      return invocation.notifications().stream().filter(Notification::isRedelivered).count();
    }
    return RpcContext.current().filter(RpcContext::isRedelivered).isPresent() ? 1 : 0;
  }
}
