package org.rarebit.ra.server;

import javax.management.ConstructorParameters;

/** What an operation did with dead letters. The getters are what JMX shows. Immutable. */
public final class DeadLetterOutcome {

  private final int done;
  private final int refused;
  private final boolean complete;
  private final String problem;

  /**
   * An outcome.
   *
   * @param done see {@link #getDone}
   * @param refused see {@link #getRefused}
   * @param complete see {@link #isComplete}
   * @param problem see {@link #getProblem}
   */
  @ConstructorParameters({"done", "refused", "complete", "problem"})
  public DeadLetterOutcome(int done, int refused, boolean complete, String problem) {
    this.done = done;
    this.refused = refused;
    this.complete = complete;
    this.problem = problem;
  }

  /**
   * Letters that were put back, or dropped.
   *
   * @return how many
   */
  public int getDone() {
    return done;
  }

  /**
   * Letters that were meant and stay: they have come back too often, or no bean here hears the
   * queue that they came from, or it is gone.
   *
   * @return how many
   */
  public int getRefused() {
    return refused;
  }

  /**
   * Whether all letters were looked at that were there when it began.
   *
   * @return false if there were too many of them, or the broker failed: do it again
   */
  public boolean isComplete() {
    return complete;
  }

  /**
   * Why letters were refused, the last of them, or why it is not complete.
   *
   * @return null if all went well
   */
  public String getProblem() {
    return problem;
  }
}
