package org.rarebit.cdi;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcContext;

/** A request that a test serves. */
record Served(String method) implements RpcContext {

  @Override
  public RequestContext requestContext() {
    return RequestContext.of(Map.of("user_id", "of " + method));
  }

  @Override
  public boolean isCall() {
    return true;
  }

  @Override
  public String uniqueId() {
    return "id of " + method;
  }

  @Override
  public boolean isRedelivered() {
    return false;
  }

  @Override
  public @Nullable Duration remaining() {
    return null;
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("of", method);
  }
}
