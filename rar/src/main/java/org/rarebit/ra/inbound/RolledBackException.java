package org.rarebit.ra.inbound;

/**
 * The method returned, but its transaction did not commit, so it did not happen. The text is for
 * the caller.
 */
final class RolledBackException extends Exception {

  private static final long serialVersionUID = 1L;

  RolledBackException(String method) {
    super("The transaction of " + method + " was rolled back: nothing it did took effect.");
  }
}
