package org.rarebit.api;

import org.jspecify.annotations.Nullable;

/**
 * The broker has the message and did not take it: its queue is full and refuses more ({@code
 * reject-publish}), or cannot store it now. The method did not run. Remedy: retry later, at a lower
 * rate, or add servers.
 */
public class QueueFullException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what failed, which one, why, and what to do now
   * @param cause what the broker, the network or the codec said; may be null
   */
  public QueueFullException(String message, @Nullable Throwable cause) {
    super(message, MayHaveRun.NO, cause);
  }

  @Override
  public boolean isWorthRetrying() {
    return true;
  }
}
