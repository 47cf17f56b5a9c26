package org.rarebit.testkit.container;

import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkCompletedException;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One Work on its way: accepted, started, completed; or accepted and rejected. Thread-safe. */
final class SubmittedWork {

  private enum State {
    WAITING,
    RUNNING,
    ENDED
  }

  private final Work work;
  private final WorkContexts contexts;
  private final WorkListener listener;
  private final long startTimeoutMillis;
  private final Violations violations;
  private final long submitted = System.nanoTime();
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private State state = State.WAITING; // guarded by this
  private Thread runner; // guarded by this; null unless running
  private boolean askedToEnd; // guarded by this
  private volatile WorkException outcome;

  SubmittedWork(
      Work work,
      WorkContexts contexts,
      WorkListener listener,
      long startTimeoutMillis,
      Violations violations) {
    this.work = work;
    this.contexts = contexts;
    this.listener = listener;
    this.startTimeoutMillis = startTimeoutMillis;
    this.violations = violations;
  }

  Work work() {
    return work;
  }

  WorkContexts contexts() {
    return contexts;
  }

  /** Claims the Work for this thread; false if its time to start is over or it was rejected. */
  boolean start() {
    boolean claimed;
    synchronized (this) {
      claimed = state == State.WAITING && !tooLate();
      if (claimed) {
        state = State.RUNNING;
        runner = Thread.currentThread();
      }
    }
    if (!claimed) {
      reject(new WorkRejectedException("not started in time", WorkException.START_TIMED_OUT));
      return false;
    }
    tell(WorkEvent.WORK_STARTED, null);
    return true;
  }

  /** Wakes those who wait for the start, once it is on the books. */
  void signalStart() {
    started.countDown();
  }

  private boolean tooLate() {
    return startTimeoutMillis > 0
        && startTimeoutMillis != WorkManager.INDEFINITE
        && System.nanoTime() - submitted > TimeUnit.MILLISECONDS.toNanos(startTimeoutMillis);
  }

  /** Ends a running Work; the failure is null or what its run or its set-up threw. */
  void complete(Throwable failure) {
    synchronized (this) {
      state = State.ENDED;
      runner = null;
    }
    if (failure instanceof WorkCompletedException refused) {
      outcome = refused;
    } else if (failure != null) {
      outcome = new WorkCompletedException(failure.toString(), failure);
    }
    tell(WorkEvent.WORK_COMPLETED, outcome);
  }

  /** Wakes those who wait for the end, once it is on the books. */
  void signalEnd() {
    ended.countDown();
  }

  /** Ends a waiting Work without a run; does nothing to one that runs or has ended. */
  void reject(WorkRejectedException reason) {
    synchronized (this) {
      if (state != State.WAITING) {
        return;
      }
      state = State.ENDED;
    }
    outcome = reason;
    tell(WorkEvent.WORK_REJECTED, reason);
    started.countDown();
    ended.countDown();
  }

  /** True for the first who wants to end the running Work. */
  synchronized boolean claimEnd() {
    boolean first = state == State.RUNNING && !askedToEnd;
    askedToEnd |= first;
    return first;
  }

  /** Interrupts the thread that runs the Work, and nobody else's. */
  synchronized void interrupt() {
    if (runner != null) {
      runner.interrupt();
    }
  }

  /** Blocks until the Work has started, at most its start timeout; returns the milliseconds. */
  long awaitStart() throws WorkException {
    try {
      if (startTimeoutMillis > 0 && startTimeoutMillis != WorkManager.INDEFINITE) {
        if (!started.await(startTimeoutMillis, TimeUnit.MILLISECONDS)) {
          reject(new WorkRejectedException("not started in time", WorkException.START_TIMED_OUT));
        }
      } else {
        started.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkRejectedException("interrupted while waiting for the start", e);
    }
    if (outcome instanceof WorkRejectedException rejected) {
      throw rejected;
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - submitted);
  }

  void awaitEnd() throws WorkException {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkException("interrupted while waiting for the Work", e);
    }
    if (outcome != null) {
      throw outcome;
    }
  }

  boolean awaitEnd(long nanos) throws InterruptedException {
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }

  void tell(int type, WorkException exception) {
    if (listener == null) {
      return;
    }
    // -1: Payara does not measure the start duration
    WorkEvent event = new WorkEvent(this, type, work, exception, WorkManager.UNKNOWN);
    try {
      switch (type) {
        case WorkEvent.WORK_ACCEPTED -> listener.workAccepted(event);
        case WorkEvent.WORK_STARTED -> listener.workStarted(event);
        case WorkEvent.WORK_COMPLETED -> listener.workCompleted(event);
        default -> listener.workRejected(event);
      }
    } catch (RuntimeException e) {
      violations.found("10.3.4", "a WorkListener threw " + e).initCause(e);
    }
  }
}
