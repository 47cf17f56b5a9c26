package org.rarebit.ra.inbound;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.SecurityContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkContextProvider;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Scheduler;
import org.rarebit.ra.broker.ThreadRole;

/**
 * Runs tasks as Works of the container. A rejected Work is submitted again a little later: the
 * container is busy, and nothing is lost by waiting. Thread-safe.
 */
public final class WorkExecutor implements Executor {

  private static final System.Logger LOG = System.getLogger(WorkExecutor.class.getName());
  private static final Duration RETRY = Duration.ofMillis(50);

  /** How long the thread that hands works over stays when there are none. */
  private static final Duration STAY = Duration.ofSeconds(5);

  private final WorkManager workManager;
  private final Scheduler scheduler;
  private final boolean takesIdentities;
  private volatile List<WorkContext> hints; // of each Work; the same objects, never changed
  private final Shortage shortage =
      new Shortage(
          "adapter",
          "no thread for its Works",
          "Give its work manager's pool more threads, or lower maxConcurrency of its beans.");
  private final HandOver handedOver = new HandOver();
  private volatile boolean stopped;

  private WorkExecutor(
      WorkManager workManager,
      Scheduler scheduler,
      boolean takesIdentities,
      List<WorkContext> hints) {
    this.workManager = workManager;
    this.scheduler = scheduler;
    this.takesIdentities = takesIdentities;
    this.hints = hints;
  }

  /**
   * An executor on a container's work manager.
   *
   * @param container what it supports is asked once, here
   * @param scheduler for what was rejected
   * @param workName what the container may show its Works as; null for no name
   * @return an executor, to be stopped
   */
  public static WorkExecutor of(BootstrapContext container, Scheduler scheduler, String workName) {
    return new WorkExecutor(
        container.getWorkManager(),
        scheduler,
        container.isContextSupported(SecurityContext.class),
        workName == null || !container.isContextSupported(HintsContext.class)
            ? List.of()
            : List.of(named(workName)));
  }

  private static HintsContext named(String workName) {
    HintsContext hints = new HintsContext();
    hints.setHint(HintsContext.NAME_HINT, workName);
    return hints;
  }

  /**
   * Runs a task soon. Returns at once on threads that must wait for nobody: there another thread
   * hands the Work over, since a container whose queue is full may have that wait.
   */
  @Override
  public void execute(Runnable task) {
    if (stopped) {
      task.run();
    } else {
      submit(submission(task));
    }
  }

  private Submission submission(Runnable task) {
    return hints.isEmpty() ? new Submission(task) : new NamedSubmission(task, hints);
  }

  /**
   * Runs a task with the identity of a caller: one Work for one identity. It runs as that caller or
   * not at all.
   *
   * @param refused told instead, if the container does not take the identity over, and why; on any
   *     thread, perhaps this one
   */
  void executeAs(CallerIdentity caller, Runnable task, Consumer<String> refused) {
    if (takesIdentities) {
      submit(new CallerSubmission(caller, task, refused));
    } else {
      refused.accept("it supports no SecurityContext");
    }
  }

  private void submit(Submission submission) {
    if (ThreadRole.current() == null) {
      schedule(submission);
    } else {
      handedOver.hand(submission);
    }
  }

  /** If it throws, as there is no memory left even for that, the submission does not run. */
  private void schedule(Submission submission) {
    try {
      workManager.scheduleWork(submission, WorkManager.INDEFINITE, null, submission);
      shortage.ended();
    } catch (WorkException e) {
      submission.failed(e);
    } catch (RuntimeException | Error e) { // of a pool that is shut down, or of no native thread
      submission.rejected(e);
    }
  }

  /**
   * Works of threads that must not wait, in their order, on one thread of the adapter's that may.
   * It is there while there are some, and for a moment.
   */
  private final class HandOver implements Runnable {

    private final Deque<Submission> waiting = new ArrayDeque<>(); // guarded by this
    private boolean present; // guarded by this; a thread is, or comes

    void hand(Submission submission) {
      boolean absent;
      synchronized (this) {
        waiting.add(submission);
        absent = !present;
        present = true;
        notifyAll();
      }
      if (absent) {
        begin();
      }
    }

