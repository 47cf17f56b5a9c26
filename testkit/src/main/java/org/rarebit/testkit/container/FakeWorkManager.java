package org.rarebit.testkit.container;

import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A WorkManager that runs, delays, holds or rejects Works as a test tells it, on a bounded number
 * of named daemon threads, and checks what it is given. After each {@code run()} it calls {@code
 * release()}, as IronJacamar does; at stop it calls {@code release()} and interrupts, as Open
 * Liberty does; it never runs a Work on the submitter's thread. Thread-safe.
 */
public final class FakeWorkManager implements WorkManager {

  private static final int DEFAULT_THREADS = 8;

  private final Violations violations;
  private final WorkStatistics statistics = new WorkStatistics();
  private final WorkRejections rejections = new WorkRejections();
  private final SecurityInflow inflow;
  private final ThreadPoolExecutor pool;
  private final WorkRunner runner;
  private final HeldWorks held = new HeldWorks();
  private final WorkRoom room = new WorkRoom();
  private volatile boolean stopped;
  private volatile Set<Class<? extends WorkContext>> supported;

  /** A thread that must not submit Works now: the one that runs {@code start()}. */
  private volatile Thread starter;

  FakeWorkManager(
      AdapterThreads threads,
      Violations violations,
      Set<Class<? extends WorkContext>> supportedContexts) {
    this.violations = violations;
    this.supported = supportedContexts;
    this.inflow = new SecurityInflow(violations);
    this.runner = new WorkRunner(statistics, inflow, violations);
    this.pool =
        new ThreadPoolExecutor(
            DEFAULT_THREADS,
            DEFAULT_THREADS,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            threads.factory("work"));
    pool.allowCoreThreadTimeOut(true);
  }

  /** Sets how many Works run at a time, from 1; the others wait. 8 unless told. */
  public FakeWorkManager threads(int count) {
    if (count > pool.getMaximumPoolSize()) {
      pool.setMaximumPoolSize(count);
      pool.setCorePoolSize(count);
    } else {
      pool.setCorePoolSize(count);
      pool.setMaximumPoolSize(count);
    }
    return this;
  }

  /**
   * Lets no more Works wait than this: with all threads busy and the queue full, whoever submits
   * one more is blocked until there is room, whichever thread that is. WildFly does so unless it is
   * configured otherwise, with 50 threads and a queue of 50. No limit unless told; to be called
   * after {@link #threads}.
   */
  public FakeWorkManager blockWhenFull(int waiting) {
    room.limit(pool.getMaximumPoolSize() + waiting);
    return this;
  }

  /** How many threads are blocked in a submission now, since the queue is full. */
  public int blocked() {
    return room.blocked();
  }

  /** Lets each Work wait this long on its thread before it runs; zero ends that. */
  public FakeWorkManager delay(Duration delay) {
    runner.delay(delay);
    return this;
  }

  /** Rejects the next Works with a {@code WorkRejectedException}. */
  public FakeWorkManager rejectNext(int count) {
    rejections.rejectNext(count, false);
    return this;
  }

  /** Rejects the next Works with a {@code RetryableWorkRejectedException}. */
  public FakeWorkManager rejectNextRetryable(int count) {
    rejections.rejectNext(count, true);
    return this;
  }

  /** Whether {@code release()} follows each run. True unless told: IronJacamar does so. */
  public FakeWorkManager releaseAfterRun(boolean release) {
    runner.releaseAfterRun(release);
    return this;
  }

  /** Fails Works that bring a SecurityContext, as WildFly does without a security mapping. */
  public FakeWorkManager refuseSecurityContexts(boolean refuse) {
    inflow.refuse(refuse);
    return this;
  }

  /** Fails Works whose caller is not known, as Open Liberty does with its user registry. */
  public FakeWorkManager knownCallers(Predicate<String> known) {
    inflow.knownCallers(known);
    return this;
  }

  /** Keeps Works from now on until {@link #runNext}, {@link #runHeld} or {@link #resume}. */
  public FakeWorkManager hold() {
    held.hold();
    return this;
  }

  /**
   * Runs the oldest held Work on a thread of the pool and blocks until it has ended.
   *
   * @return false if none was held
   */
  public boolean runNext() throws InterruptedException {
    SubmittedWork next = held.next();
    if (next == null) {
      return false;
    }
    execute(next);
    next.awaitEnd(Long.MAX_VALUE);
    return true;
  }

