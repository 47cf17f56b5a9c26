package org.rarebit.api;

/**
 * The connection handle was closed, or went back to the pool: nothing was sent. Remedy: take a new
 * one from the connection factory for each unit of work, or keep a client of the factory, which
 * does so itself.
 */
public class ConnectionClosedException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what failed, which one, why, and what to do now
   */
  public ConnectionClosedException(String message) {
    super(message, MayHaveRun.NO, null);
  }
}
