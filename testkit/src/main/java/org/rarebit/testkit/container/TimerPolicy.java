package org.rarebit.testkit.container;

/** How a container answers {@code BootstrapContext.createTimer} (section 10.4). */
public enum TimerPolicy {
  /** Gives a new timer with a daemon thread. */
  GIVE,
  /** Throws {@code UnavailableException}: the container has none to spare. */
  UNAVAILABLE,
  /** Throws {@code UnsupportedOperationException}: the container has none at all. */
  UNSUPPORTED
}
