package org.rarebit.api;

import org.jspecify.annotations.Nullable;

/**
 * The connection factory gave no connection: the broker cannot be reached or refuses the user, the
 * factory is wrongly configured, or the adapter is stopped. The text says which, in the broker's
 * words, on all servers. Nothing was sent. Remedy: that of the text, and a retry later where {@link
 * #isWorthRetrying()} says so.
 */
public class NoConnectionException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /** Whether it may be another time. */
  private final boolean worthRetrying;

  /**
   * Makes an exception.
   *
   * @param message what failed, which one, why, and what to do now
   * @param worthRetrying whether there may be one after a moment, with nothing changed
   * @param cause what the container or the broker said; may be null
   */
  public NoConnectionException(String message, boolean worthRetrying, @Nullable Throwable cause) {
    super(message, MayHaveRun.NO, cause);
    this.worthRetrying = worthRetrying;
  }

  @Override
  public boolean isWorthRetrying() {
    return worthRetrying;
  }
}
