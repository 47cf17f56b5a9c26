package org.rarebit.api;

import org.jspecify.annotations.Nullable;

/**
 * There is no connection, or no channel, since a limit is reached: of the container's pool, of the
 * broker for a user or a virtual host, of a link's channels. Nothing was sent. Remedy: close each
 * handle after its unit of work; raise the limit that the text names; or retry when others have
 * given back what they hold.
 */
public class LimitReachedException extends NoConnectionException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message which limit, who has what there is, and what to do now
   * @param cause what the container or the broker said; may be null
   */
  public LimitReachedException(String message, @Nullable Throwable cause) {
    super(message, true, cause);
  }
}
