package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;

/** The part of one resource in a transaction. */
interface Branch {

  void begin() throws ResourceException;

  /** Ends the work and votes; throws to vote against the commit. */
  void prepare() throws ResourceException;

  void commit(boolean onePhase) throws ResourceException;

  void rollback() throws ResourceException;

  /** Whether the resource knows one phase only, so that a transaction can hold just one of it. */
  boolean isLocal();
}
