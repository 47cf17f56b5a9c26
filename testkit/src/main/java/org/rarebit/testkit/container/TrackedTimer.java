package org.rarebit.testkit.container;

import java.util.Timer;

/** A timer that remembers whether the adapter cancelled it. Thread-safe. */
final class TrackedTimer extends Timer {

  private volatile boolean cancelled;

  TrackedTimer(String name) {
    super(name, true);
  }

  boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void cancel() {
    cancelled = true;
    super.cancel();
  }
}
