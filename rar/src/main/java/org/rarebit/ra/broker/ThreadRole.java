package org.rarebit.ra.broker;

import java.util.ArrayList;
import java.util.List;

/**
 * What a thread is for, if it serves everybody and so must wait for nobody: it only enqueues. Who
 * may wait, writes or calls the container says so with {@link #mayWait}; on such a thread that is a
 * fault of ours, which is recorded where assertions are enabled, and which tests turn into a
 * failure. Thread-safe.
 */
public enum ThreadRole {
  /** Reads from a link's socket, and runs what the RabbitMQ client calls back. */
  READER,
  /** Writes to a link's socket for those who must not wait for it. */
  WRITER,
  /** Runs the tasks of a {@link Scheduler}. */
  TIMER;

  private static final int MOST_VIOLATIONS = 100; // the first tell it

  /** The values are of the JDK's and of this class, and never stay on a thread of the container. */
  private static final ThreadLocal<ThreadRole> CURRENT = new ThreadLocal<>();

  private static final List<IllegalStateException> VIOLATIONS = new ArrayList<>(); // guarded by it

  /**
   * Runs a task in this role.
   *
   * @param task short
   */
  public void run(Runnable task) {
    ThreadRole before = CURRENT.get();
    CURRENT.set(this);
    try {
      task.run();
    } finally {
      if (before == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(before);
      }
    }
  }

  /**
   * The role of this thread.
   *
   * @return null for a thread that may wait
   */
  public static ThreadRole current() {
    return CURRENT.get();
  }

  /**
   * Says that what follows may wait: for the broker, the socket, the container, or a lock that is
   * held by somebody who waits. Costs nothing where assertions are disabled.
   *
   * @param what for the record
   */
  public static void mayWait(String what) {
    assert isAllowed(what) : what;
  }

  /** Never false: the thread goes on, since what it does would end the link. */
  private static boolean isAllowed(String what) {
    ThreadRole role = CURRENT.get();
    if (role != null) {
      IllegalStateException violation =
          new IllegalStateException(
              what
                  + " on "
                  + Thread.currentThread().getName()
                  + ", a thread of role "
                  + role
                  + ", which may wait for nobody");
      synchronized (VIOLATIONS) {
        if (VIOLATIONS.size() < MOST_VIOLATIONS) {
          VIOLATIONS.add(violation);
        }
      }
    }
    return true;
  }

  /**
   * Takes what was recorded so far.
   *
   * @return each with the stack trace of its place; empty if nobody waited where he must not
   */
  public static List<IllegalStateException> violations() {
    synchronized (VIOLATIONS) {
      List<IllegalStateException> taken = List.copyOf(VIOLATIONS);
      VIOLATIONS.clear();
      return taken;
    }
  }
}
