package org.rarebit.api;

import java.util.concurrent.CompletionStage;

/**
 * Runs around what is sent, and around what is served. Tracing, metrics, retries and audit are made
 * of it.
 *
 * <pre>{@code
 * public final class Tracing implements RpcInterceptor {
 *   public CompletionStage<@Nullable Object> around(RpcInvocation invocation) {
 *     return invocation.side() == RpcInvocation.Side.SENDING
 *         ? invocation.withHeader("traceparent", Trace.current()).proceed()
 *         : Trace.within(invocation.headers().get("traceparent"), invocation::proceed);
 *   }
 * }
 * }</pre>
 *
 * An application names its interceptors in {@code
 * META-INF/services/org.rarebit.api.RpcInterceptor}, or makes CDI beans of them; each is then
 * around all that the application sends and serves. One that is given to a client or a notifier is
 * around what that sends. The first is the outermost: those of the service file in its order, CDI
 * beans by their priority, then those of the client in the order in which they were added.
 *
 * <p>Applications implement it. One instance is used by many threads at once.
 */
@FunctionalInterface
public interface RpcInterceptor {

  /**
   * Runs around one invocation. A caller that waits runs it on its own thread, and so does a
   * serving bean's: inside the bean's transaction, around the reading of the arguments, the method
   * and its result. Of a call that nobody waits for, what is composed to the stage of {@link
   * RpcInvocation#proceed} runs on a thread of the container.
   *
   * @param invocation what is sent or served; {@link RpcInvocation#proceed} goes on with it
   * @return the result, usually that of {@code proceed()}; for what has no result, null inside the
   *     stage. A stage that fails, or an exception out of this method, is what the caller gets
   */
  CompletionStage<Object> around(RpcInvocation invocation);
}
