package org.rarebit.testkit.container;

import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkRejectedException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs one Work on the current thread, from the set-up of its contexts to its release. */
final class WorkRunner {

  private final WorkStatistics statistics;
  private final SecurityInflow inflow;
  private final Violations violations;

  @SuppressWarnings("ThreadLocalUsage") // one per container, removed after each use
  private final ThreadLocal<CallerIdentity> caller = new ThreadLocal<>();

  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean releaseAfterRun = true;

  WorkRunner(WorkStatistics statistics, SecurityInflow inflow, Violations violations) {
    this.statistics = statistics;
    this.inflow = inflow;
    this.violations = violations;
  }

  void delay(Duration before) {
    delay = before;
  }

  void releaseAfterRun(boolean release) {
    releaseAfterRun = release;
  }

  /** From now on a Work that has not begun is rejected; those that wait for their delay wake up. */
  void stop() {
    stop.countDown();
  }

  /** Asks a running Work to end, in the two ways servers have: release and interrupt. */
  void end(SubmittedWork running) {
    if (!running.claimEnd()) {
      return;
    }
    try {
      running.work().release();
    } catch (RuntimeException | Error e) {
      violations.found("10.3.2", "release() of " + running.work() + " threw " + e).initCause(e);
    }
    running.interrupt();
  }

  CallerIdentity caller() {
    return caller.get();
  }

  void run(SubmittedWork submitted, Set<Class<? extends WorkContext>> supported) {
    awaitDelay();
    if (isStopped()) {
      submitted.reject(new WorkRejectedException("The server is stopping."));
    }
    if (!submitted.start()) {
      return;
    }
    statistics.started(submitted);
    submitted.signalStart();
    if (isStopped()) {
      end(submitted); // the stop may have looked at the running Works just before
    }
    Throwable failure = null;
    try {
      caller.set(submitted.contexts().setUp(supported, inflow));
      submitted.work().run();
    } catch (WorkException | RuntimeException | Error e) {
      failure = e; // for the submitter and for the test, which see it as the Work's outcome
    } finally {
      caller.remove();
      failure = release(submitted, failure);
      Thread.interrupted(); // as servers do before the thread goes back to the pool
      submitted.complete(failure);
      statistics.ended(submitted, failure);
      submitted.signalEnd();
    }
  }

  private Throwable release(SubmittedWork submitted, Throwable failure) {
    if (!releaseAfterRun) {
      return failure;
    }
    try {
      submitted.work().release();
      return failure;
    } catch (RuntimeException | Error e) {
      return failure == null ? e : failure;
    }
  }

  private boolean isStopped() {
    return stop.getCount() == 0;
  }

  private void awaitDelay() {
    Duration wait = delay;
    if (wait.isZero()) {
      return;
    }
    try {
      stop.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
