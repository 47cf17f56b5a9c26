package org.rarebit.api;

import org.jspecify.annotations.Nullable;

/**
 * The request that a thread answers. For the adapter, which sets it around a serving method;
 * applications read it with {@link RpcContext#current()}.
 */
public final class CurrentRequest {

  private static final ThreadLocal<@Nullable RpcContext> CURRENT = new ThreadLocal<>();

  private CurrentRequest() {}

  static @Nullable RpcContext get() {
    return CURRENT.get();
  }

  /**
   * Sets what the calling thread answers from now on.
   *
   * @param context the request's context, or null for none
   * @return what was set before, to be set again afterwards; null if nothing was
   */
  public static @Nullable RpcContext set(@Nullable RpcContext context) {
    @Nullable RpcContext before = CURRENT.get();
    if (context == null) {
      CURRENT.remove(); // a pooled thread keeps nothing of an application
    } else {
      CURRENT.set(context);
    }
    return before;
  }
}
