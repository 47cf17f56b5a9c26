package org.rarebit.api;

/**
 * Is told what a committed transaction could not send, so that the application can store and repair
 * it: each cast and each notification that did not leave, however often it was tried until its
 * timeout; and what was not sent since nobody knows how its transaction ended (a heuristic
 * outcome).
 *
 * <p>An application names its listeners in {@code
 * META-INF/services/org.rarebit.api.UndeliveredListener}, or makes CDI beans of them. They are
 * found by the class loader of the thread that sent.
 *
 * <p>Applications implement it.
 */
@FunctionalInterface
public interface UndeliveredListener {

  /**
   * Something did not leave. Called after the end of the transaction, outside of any, on a thread
   * of the container's that may block. An exception is logged, and the next message told all the
   * same.
   *
   * @param message what, and why
   */
  void undelivered(UndeliveredMessage message);
}
