package org.rarebit.ra.wire;

import java.util.Objects;
import org.rarebit.api.RequestContext;

/**
 * A request as it travels: a call, or a cast if nobody waits. Immutable if its arguments are.
 *
 * @param <A> what the arguments are: a map of Java values to be encoded, a tree when decoded
 * @param method the name of the method; null if a decoded message names none
 * @param args the arguments by name
 * @param namespace the namespace of the method, or null
 * @param version the version that the caller needs. To be encoded: null leaves the field out, which
 *     means 1.0. Decoded: {@code "1.0"} if the field was absent, null if it was null, which no
 *     endpoint supports
 * @param msgId the id that its reply will carry; null for a cast
 * @param replyQueue the queue that its reply is to be sent to; null for a cast
 * @param monitorSeconds how long the caller waits for a sign of life, in seconds; null if it does
 *     not monitor the call, and then no heartbeat may be sent. Below 2 there is none either
 * @param uniqueId the id that tells a duplicate; null if a decoded message has none
 * @param context what the caller says of itself
 */
public record Request<A>(
    String method,
    A args,
    String namespace,
    String version,
    String msgId,
    String replyQueue,
    Integer monitorSeconds,
    String uniqueId,
    RequestContext context) {

  /**
   * Checks that there are arguments and a context.
   *
   * @param method see the record
   * @param args not null
   * @param namespace see the record
   * @param version see the record
   * @param msgId see the record
   * @param replyQueue see the record
   * @param monitorSeconds see the record
   * @param uniqueId see the record
   * @param context not null
   */
  public Request {
    Objects.requireNonNull(args, "args");
    Objects.requireNonNull(context, "context");
  }

  /**
   * Tells a call from a cast.
   *
   * @return true if somebody waits for a reply, and says where
   */
  public boolean isCall() {
    return msgId != null && !msgId.isEmpty() && replyQueue != null && !replyQueue.isEmpty();
  }

  /** Ids and names, for logs: arguments and context may be confidential. */
  @Override
  public String toString() {
    return (isCall() ? "call " : "cast ")
        + (namespace == null ? "" : namespace + ".")
        + method
        + " version="
        + version
        + " msg_id="
        + msgId
        + " unique_id="
        + uniqueId;
  }
}
