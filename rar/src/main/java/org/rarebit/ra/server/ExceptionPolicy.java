package org.rarebit.ra.server;

/** What becomes of a notification whose listener failed. */
public enum ExceptionPolicy {
  /** It is delivered again, if requeueing is allowed; else it is done with. */
  REQUEUE,
  /** It goes to the queue's dead-letter exchange, or is dropped where there is none. */
  REJECT,
  /** It is done with. */
  ACKNOWLEDGE
}
