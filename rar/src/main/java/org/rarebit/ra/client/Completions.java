package org.rarebit.ra.client;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.rarebit.ra.broker.LogLimiter;
import org.rarebit.ra.broker.Scheduler;

/**
 * Completes the stages of calls that nobody waits for, on the container's threads. One thread is
 * called and takes all that are due, in order: waking one for each costs more than the rest of a
 * call. Thread-safe; {@link #execute} never blocks.
 *
 * <p>What an application hangs on a stage runs here, too, and may block. So if one that is due was
 * not taken for a moment, more threads come, each time as many again as are here, and go when
 * nothing is due any more. Order is kept as long as none blocks.
 */
final class Completions implements Executor {

  private static final System.Logger LOG = System.getLogger(Completions.class.getName());

  /** How long one waits before more threads come. */
  static final Duration PATIENCE = Duration.ofMillis(5);

  /** How long one waits before a thread is asked for that could not be had. */
  private static final Duration RETRY = Duration.ofMillis(50);

  private static final LogLimiter LIMITED = new LogLimiter(LOG, 6);

  private final Executor works;
  private final Scheduler scheduler;
  private final Queue<Runnable> due = new ConcurrentLinkedQueue<>();
  private final AtomicLong added = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicInteger threads = new AtomicInteger(); // here, or on their way
  private final AtomicInteger coming = new AtomicInteger(); // of these, those on their way
  private final AtomicBoolean watching = new AtomicBoolean();

  Completions(Executor works, Scheduler scheduler) {
    this.works = works;
    this.scheduler = scheduler;
  }

  @Override
  public void execute(Runnable completion) {
    due.add(completion);
    added.incrementAndGet();
    if (threads.compareAndSet(0, 1)) {
      call();
    } else {
      watch();
    }
  }

  /** One of {@link #threads} is to come. */
  private void call() {
    coming.incrementAndGet();
    Coming one = null;
    try {
      one = new Coming();
      begin(one);
    } catch (RuntimeException | Error e) { // "unable to create native thread"
      if (one == null || one.decide()) {
        coming.decrementAndGet();
        threads.decrementAndGet();
        callLater(e);
      }
    }
  }

  /** A thread on its way: it comes, or it is given up, and then it does nothing if it comes. */
  private final class Coming implements Runnable {

    private final AtomicBoolean decided = new AtomicBoolean();

    /** True for the first who asks. */
    boolean decide() {
      return decided.compareAndSet(false, true);
    }

    @Override
    public void run() {
      if (decide()) {
        completeAll();
      }
    }
  }

  private void begin(Runnable task) {
    try {
      works.execute(task);
    } catch (RejectedExecutionException e) { // all has stopped, and stages complete all the same
      Thread last = new Thread(task, "rarebit work");
      last.setDaemon(true);
      last.start();
    }
  }

  /** Throws nothing: who adds one is not to blame. */
  private void callLater(Throwable reason) {
    try {
      scheduler.after(RETRY, this::callAgain);
      LIMITED.log(
          Level.ERROR,
          "no thread",
          () -> "Replies wait, as there is no thread for them: " + reason);
    } catch (RuntimeException | Error e) {
      // no memory left even for that: the next one that is added calls again
    }
  }

  private void callAgain() {
    if (!due.isEmpty() && threads.compareAndSet(0, 1)) {
      call();
    }
  }

  private void completeAll() {
    coming.decrementAndGet();
    try {
      for (Runnable next = due.poll(); next != null; next = due.poll()) {
        taken.incrementAndGet();
        try {
          next.run();
        } catch (Throwable e) { // the others wait as well
          LOG.log(Level.ERROR, "What was to be done with a reply failed.", e);
        }
      }
    } finally {
      threads.decrementAndGet();
      callAgain(); // for one that was added after the last look
    }
  }

  private void watch() {
    if (!watching.get() && watching.compareAndSet(false, true)) {
      try {
        long mark = added.get();
        scheduler.after(PATIENCE, () -> look(mark));
      } catch (RuntimeException | Error e) {
        watching.set(false);
        throw e;
      }
    }
  }

  /** Calls more threads if one that was due at the mark still waits, and none is on its way. */
  private void look(long mark) {
    long waiting = added.get() - taken.get();
    if (taken.get() < mark && coming.get() == 0) {
      for (long more = Math.min(threads.get(), waiting); more > 0; more--) {
        threads.incrementAndGet();
        call();
      }
    }
    watching.set(false);
    if (!due.isEmpty()) {
      watch();
    }
  }
}
