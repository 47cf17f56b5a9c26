package org.rarebit.testkit.container;

/**
 * Room for the Works that run and that wait, when there is a limit to them: whoever submits one
 * more is held until another has ended. Thread-safe.
 */
final class WorkRoom {

  private int limit = Integer.MAX_VALUE; // guarded by this
  private int taken; // guarded by this
  private int blocked; // guarded by this
  private boolean open = true; // guarded by this

  synchronized void limit(int works) {
    limit = works;
    notifyAll();
  }

  /** Blocks until there is room, and takes it; false if the server stops or the thread is told. */
  synchronized boolean take() {
    blocked++;
    try {
      while (open && taken >= limit) {
        wait();
      }
      if (open) {
        taken++;
      }
      return open;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      blocked--;
    }
  }

  synchronized void giveBack() {
    taken--;
    notifyAll();
  }

  synchronized int blocked() {
    return blocked;
  }

  /** Refuses whoever waits, and who comes. */
  synchronized void close() {
    open = false;
    notifyAll();
  }
}
