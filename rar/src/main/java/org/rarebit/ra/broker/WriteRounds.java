package org.rarebit.ra.broker;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs tasks that write to one link. Those of one delay that come while a round is awaited run with
 * it, so earlier than they would alone, and what they write leaves with one write: the
 * acknowledgements of many servers need one timer and one system call. Thread-safe.
 */
final class WriteRounds implements Scheduler {

  private static final System.Logger LOG = System.getLogger(WriteRounds.class.getName());

  private final Scheduler timer;
  private final GatheredWrites writes;
  private final Map<Duration, Round> rounds = new ConcurrentHashMap<>(); // a property's few values

  WriteRounds(Scheduler timer, GatheredWrites writes) {
    this.timer = timer;
    this.writes = writes;
  }

  @Override
  public Task after(Duration delay, Runnable task) {
    return rounds.computeIfAbsent(delay, Round::new).join(task);
  }

  /** The tasks of one delay. */
  private final class Round {

    private final Duration delay;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean comes = new AtomicBoolean();

    Round(Duration delay) {
      this.delay = delay;
    }

    Task join(Runnable task) {
      tasks.add(task);
      if (comes.compareAndSet(false, true)) {
        var unused = timer.after(delay, this::run);
      }
      return () -> tasks.remove(task);
    }

    private void run() {
      comes.set(false); // first: who joins from now on has another one come
      try {
        writes.hold(this::runAll);
        writes.flush();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "the thread that reads from the socket learns it, too", e);
      }
    }

    private void runAll() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        try {
          task.run();
        } catch (RuntimeException e) { // the others', and what was written, must not wait for it
          LOG.log(Level.ERROR, "a task that writes to a link failed", e);
        }
      }
    }
  }
}