    private void begin() {
      try {
        Thread thread = new Thread(null, this, "rarebit works", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(WorkExecutor.class.getClassLoader());
        thread.start();
      } catch (RuntimeException | Error e) { // no native thread: what waits is handed over later
        synchronized (this) {
          present = false;
        }
        beginLater(e);
      }
    }

    /**
     * Throws nothing: what has come waits here, and begins with the next that comes at the last.
     */
    private void beginLater(Throwable reason) {
      try {
        scheduler.after(RETRY, this::beginAgain);
        LOG.log(Level.ERROR, "the adapter has no thread to hand works over", reason);
      } catch (RuntimeException | Error e) {
        // no memory left even for that
      }
    }

    private void beginAgain() {
      synchronized (this) {
        if (present || waiting.isEmpty()) {
          return;
        }
        present = true;
      }
      begin();
    }

    /** Nothing but the want of works ends it: those behind one that fails wait as well. */
    @Override
    public void run() {
      Submission failed = null;
      while (true) {
        try {
          Submission next = failed == null ? take() : failed;
          if (next == null) {
            return;
          }
          if (failed == null) {
            failed = next; // unless it does not
            schedule(next);
          } else {
            pause();
            tryAgain(next);
          }
          failed = null;
        } catch (Throwable e) { // of the scheduler as well, or there is no memory left
          failed = stopped ? null : failed;
          tell(e);
        }
      }
    }

    private synchronized void pause() {
      if (!Deadline.after(RETRY).waitWhile(this, () -> !stopped)) {
        boolean unused = Thread.interrupted(); // nobody has a reason to
      }
    }

    private void tryAgain(Submission failed) {
      if (stopped) {
        failed.again(); // here, as all that comes now
      } else {
        schedule(failed.anew());
      }
    }

    private void tell(Throwable e) {
      try {
        LOG.log(Level.ERROR, "a work could not be handed over", e);
      } catch (Throwable again) {
        // the others are handed over all the same
      }
    }

    /** Null if none comes for a while: then the thread ends. */
    private synchronized Submission take() {
      Deadline end = Deadline.after(STAY);
      while (waiting.isEmpty() && !end.isPassed() && !stopped) {
        if (!end.waitWhile(this, () -> waiting.isEmpty() && !stopped)) {
          boolean unused = Thread.interrupted(); // nobody has a reason to
        }
      }
      Submission next = waiting.poll();
      present = next != null;
      return next;
    }

    synchronized void end() {
      notifyAll();
    }
  }

  /**
   * The container takes no Works any more. What still comes ends something, such as a call that
   * waits, and must not be lost: it runs in the thread that brings it.
   */
  public void stop() {
    stopped = true;
    handedOver.end();
  }

  /** A task on its way. Containers may report a failure by exception, by event, or by both. */
  private class Submission implements Work, WorkListener {

    final Runnable task;
    private final AtomicBoolean decided = new AtomicBoolean(); // run or not, once

    Submission(Runnable task) {
      this.task = task;
    }

    /** True for the first who asks. */
    final boolean decide() {
      return decided.compareAndSet(false, true);
    }

    @Override
    public void run() {
      if (decide()) {
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

    final void failed(WorkException reason) {
      if (reason instanceof WorkRejectedException) {
        rejected(reason);
      } else {
        refused(reason);
      }
    }

    final void rejected(Throwable reason) {
      if (decide()) { // before anything else: whatever fails from here on, this one does not run
        LOG.log(Level.DEBUG, "the container rejected a work and gets it again", reason);
        shortage.lasts(
            reason instanceof WorkException told ? told : new WorkRejectedException(reason));
        scheduler.after(RETRY, this::again);
      }
    }

    void again() {
      execute(task);
    }

    /** The same task, for another attempt. */
    Submission anew() {
      return submission(task);
    }

    /** The container took the Work and did not run it. */
    void refused(WorkException reason) {
      if (decide()) {
        LOG.log(Level.DEBUG, "the container did not run a work and gets it again", reason);
        scheduler.after(RETRY, this::again);
      }
    }

    @Override
    public void workAccepted(WorkEvent event) {
      // it will be run, or rejected
    }

    @Override
    public void workStarted(WorkEvent event) {
      // run() tells more
    }

    @Override
    public void workRejected(WorkEvent event) {
      WorkException reason = event.getException();
      failed(reason instanceof WorkRejectedException ? reason : new WorkRejectedException(reason));
    }

    @Override
    public void workCompleted(WorkEvent event) {
      if (event.getException() != null) {
        failed(event.getException()); // of no consequence after a run
      }
    }
  }

  /** With the name that the container may show. */
  private final class NamedSubmission extends Submission implements WorkContextProvider {

    private static final long serialVersionUID = 1L;

    private final transient List<WorkContext> contexts;

    NamedSubmission(Runnable task, List<WorkContext> contexts) {
      super(task);
      this.contexts = contexts;
    }

    @Override
    public List<WorkContext> getWorkContexts() {
      return contexts;
    }

    @Override
    void refused(WorkException reason) {
      hints = List.of(); // a container that cannot do with names does without
      super.refused(reason);
    }
  }

  /** With an identity. */
  private final class CallerSubmission extends Submission implements WorkContextProvider {

    private static final long serialVersionUID = 1L;

    private final transient CallerIdentity caller;
    private final transient Consumer<String> refused;
    private final transient CallerContext identity;
    private final transient List<WorkContext> contexts;

    CallerSubmission(CallerIdentity caller, Runnable task, Consumer<String> refused) {
      super(task);
      this.caller = caller;
      this.refused = refused;
      this.identity = new CallerContext(caller, this::refuse);
      List<WorkContext> all = new ArrayList<>(hints);
      all.add(identity);
      this.contexts = List.copyOf(all);
    }

    @Override
    public List<WorkContext> getWorkContexts() {
      return contexts;
    }

    /** Never with another identity, or none, because a container took no notice of it. */
    @Override
    public void run() {
      if (identity.isEstablished()) {
        super.run();
      } else {
        refuse("it did not ask for the identity");
      }
    }

    @Override
    void again() {
      executeAs(caller, task, refused);
    }

    @Override
    Submission anew() {
      return new CallerSubmission(caller, task, refused);
    }

    @Override
    void refused(WorkException reason) {
      refuse(reason.toString());
    }

    private void refuse(String reason) {
      if (decide()) {
        refused.accept(reason);
      }
    }
  }
}
