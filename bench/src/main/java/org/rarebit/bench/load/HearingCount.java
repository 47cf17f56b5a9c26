package org.rarebit.bench.peer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a bean hears, and takes the time. Thread-safe. */
final class HearingCount {

  private final int expected;
  private final AtomicLong heard = new AtomicLong();
  private final AtomicLong first = new AtomicLong();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile long last;

  HearingCount(int expected) {
    this.expected = expected;
  }

  void add(int count) {
    if (first.get() == 0) {
      first.compareAndSet(0, System.nanoTime());
    }
    if (heard.addAndGet(count) >= expected) {
      last = System.nanoTime();
      done.countDown();
    }
  }

  void await() throws InterruptedException {
    done.await();
  }

  /** From the first to the last one. */
  Duration taken() {
    return Duration.ofNanos(last - first.get());
  }
}
