package org.rarebit.ra.wire;

/**
 * A message cannot be understood, or is beyond a limit. Nobody can be answered. Remedy: reject it
 * without requeue, so that it reaches the dead-letter exchange if there is one.
 *
 * <p>The text says what is wrong and never shows the message beyond a short excerpt.
 */
public final class MalformedMessageException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception without a cause.
   *
   * @param message what is wrong with the message
   */
  public MalformedMessageException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message what is wrong with the message
   * @param cause what the JSON parser or the decompression said
   */
  public MalformedMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
