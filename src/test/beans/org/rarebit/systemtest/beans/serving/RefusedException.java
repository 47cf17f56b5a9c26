package org.rarebit.systemtest.beans.serving;

/** A checked exception is an application exception without further ado. */
public class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  public RefusedException(String text) {
    super(text);
  }
}
