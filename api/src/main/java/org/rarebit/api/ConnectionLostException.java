package org.rarebit.api;

import org.jspecify.annotations.Nullable;

/**
 * The connection to the broker broke while the message was under way. Remedy: take a new connection
 * from the factory and retry; if {@link #mayHaveRun()} does not say no, only what may run twice, or
 * with the same unique id.
 */
public class ConnectionLostException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what failed, which one, why, and what to do now
   * @param mayHaveRun what is known of the method
   * @param cause what the broker, the network or the codec said; may be null
   */
  public ConnectionLostException(String message, MayHaveRun mayHaveRun, @Nullable Throwable cause) {
    super(message, mayHaveRun, cause);
  }

  @Override
  public boolean isWorthRetrying() {
    return true;
  }
}
