package org.rarebit.ra.inbound;

/**
 * How a delivery ended: with a result, or with what was thrown.
 *
 * @param result what the bean returned; null for a failure
 * @param failure what the bean or the container threw; null for a result
 */
record Outcome(Object result, Throwable failure) {

  static Outcome of(Object result) {
    return new Outcome(result, null);
  }

  static Outcome failed(Throwable failure) {
    return new Outcome(null, failure);
  }

  boolean isFailure() {
    return failure != null;
  }
}
