package org.rarebit.api;

/**
 * An argument or result cannot be written as JSON, or read as the type asked for. An argument that
 * cannot be written was not sent; of a result that cannot be read, the method did run. Remedy:
 * correct the type.
 */
public class EncodingException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception without a cause.
   *
   * @param message what failed, which one, why, and what to do now
   */
  public EncodingException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message what failed, which one, why, and what to do now
   * @param cause what the broker, the network or the codec said
   */
  public EncodingException(String message, Throwable cause) {
    super(message, cause);
  }
}
