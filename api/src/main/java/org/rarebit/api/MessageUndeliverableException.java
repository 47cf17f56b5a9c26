package org.rarebit.api;

import org.jspecify.annotations.Nullable;

/**
 * The broker has no queue for the message: nobody serves that topic or server now. The method did
 * not run. Remedy: check the target's names, start the server, or retry later.
 */
public class MessageUndeliverableException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what failed, which one, why, and what to do now
   * @param cause what the broker, the network or the codec said; may be null
   */
  public MessageUndeliverableException(String message, @Nullable Throwable cause) {
    super(message, MayHaveRun.NO, cause);
  }

  @Override
  public boolean isWorthRetrying() {
    return true;
  }
}
