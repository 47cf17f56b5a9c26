package org.rarebit.testkit.container;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.Timer;

/** What a resource adapter gets at its start. Thread-safe. */
final class Bootstrap implements BootstrapContext {

  private final WorkManager workManager;
  private final TransactionSynchronizationRegistry registry;
  private final Violations violations;
  private final List<TrackedTimer> timers = new ArrayList<>(); // guarded by this
  private volatile TimerPolicy timerPolicy = TimerPolicy.GIVE;
  private volatile boolean withRegistry = true;
  private volatile Set<Class<? extends WorkContext>> contexts;

  Bootstrap(
      WorkManager workManager,
      TransactionSynchronizationRegistry registry,
      Set<Class<? extends WorkContext>> contexts,
      Violations violations) {
    this.workManager = workManager;
    this.registry = registry;
    this.contexts = contexts;
    this.violations = violations;
  }

  void timers(TimerPolicy policy) {
    timerPolicy = policy;
  }

  void withoutRegistry() {
    withRegistry = false;
  }

  void support(Set<Class<? extends WorkContext>> supported) {
    contexts = supported;
  }

  @Override
  public WorkManager getWorkManager() {
    return workManager;
  }

  /** Null: not all containers import transactions. */
  @Override
  public XATerminator getXATerminator() {
    return null;
  }

  @Override
  public synchronized Timer createTimer() throws UnavailableException {
    switch (timerPolicy) {
      case UNAVAILABLE -> throw new UnavailableException("No timer is available.");
      case UNSUPPORTED -> throw new UnsupportedOperationException("There are no timers.");
      case GIVE -> {
        TrackedTimer timer = new TrackedTimer("fake-container timer " + (timers.size() + 1));
        timers.add(timer);
        return timer;
      }
    }
    throw new AssertionError(timerPolicy);
  }

  @Override
  public boolean isContextSupported(Class<? extends WorkContext> type) {
    if (type == null) {
      throw violations.found("11.4.2", "isContextSupported(null)");
    }
    return contexts.contains(type);
  }

  @Override
  public TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
    return withRegistry ? registry : null;
  }

  /** Finds timers that the adapter did not cancel, and cancels them. */
  synchronized void checkTimersCancelled() {
    for (TrackedTimer timer : timers) {
      if (!timer.isCancelled()) {
        violations.found("5.3.4", "a timer was not cancelled by the end of stop()");
        timer.cancel();
      }
    }
    timers.clear();
  }
}
