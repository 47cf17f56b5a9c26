package org.rarebit.ra.outbound;

import java.lang.StackWalker.StackFrame;

/**
 * How a managed connection came into use.
 *
 * @param nanoTime when, as {@link System#nanoTime()}
 * @param thread the name of the thread that took it
 * @param threadId the thread's id
 * @param caller who called the connection factory; null where that was not looked for
 */
record Taken(long nanoTime, String thread, long threadId, StackFrame caller) {

  private static final StackWalker STACK = StackWalker.getInstance();

  /** By this thread, now. */
  static Taken now(boolean withCaller) {
    Thread thread = Thread.currentThread();
    return new Taken(
        System.nanoTime(), thread.getName(), thread.getId(), withCaller ? findCaller() : null);
  }

  /** Behind our own frames and the container's is our connection factory, then the application. */
  private static StackFrame findCaller() {
    String factory = PooledConnectionFactory.class.getName();
    return STACK.walk(
        frames ->
            frames
                .dropWhile(frame -> !frame.getClassName().equals(factory))
                .dropWhile(frame -> frame.getClassName().equals(factory))
                .findFirst()
                .orElse(null));
  }
}
