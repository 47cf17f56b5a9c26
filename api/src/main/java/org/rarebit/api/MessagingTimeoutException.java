package org.rarebit.api;

import org.jspecify.annotations.Nullable;

/**
 * The deadline passed: no reply came, or the broker did not take the message in time. The server
 * may still finish a call whose reply did not come. Remedy: give it more time, or retry; if {@link
 * #mayHaveRun()} does not say no, only what may run twice, or with the same unique id.
 */
public class MessagingTimeoutException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what failed, which one, why, and what to do now
   * @param mayHaveRun what is known of the method
   * @param cause what the broker, the network or the codec said; may be null
   */
  public MessagingTimeoutException(
      String message, MayHaveRun mayHaveRun, @Nullable Throwable cause) {
    super(message, mayHaveRun, cause);
  }

  @Override
  public boolean isWorthRetrying() {
    return true;
  }
}
