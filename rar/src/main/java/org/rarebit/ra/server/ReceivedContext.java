package org.rarebit.ra.server;

import java.time.Duration;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcContext;
import org.rarebit.ra.broker.Deadline;

/** What a method may know of the request that it answers. Immutable. */
record ReceivedContext(
    RequestContext requestContext,
    String method,
    boolean isCall,
    String uniqueId,
    boolean isRedelivered,
    Deadline deadline)
    implements RpcContext {

  static ReceivedContext of(ServedRequest served) {
    return new ReceivedContext(
        served.request().context(),
        served.request().method(),
        served.request().isCall(),
        served.request().uniqueId(),
        served.delivery().isRedelivered(),
        served.delivery().expiry());
  }

  @Override
  public Duration remaining() {
    return deadline == null ? null : deadline.remaining();
  }
}
