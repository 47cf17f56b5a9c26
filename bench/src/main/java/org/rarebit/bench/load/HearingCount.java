package org.rarebit.bench.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a bean hears, and takes the time. Thread-safe. */
public final class HearingCount {

  private static final long LIMIT_SECONDS = 120;

  private final int expected;
  private final AtomicLong heard = new AtomicLong();
  private final AtomicLong first = new AtomicLong();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile long last;

  /**
   * Nothing heard yet.
   *
   * @param expected how many are to be heard
   */
  public HearingCount(int expected) {
    this.expected = expected;
  }

  /**
   * Some were heard.
   *
   * @param count how many
   */
  public void add(int count) {
    if (first.get() == 0) {
      first.compareAndSet(0, System.nanoTime());
    }
    if (heard.addAndGet(count) >= expected) {
      last = System.nanoTime();
      done.countDown();
    }
  }

  /**
   * Waits for the last one.
   *
   * @return from the first to the last one
   * @throws TimeoutException if it does not come
   * @throws InterruptedException if the thread is interrupted
   */
  public Duration await() throws InterruptedException, TimeoutException {
    if (!done.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException("Only " + heard + " of " + expected + " were heard.");
    }
    return Duration.ofNanos(last - first.get());
  }
}
