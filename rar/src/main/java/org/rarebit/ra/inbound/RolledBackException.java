package org.rarebit.ra.inbound;

/**
 * The method returned, but its transaction did not commit, so it did not happen. The text is for
 * the caller.
 */
final class RolledBackException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * For a method.
   *
   * @param cause what the container said about it; null if nothing
   */
  RolledBackException(String method, Throwable cause) {
    super("The transaction of " + method + " was rolled back: nothing it did took effect.", cause);
  }
}
