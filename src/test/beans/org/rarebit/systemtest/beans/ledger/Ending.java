package org.rarebit.systemtest.beans.ledger;

/** How a method, and its transaction, ends. */
enum Ending {
  RETURN,
  /** The commit takes a while, so that a reply before it would be seen. */
  SLOW_COMMIT,
  APPLICATION_EXCEPTION,
  APPLICATION_EXCEPTION_THAT_ROLLS_BACK,
  SYSTEM_EXCEPTION,
  /** A system exception at the first delivery, and none at the second. */
  SYSTEM_EXCEPTION_ONCE,
  SET_ROLLBACK_ONLY,
  FAILING_COMMIT,
  /** A cast that no queue takes, which the factory of local transactions does not accept. */
  CAST_TO_NOBODY,
  /** Only for beans that demarcate themselves. */
  LEFT_OPEN
}
