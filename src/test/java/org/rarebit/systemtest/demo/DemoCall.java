package org.rarebit.systemtest.demo;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.rarebit.systemtest.support.PageAnswer;
import org.rarebit.systemtest.support.PageClient;

/**
 * A call that the demo makes.
 *
 * @param title what a reader sees of it
 * @param expected a part of the answer
 * @param action makes it
 */
record DemoCall(String title, String expected, Function<PageClient, PageAnswer> action) {

  private static final String UNDELIVERABLE = "undeliverable";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 100;

  /** Makes the call by way of a page. */
  Outcome make(PageClient page) throws InterruptedException {
    PageAnswer answer = answer(page);
    String text = textOf(answer);
    double millis = answer.json().getJsonNumber("micros").doubleValue() / 1_000;
    return new Outcome(text, millis, text.contains(expected));
  }

  /** A deployment does not wait for the broker, so a bean may not serve yet. */
  private PageAnswer answer(PageClient page) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    PageAnswer answer = action.apply(page);
    while (answer.outcome().equals(UNDELIVERABLE)
        && !expected.equals(UNDELIVERABLE)
        && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      answer = action.apply(page);
    }
    return answer;
  }

  private static String textOf(PageAnswer answer) {
    return switch (answer.outcome()) {
      case "result" -> answer.result().toString();
      case "sent" -> "sent";
      case "failed" -> answer.text("class") + ": " + answer.text("message");
      default -> answer.outcome() + ": " + answer.text("message");
    };
  }

  /**
   * What came of it.
   *
   * @param text for a reader
   * @param millis the round trip, from the calling bean and back to it
   * @param asExpected whether it is what it should be
   */
  record Outcome(String text, double millis, boolean asExpected) {}
}
