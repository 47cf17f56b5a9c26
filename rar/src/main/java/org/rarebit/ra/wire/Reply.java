package org.rarebit.ra.wire;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A reply as it travels: a result, a failure, or a heartbeat that says that the method still runs.
 * Immutable if its result is.
 *
 * @param <R> what the result is: any Java value to be encoded, a tree when decoded
 * @param result what the method returned; decoded, JSON's null is a {@code NullNode}
 * @param failure why the method failed; null if it did not
 * @param ending true for the last reply to a call; false in a heartbeat. Very old servers send the
 *     result with false, and then true with nothing
 * @param msgId the id of the call
 * @param uniqueId the id that tells a duplicate; null if a decoded message has none
 */
public record Reply<R>(
    R result, RemoteFailure failure, boolean ending, String msgId, String uniqueId) {

  /**
   * The last reply to a call that returned.
   *
   * @param <R> the type of the result
   * @param msgId the id of the call
   * @param result what it returned, may be null
   * @return a reply with a new unique id
   */
  public static <R> Reply<R> returned(String msgId, R result) {
    return new Reply<>(result, null, true, msgId, Ids.next());
  }

  /**
   * The last reply to a call that failed.
   *
   * @param msgId the id of the call
   * @param failure why
   * @return a reply with a new unique id
   */
  public static Reply<Object> failed(String msgId, RemoteFailure failure) {
    return new Reply<>(null, failure, true, msgId, Ids.next());
  }

  /**
   * A sign of life of a call that its caller monitors. Python's client breaks on it if it does not.
   *
   * @param msgId the id of the call
   * @return a reply with a new unique id
   */
  public static Reply<Object> heartbeat(String msgId) {
    return new Reply<>(null, null, false, msgId, Ids.next());
  }

  /**
   * Tells a heartbeat from an answer.
   *
   * @return true if there is neither result nor failure nor end
   */
  public boolean isHeartbeat() {
    return !ending && failure == null && (result == null || isJsonNull());
  }

  private boolean isJsonNull() {
    return result instanceof JsonNode tree && tree.isNull();
  }

  /** Ids and outcome, for logs: the result may be confidential. */
  @Override
  public String toString() {
    String outcome = failure != null ? "failure" : isHeartbeat() ? "heartbeat" : "result";
    return outcome + " msg_id=" + msgId + " unique_id=" + uniqueId;
  }
}
