package org.rarebit.ra;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Tells the context of its request, and runs what a test wants to be done while one is served. */
public class PassingBean implements RpcListener {

  private final BlockingQueue<Map<String, Object>> heard;
  private final Supplier<?> within;

  /** For the container's generated subclass, which runs no method of it. */
  public PassingBean() {
    this(new LinkedBlockingQueue<>(), () -> null);
  }

  PassingBean(BlockingQueue<Map<String, Object>> heard, Supplier<?> within) {
    this.heard = heard;
    this.within = within;
  }

  @RpcMethod
  public Map<String, Object> context(RpcContext rpc) {
    return rpc.requestContext().asMap();
  }

  @RpcMethod
  public void hear(RpcContext rpc) {
    heard.add(rpc.requestContext().asMap());
  }

  @RpcMethod
  public Object serve() {
    return within.get();
  }
}
