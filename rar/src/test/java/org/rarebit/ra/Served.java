package org.rarebit.ra;

import java.time.Duration;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcContext;

/** A request that is being served, whose caller has so much time left. */
record Served(Duration remaining) implements RpcContext {

  @Override
  public RequestContext requestContext() {
    return RequestContext.empty();
  }

  @Override
  public String method() {
    return "any";
  }

  @Override
  public boolean isCall() {
    return true;
  }

  @Override
  public String uniqueId() {
    return null;
  }

  @Override
  public boolean isRedelivered() {
    return false;
  }
}
