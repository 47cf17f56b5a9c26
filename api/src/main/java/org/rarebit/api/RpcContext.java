package org.rarebit.api;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a serving method may know of the request that it answers: {@link #current()}. A bean's
 * method that is in no contract may declare it as a parameter as well, which takes no argument's
 * place:
 *
 * <pre>{@code
 * @RpcMethod
 * public Flavor getFlavor(@Arg("id") long id, RpcContext rpc) { ... rpc.requestContext().get("user_id") ... }
 * }</pre>
 *
 * A contract has no such parameter, since its callers have none to pass: it is refused.
 *
 * <p>Immutable, and valid after the method has returned.
 *
 * <p>The adapter implements it. Tests may, too; what is added to it later has a default.
 */
public interface RpcContext {

  /**
   * The request that the calling thread answers: the same object as a parameter, for code that a
   * serving method calls; or that was carried to it by Jakarta Concurrency, see {@code
   * rarebit-cdi}. Calls that are made meanwhile wait no longer than its caller does, and what is
   * sent inherits the entries of its context that the connection factory names ({@code
   * propagatedContext}).
   *
   * @return the context; empty on a thread that answers no request
   */
  static Optional<RpcContext> current() {
    return Optional.ofNullable(CurrentRequest.get());
  }

  /**
   * What the caller said of itself.
   *
   * @return never null; empty if it said nothing
   */
  RequestContext requestContext();

  /**
   * The name of the method as it was called.
   *
   * @return never null
   */
  String method();

  /**
   * Tells a call, whose caller waits for an answer, from a cast.
   *
   * @return true for a call
   */
  boolean isCall();

  /**
   * The request's id. A request that was sent again, or delivered again, has the same id.
   *
   * @return 32 hexadecimal digits from an oslo.messaging peer; null if the peer sent none
   */
  @Nullable String uniqueId();

  /**
   * Tells whether the broker has delivered this request before.
   *
   * @return true if an earlier delivery was not acknowledged
   */
  boolean isRedelivered();

  /**
   * How long the caller still waits, as far as the request says: its expiration, less the time
   * since it was delivered.
   *
   * @return the time left, zero if it has passed; null for casts and for calls without an
   *     expiration
   */
  @Nullable Duration remaining();

  /**
   * The AMQP headers of the request that are text, without those of the broker and of the adapter;
   * not more than {@link CallOptions#withHeader} lets through.
   *
   * @return by name; unmodifiable
   */
  default Map<String, String> headers() {
    return Map.of();
  }
}
