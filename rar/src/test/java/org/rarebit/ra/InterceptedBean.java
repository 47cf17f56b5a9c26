package org.rarebit.ra;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Serves in {@link InterceptedBeanTest}. */
public class InterceptedBean implements RpcListener {

  @RpcMethod
  public long add(long a, long b) {
    InterceptedBeanTest.Desk.hear("add on " + Thread.currentThread().getId());
    return a + b;
  }

  @RpcMethod
  public CompletionStage<String> later(String text) {
    return CompletableFuture.supplyAsync(() -> text);
  }

  @RpcMethod
  public Map<String, String> headers() {
    return RpcContext.current().orElseThrow().headers();
  }

  @RpcMethod
  public void fail() {
    throw new IllegalStateException("broken");
  }
}
