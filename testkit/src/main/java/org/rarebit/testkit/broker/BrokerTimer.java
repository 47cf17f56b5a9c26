package org.rarebit.testkit.broker;

import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread of a running broker for all that happens later. Thread-safe. */
final class BrokerTimer {
  private static final System.Logger LOG = System.getLogger(BrokerTimer.class.getName());

  private static final long STOP_MILLIS = 1_000;

  private final ScheduledThreadPoolExecutor executor;
  private volatile Thread thread; // null before the first task

  BrokerTimer(String threadName) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs a task once; tasks of the same delay run in the order in which they were given. */
  @SuppressWarnings("FutureReturnValueIgnored") // the task itself reports what goes wrong
  void after(long delayNanos, Runnable task) {
    try {
      executor.schedule(() -> runAndReport(task), delayNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException stopped) {
      LOG.log(Level.TRACE, "stopped, so this happens no more", stopped);
    }
  }

  private static void runAndReport(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "embedded broker: a timed task failed", e);
    }
  }

  /** Ends the thread and waits for it, a second at most. */
  void stop() {
    executor.shutdownNow();
    if (thread != null && !Threads.join(thread, STOP_MILLIS)) {
      LOG.log(Level.WARNING, "embedded broker: the timer thread did not end within 1 s");
    }
  }
}
