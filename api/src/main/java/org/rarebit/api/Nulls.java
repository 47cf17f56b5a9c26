package org.rarebit.api;

/**
 * What becomes of components of records and properties of objects that are null when they are
 * written. It does not concern arguments, elements of lists and entries of maps: these are always
 * sent.
 *
 * @see RpcContract#nulls()
 */
public enum Nulls {

  /** They are sent as JSON's null, which is Python's {@code None}. An empty Optional is, too. */
  SEND,

  /**
   * They are left out, and empty Optionals with them. For peers to whom a field that is null is
   * another thing than one that is not there, such as OpenStack's versioned objects.
   */
  OMIT
}
