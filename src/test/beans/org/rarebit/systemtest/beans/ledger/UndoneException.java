package org.rarebit.systemtest.beans.ledger;

import jakarta.ejb.ApplicationException;

/** An application exception that rolls back. */
@ApplicationException(rollback = true)
public class UndoneException extends Exception {

  private static final long serialVersionUID = 1L;

  public UndoneException(String text) {
    super(text);
  }
}
