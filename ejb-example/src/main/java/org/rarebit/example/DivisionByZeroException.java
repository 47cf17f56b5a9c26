package org.rarebit.example;

import jakarta.ejb.ApplicationException;

/**
 * An application exception: the container hands it on as it is, and keeps the bean. Any other
 * unchecked exception counts as a fault of the bean, which is then discarded.
 */
@ApplicationException
public class DivisionByZeroException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DivisionByZeroException(long dividend) {
    super("Cannot divide " + dividend + " by zero");
  }
}
