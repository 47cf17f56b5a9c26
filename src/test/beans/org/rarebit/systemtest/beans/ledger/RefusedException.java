package org.rarebit.systemtest.beans.ledger;

/** A checked exception: an application exception, and an answer, so the transaction commits. */
public class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  public RefusedException(String text) {
    super(text);
  }
}
