package org.rarebit.testkit.container;

/**
 * What a transaction manager does to a transaction that has lasted too long, while its thread works
 * on: the thread notices at its next step at the earliest.
 */
public enum TransactionTimeout {

  /**
   * Another thread rolls back and calls the after-completion callbacks. The thread's transaction is
   * there on with {@code STATUS_ROLLEDBACK}, as WildFly does it.
   */
  ROLL_BACK,

  /**
   * Another thread rolls back; the after-completion callbacks are called by the thread itself, when
   * it commits or rolls back.
   */
  ROLL_BACK_AND_TELL_LATER,

  /**
   * The transaction is marked, {@code STATUS_MARKED_ROLLBACK}; the thread itself rolls back at its
   * end, as Payara does it.
   */
  MARK
}
