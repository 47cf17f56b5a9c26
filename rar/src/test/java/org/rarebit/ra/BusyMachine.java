package org.rarebit.ra;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How much longer than alone a thread of this process needs for its work, since others want the
 * processors as well: what may be late without a fault may be so many times as late. Measured from
 * the first use on, by a thread that works a little now and then.
 */
public final class BusyMachine {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** More than the turn that a thread gets at once. */
  private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long REST_MILLIS = 250;

  private static volatile double times = 1;

  static {
    Thread worker = new Thread(BusyMachine::measure, "busy machine");
    worker.setDaemon(true);
    worker.start();
  }

  private BusyMachine() {}

  /** Begins to measure, if nobody has yet. */
  public static void watch() {
    // the class is initialised
  }

  /** A time that suffices on a quiet machine, as many times as long as this one makes it. */
  public static Duration allows(Duration onQuietMachine) {
    return Duration.ofNanos((long) (onQuietMachine.toNanos() * times));
  }

  /** The same, in milliseconds. */
  public static long allowsMillis(long onQuietMachine) {
    return allows(Duration.ofMillis(onQuietMachine)).toMillis();
  }

  private static void measure() {
    long worked = 0;
    long passed = 0;
    try {
      while (true) {
        long began = System.nanoTime();
        long before = THREADS.getCurrentThreadCpuTime();
        long used = 0;
        while (used < WORK_NANOS) {
          used = THREADS.getCurrentThreadCpuTime() - before;
        }
        worked += used;
        passed += System.nanoTime() - began;
        times = Math.max(1, passed / (double) worked);
        TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }
}
