package org.rarebit.testkit.container;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What happened to the Works of one {@link FakeWorkManager}. Thread-safe. */
public final class WorkStatistics {

  private final Set<SubmittedWork> running = new LinkedHashSet<>(); // guarded by this
  private final List<Throwable> failures = new ArrayList<>(); // guarded by this
  private int submitted; // guarded by this
  private int rejected; // guarded by this
  private int started; // guarded by this
  private int ended; // guarded by this
  private int mostRunning; // guarded by this

  WorkStatistics() {}

  /** Works that were submitted, also those rejected at once. */
  public synchronized int submissions() {
    return submitted;
  }

  /** Works that were rejected at submission. */
  public synchronized int rejections() {
    return rejected;
  }

  /** Works whose run began. */
  public synchronized int runs() {
    return started;
  }

  /** Works that run now. */
  public synchronized int running() {
    return running.size();
  }

  /** The most Works that ran at the same time so far. */
  public synchronized int mostRunning() {
    return mostRunning;
  }

  /** What escaped from a run or from the set-up of its contexts, in order. */
  public synchronized List<Throwable> failures() {
    return List.copyOf(failures);
  }

  /**
   * Blocks until this many Works have ended since the beginning.
   *
   * @throws AssertionError if they have not within the limit
   */
  public synchronized void awaitEnded(int count, Duration limit) throws InterruptedException {
    Waiting.until(this, () -> ended >= count, limit, () -> ended + " of " + count + " Works ended");
  }

  /**
   * Blocks until this many Works run at the same time.
   *
   * @throws AssertionError if they do not within the limit
   */
  public synchronized void awaitRunning(int count, Duration limit) throws InterruptedException {
    Waiting.until(this, () -> running.size() >= count, limit, () -> running.size() + " Works run");
  }

  /**
   * Blocks until no Work runs.
   *
   * @throws AssertionError if some still run at the limit
   */
  public synchronized void awaitIdle(Duration limit) throws InterruptedException {
    Waiting.until(this, running::isEmpty, limit, () -> running.size() + " Works run");
  }

  synchronized void submitted() {
    submitted++;
  }

  synchronized void rejected() {
    rejected++;
  }

  synchronized void started(SubmittedWork work) {
    started++;
    running.add(work);
    mostRunning = Math.max(mostRunning, running.size());
    notifyAll();
  }

  synchronized void ended(SubmittedWork work, Throwable failure) {
    ended++;
    running.remove(work);
    if (failure != null) {
      failures.add(failure);
    }
    notifyAll();
  }

  synchronized List<SubmittedWork> runningWorks() {
    return List.copyOf(running);
  }
}
