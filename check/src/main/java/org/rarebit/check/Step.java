package org.rarebit.check;

/**
 * A step of the check and what came of it.
 *
 * @param name for scripts
 * @param title for readers
 * @param outcome what came of it
 * @param millis how long it took
 * @param reason why it failed, in the adapter's words; empty if it did not
 * @param remedy what to do now; empty if there is nothing to be done
 */
record Step(String name, String title, Outcome outcome, long millis, String reason, String remedy) {

  enum Outcome {
    OK("ok"),
    FAILED("failed"),
    NOT_RUN("not run");

    final String text;

    Outcome(String text) {
      this.text = text;
    }
  }

  boolean isOk() {
    return outcome == Outcome.OK;
  }
}
