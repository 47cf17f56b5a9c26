package org.rarebit.example.web;

/** The request cannot be understood; the text says why, to the person who typed it. */
final class InvalidRequestException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidRequestException(String message) {
    super(message);
  }
}