  /** Runs the held Works one after the other, also those submitted meanwhile; returns how many. */
  public int runHeld() throws InterruptedException {
    int count = 0;
    while (runNext()) {
      count++;
    }
    return count;
  }

  /** Ends {@link #hold}; what was held runs now. */
  public void resume() {
    held.free().forEach(this::execute);
  }

  /** How many Works are held. */
  public int held() {
    return held.count();
  }

  /** What was submitted, rejected, run, and how much of it at a time. */
  public WorkStatistics statistics() {
    return statistics;
  }

  /**
   * The caller whom the Work on this thread runs for; null outside, or without a SecurityContext.
   */
  public CallerIdentity caller() {
    return runner.caller();
  }

  @Override
  public void doWork(Work work) throws WorkException {
    doWork(work, INDEFINITE, null, null);
  }

  @Override
  public void doWork(
      Work work, long startTimeout, ExecutionContext execution, WorkListener listener)
      throws WorkException {
    if (Thread.currentThread() == starter) {
      throw violations.found("5.3.1", "doWork within start(): start must not block on a Work");
    }
    SubmittedWork submitted = submit(work, startTimeout, execution, listener);
    submitted.awaitStart();
    submitted.awaitEnd();
  }

  @Override
  public long startWork(Work work) throws WorkException {
    return startWork(work, INDEFINITE, null, null);
  }

  @Override
  public long startWork(
      Work work, long startTimeout, ExecutionContext execution, WorkListener listener)
      throws WorkException {
    return submit(work, startTimeout, execution, listener).awaitStart();
  }

  @Override
  public void scheduleWork(Work work) throws WorkException {
    scheduleWork(work, INDEFINITE, null, null);
  }

  @Override
  public void scheduleWork(
      Work work, long startTimeout, ExecutionContext execution, WorkListener listener)
      throws WorkException {
    submit(work, startTimeout, execution, listener);
  }

  private SubmittedWork submit(
      Work work, long startTimeout, ExecutionContext execution, WorkListener listener)
      throws WorkException {
    violations.checkMayCall("10.3.3", "a Work is submitted");
    WorkRules.check(work, startTimeout, violations);
    SubmittedWork submitted =
        new SubmittedWork(
            work, WorkContexts.of(work, execution, violations), listener, startTimeout, violations);
    statistics.submitted();
    WorkRejectedException refusal = refusal(startTimeout);
    if (refusal != null) {
      statistics.rejected();
      submitted.reject(refusal);
      throw refusal;
    }
    submitted.tell(WorkEvent.WORK_ACCEPTED, null);
    if (!held.keep(submitted) && !execute(submitted)) {
      throw stopping();
    }
    return submitted;
  }

  private WorkRejectedException refusal(long startTimeout) {
    if (stopped) {
      return stopping();
    }
    if (startTimeout == IMMEDIATE && statistics.running() >= pool.getMaximumPoolSize()) {
      return new WorkRejectedException("All threads are busy.", WorkException.START_TIMED_OUT);
    }
    return rejections.next();
  }

  /**
   * Hands a Work to the pool; false if the server stops, which the Work's listener has been told.
   */
  private boolean execute(SubmittedWork submitted) {
    if (!room.take()) {
      submitted.reject(stopping());
      return false;
    }
    try {
      pool.execute(() -> runInItsRoom(submitted));
      return true;
    } catch (RejectedExecutionException e) {
      room.giveBack();
      submitted.reject(stopping());
      return false;
    }
  }

  private void runInItsRoom(SubmittedWork submitted) {
    try {
      runner.run(submitted, supported);
    } finally {
      room.giveBack();
    }
  }

  private static WorkRejectedException stopping() {
    return new WorkRejectedException("The server is stopping.");
  }

  void support(Set<Class<? extends WorkContext>> contexts) {
    supported = contexts;
  }

  void starting(Thread thread) {
    starter = thread;
  }

  /** Rejects what waits, releases and interrupts what runs, and waits for its end. */
  void stop(Duration limit) {
    stopped = true;
    room.close();
    held.free().forEach(work -> work.reject(stopping()));
    runner.stop();
    pool.shutdown();
    statistics.runningWorks().forEach(runner::end);
    try {
      if (!pool.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        statistics
            .runningWorks()
            .forEach(
                work ->
                    violations.found(
                        "10.3.2", work.work() + " still runs " + limit + " after release()"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
