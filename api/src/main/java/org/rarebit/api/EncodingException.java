package org.rarebit.api;

import org.jspecify.annotations.Nullable;

/**
 * An argument or result cannot be written as JSON, or read as the type asked for. An argument that
 * cannot be written was not sent; of a result that cannot be read, the method did run. Remedy:
 * correct the type.
 */
public class EncodingException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what failed, which one, why, and what to do now
   * @param mayHaveRun what is known of the method
   * @param cause what the broker, the network or the codec said; may be null
   */
  public EncodingException(String message, MayHaveRun mayHaveRun, @Nullable Throwable cause) {
    super(message, mayHaveRun, cause);
  }
}
