package org.rarebit.ra.server;

/**
 * What an activation does with notifications that its bean does not take. Immutable.
 *
 * @param requeueAllowed whether any is delivered again
 * @param onException what becomes of one whose bean failed
 * @param redeliveryLimit how often one is delivered again; 0: without limit
 * @param deadLetters where those go that are given up; null: they are rejected
 */
public record FailurePolicy(
    boolean requeueAllowed,
    ExceptionPolicy onException,
    int redeliveryLimit,
    DeadLetterAddress deadLetters) {

  /** What becomes of one whose bean failed. */
  Verdict.Kind onFailure() {
    return switch (onException) {
      case REQUEUE -> requeueAllowed ? Verdict.Kind.REQUEUE : Verdict.Kind.ACKNOWLEDGE;
      case REJECT -> Verdict.Kind.REJECT;
      case ACKNOWLEDGE -> Verdict.Kind.ACKNOWLEDGE;
    };
  }

  /** Whether one that was requeued so often has had its redeliveries. */
  boolean isTooOften(int requeued) {
    return redeliveryLimit > 0 && requeued > redeliveryLimit;
  }
}
