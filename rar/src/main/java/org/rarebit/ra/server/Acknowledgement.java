package org.rarebit.ra.server;

/** When the broker is told that a request is done with. */
public enum Acknowledgement {
  /**
   * Before the method runs: at most once, as oslo.messaging does, but for what is gathered when a
   * link breaks. A server that dies loses the request.
   */
  BEFORE_DISPATCH,
  /**
   * After the bean's transaction has committed: at least once. A request that failed for a reason
   * of the system's is delivered once more; the second failure is the caller's.
   */
  AFTER_COMMIT
}
