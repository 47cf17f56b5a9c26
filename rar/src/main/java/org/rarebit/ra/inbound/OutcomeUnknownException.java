package org.rarebit.ra.inbound;

/**
 * The method returned, but nobody knows whether its transaction committed: a heuristic outcome, or
 * a container that did not tell. The text is for the caller.
 */
final class OutcomeUnknownException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * For a method.
   *
   * @param status as the container told it, of jakarta.transaction.Status
   * @param cause what the container said about it; null if nothing
   */
  OutcomeUnknownException(String method, int status, Throwable cause) {
    super(
        "It is not known how the transaction of "
            + method
            + " ended (status "
            + status
            + "): what it did may have taken effect, wholly or in part. See the server's log.",
        cause);
  }
}
