package org.rarebit.api;

/**
 * The request that a thread answers. For the adapter, which sets it around a serving method;
 * applications read it with {@link RpcContext#current()}.
 */
public final class CurrentRequest {

  private static final ThreadLocal<RpcContext> CURRENT = new ThreadLocal<>();

  private CurrentRequest() {}

  static RpcContext get() {
    return CURRENT.get();
  }

  /**
   * Sets what the calling thread answers from now on.
   *
   * @param context the request's context, or null for none
   * @return what was set before, to be set again afterwards; null if nothing was
   */
  public static RpcContext set(RpcContext context) {
    RpcContext before = CURRENT.get();
    if (context == null) {
      CURRENT.remove(); // a pooled thread keeps nothing of an application
    } else {
      CURRENT.set(context);
    }
    return before;
  }
}
