package org.rarebit.api;

/**
 * The connection handle was closed, or went back to the pool. Remedy: take a new one from the
 * connection factory for each unit of work.
 */
public class ConnectionClosedException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception without a cause.
   *
   * @param message what failed, which one, why, and what to do now
   */
  public ConnectionClosedException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message what failed, which one, why, and what to do now
   * @param cause what the broker, the network or the codec said
   */
  public ConnectionClosedException(String message, Throwable cause) {
    super(message, cause);
  }
}
