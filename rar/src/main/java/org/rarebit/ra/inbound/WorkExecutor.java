package org.rarebit.ra.inbound;

import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkAdapter;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rarebit.ra.broker.Scheduler;

/**
 * Runs tasks as Works of the container. A rejected Work is submitted again a little later: the
 * container is busy, and nothing is lost by waiting. Thread-safe.
 */
public final class WorkExecutor implements Executor {

  private static final System.Logger LOG = System.getLogger(WorkExecutor.class.getName());
  private static final Duration RETRY = Duration.ofMillis(50);

  private final WorkManager workManager;
  private final Scheduler scheduler;
  private volatile boolean stopped;

  /**
   * An executor on a work manager.
   *
   * @param workManager the container's
   * @param scheduler for what was rejected
   */
  public WorkExecutor(WorkManager workManager, Scheduler scheduler) {
    this.workManager = workManager;
    this.scheduler = scheduler;
  }

  @Override
  public void execute(Runnable task) {
    if (stopped) {
      task.run();
      return;
    }
    Submission submission = new Submission(task);
    try {
      workManager.scheduleWork(submission, WorkManager.INDEFINITE, null, submission.listener());
    } catch (WorkException e) {
      submission.rejected(e);
    }
  }

  /**
   * The container takes no Works any more. What still comes ends something, such as a call that
   * waits, and must not be lost: it runs in the thread that brings it.
   */
  public void stop() {
    stopped = true;
  }

  private final class Submission implements Work {

    private final Runnable task;
    private final AtomicBoolean decided = new AtomicBoolean(); // run or rejected, once

    Submission(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (decided.compareAndSet(false, true)) {
        task.run();
      }
    }

    /**
     * Some containers call this after each run, others when they stop. The tasks end by themselves
     * soon, and a stop of the adapter tells them by other means.
     */
    @Override
    public void release() {
      // nothing to release
    }

    /** Containers may report a rejection by exception, by event, or by both. */
    void rejected(WorkException reason) {
      if (decided.compareAndSet(false, true)) {
        LOG.log(Level.DEBUG, "the container rejected a work and gets it again", reason);
        scheduler.after(RETRY, () -> execute(task));
      }
    }

    WorkAdapter listener() {
      return new WorkAdapter() {
        @Override
        public void workRejected(WorkEvent event) {
          rejected(event.getException());
        }
      };
    }
  }
}
