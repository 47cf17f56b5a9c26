package org.rarebit.ra.server;

/** Arguments that do not fit the method. */
public final class BadArgumentsException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Names what does not fit.
   *
   * @param message all of it, and what was expected
   */
  public BadArgumentsException(String message) {
    super(message);
  }
}
