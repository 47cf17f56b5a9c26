package org.rarebit.testkit.container;

/** How the handles of one transaction get their connections. */
enum Sharing {
  /** Each handle has a connection of its own. */
  NONE,
  /** Further handles are asked of the connection that is in the transaction. */
  SAME_CONNECTION,
  /** Further handles come from a second connection and move by {@code associateConnection}. */
  BY_ASSOCIATION
}
