package org.rarebit.api;

/**
 * The connection to the broker broke, or could not be made, while the message was under way. A call
 * may or may not have run. Remedy: take a new connection from the factory and retry if the method
 * may run twice.
 */
public class ConnectionLostException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception without a cause.
   *
   * @param message what failed, which one, why, and what to do now
   */
  public ConnectionLostException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message what failed, which one, why, and what to do now
   * @param cause what the broker, the network or the codec said
   */
  public ConnectionLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
