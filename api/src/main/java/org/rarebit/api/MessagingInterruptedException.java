package org.rarebit.api;

import org.jspecify.annotations.Nullable;

/**
 * The thread was interrupted while it waited; its interrupt flag is still set. Of a call that was
 * sent already, the server may still finish it. Remedy: end what the thread does, as whoever
 * interrupted it wants.
 */
public class MessagingInterruptedException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what failed, which one, why, and what to do now
   * @param mayHaveRun what is known of the method
   * @param cause what the broker, the network or the codec said; may be null
   */
  public MessagingInterruptedException(
      String message, MayHaveRun mayHaveRun, @Nullable Throwable cause) {
    super(message, mayHaveRun, cause);
  }
}
