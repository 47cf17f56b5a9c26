package org.rarebit.ra.inbound;

/**
 * How a delivery ended: with a result, or with what was thrown.
 *
 * @param result what the bean returned; null for a failure
 * @param failure what the bean or the container threw; null for a result
 * @param begun whether the method was called
 */
record Outcome(Object result, Throwable failure, boolean begun) {

  static Outcome of(Object result) {
    return new Outcome(result, null, true);
  }

  static Outcome failed(Throwable failure) {
    return new Outcome(null, failure, true);
  }

  /**
   * The method was not called.
   *
   * @param reason what the container threw; null if it was we who did not go on
   */
  static Outcome notBegun(Throwable reason) {
    return new Outcome(null, reason, false);
  }

  boolean isFailure() {
    return failure != null;
  }
}
