package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one container. All belong to one thread group, which the threads that an adapter
 * starts on them inherit: so one that outlives {@code stop()} is found, and nobody else's is
 * blamed. What an adapter starts on the thread of a test that calls it is not. Thread-safe.
 */
final class AdapterThreads {

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** Threads that the JDK starts once for the whole JVM, on whatever thread first needs them. */
  private static final List<String> OF_THE_JVM =
      List.of("ForkJoinPool.commonPool-", "CompletableFutureDelayScheduler", "process reaper");

  private final ThreadGroup group = new ThreadGroup("fake-container-" + NUMBER.incrementAndGet());
  private final Set<Thread> own = ConcurrentHashMap.newKeySet();
  private final Violations violations;
  private volatile Duration limit = Duration.ofSeconds(30); // Payara's for a stop

  AdapterThreads(Violations violations) {
    this.violations = violations;
  }

  /** A call into the adapter. */
  interface Call {
    void run() throws ResourceException;
  }

  /** Sets how long a call may take. */
  void limit(Duration call) {
    limit = call;
  }

  /** How long a call may take. */
  Duration limit() {
    return limit;
  }

  /**
   * Makes named daemon threads of the container's own. Their context class loader knows no
   * application.
   */
  ThreadFactory factory(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> newThread(task, name + "-" + number.incrementAndGet());
  }

  /**
   * Runs a call on a container thread and waits for its end.
   *
   * @throws ContractViolation if it has not ended within the limit, with the stack it hangs in
   */
  void call(String what, Call call) throws ResourceException {
    Duration within = limit;
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              call.run();
              return null;
            });
    Thread thread = newThread(task, what);
    thread.start();
    try {
      task.get(within.toMillis(), TimeUnit.MILLISECONDS);
      thread.join();
    } catch (TimeoutException e) {
      String stack = Arrays.toString(thread.getStackTrace());
      thread.interrupt();
      throw violations.found(
          "5.3", what + " did not return within " + within + ", it is at " + stack);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + what, e);
    } catch (ExecutionException e) {
      rethrow(what, e.getCause());
    }
  }

  /** Runs a call that must not throw. What it does wrong is kept, so that a stop goes on. */
  void callQuietly(String what, Call call) {
    try {
      call(what, call);
    } catch (ContractViolation kept) {
      // by Violations
    } catch (ResourceException e) {
      violations.found("5.3.4", what + " threw " + e).initCause(e);
    }
  }

  /** Finds the adapter's threads that have not ended some time after it was to end them. */
  void checkNoneLeft(String section, String after) {
    Duration grace = limit.compareTo(GRACE) < 0 ? limit : GRACE;
    for (Thread thread : leftAfter(grace)) {
      violations.found(section, thread + " outlived " + after);
    }
  }

  /**
   * Waits until the adapter's threads have ended; those that have not within the limit are
   * returned.
   */
  private List<Thread> leftAfter(Duration grace) {
    long deadline = System.nanoTime() + grace.toNanos();
    List<Thread> left = alive();
    while (!left.isEmpty() && deadline - System.nanoTime() > 0) {
      try {
        left.get(0).join(Math.max(1, Math.min(50, (deadline - System.nanoTime()) / 1_000_000)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return left;
      }
      left = alive();
    }
    return left;
  }

  private List<Thread> alive() {
    Thread[] threads = new Thread[group.activeCount() + 16];
    int count = group.enumerate(threads);
    List<Thread> alive = new ArrayList<>();
    for (Thread thread : Arrays.asList(threads).subList(0, count)) {
      if (!own.contains(thread) && OF_THE_JVM.stream().noneMatch(thread.getName()::startsWith)) {
        alive.add(thread);
      }
    }
    return alive;
  }

  private Thread newThread(Runnable task, String name) {
    Thread thread = new Thread(group, task, group.getName() + " " + name);
    thread.setDaemon(true);
    // servers differ in what a container thread has here, so an adapter must not rely on it
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    own.add(thread);
    return thread;
  }

  private void rethrow(String what, Throwable failure) throws ResourceException {
    if (failure instanceof ResourceException expected) {
      throw expected;
    }
    if (failure instanceof ContractViolation violation) {
      throw violation;
    }
    ContractViolation violation = violations.found("5.3", what + " threw " + failure);
    violation.initCause(failure);
    throw violation;
  }
}
