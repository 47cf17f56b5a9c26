package org.rarebit.api;

/**
 * The deadline passed: no reply came, or the broker did not take the message in time. The server
 * may still finish a call whose reply did not come. Remedy: retry if the method may run twice, or
 * give it more time.
 */
public class MessagingTimeoutException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception without a cause.
   *
   * @param message what failed, which one, why, and what to do now
   */
  public MessagingTimeoutException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message what failed, which one, why, and what to do now
   * @param cause what the broker, the network or the codec said
   */
  public MessagingTimeoutException(String message, Throwable cause) {
    super(message, cause);
  }
}
