package org.rarebit.ra.inbound;

/** A request's arguments do not fit the method. The text is for the caller. */
final class BadArgumentsException extends Exception {

  private static final long serialVersionUID = 1L;

  BadArgumentsException(String message) {
    super(message);
  }
}
