package org.rarebit.systemtest.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for what happens in another process, by looking again. */
public final class Eventually {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long PAUSE_MILLIS = 100;

  private Eventually() {}

  /** A check that throws while it does not hold. */
  @FunctionalInterface
  public interface Check {
    void run() throws Exception;
  }

  /** Returns once the check passes; after two minutes its last failure is thrown. */
  public static void assertThat(Check check) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        check.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
  }
}
