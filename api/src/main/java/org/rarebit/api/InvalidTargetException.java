package org.rarebit.api;

import org.jspecify.annotations.Nullable;

/**
 * The target lacks what the operation needs, or has what it forbids: no topic, or a call to a
 * fanout. Nothing was sent. Remedy: correct the target.
 */
public class InvalidTargetException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception without a cause.
   *
   * @param message what failed, which one, why, and what to do now
   */
  public InvalidTargetException(String message) {
    this(message, null);
  }

  /**
   * Makes an exception.
   *
   * @param message what failed, which one, why, and what to do now
   * @param cause what the broker, the network or the codec said; may be null
   */
  public InvalidTargetException(String message, @Nullable Throwable cause) {
    super(message, MayHaveRun.NO, cause);
  }
}
