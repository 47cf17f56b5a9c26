package org.rarebit.testkit.container;

/** What became of the transaction of a delivery. */
public enum DeliveryOutcome {
  /** The method's transaction attribute asks for none. */
  NO_TRANSACTION,
  COMMITTED,
  ROLLED_BACK
}
