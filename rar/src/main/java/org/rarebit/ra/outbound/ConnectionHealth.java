package org.rarebit.ra.outbound;

import org.rarebit.ra.broker.BrokerException;

/** Whether a managed connection works, for what sends through it. Thread-safe. */
interface ConnectionHealth {

  /** Throws why the connection is broken, if it is. */
  void throwIfBroken() throws BrokerException;

  /** A use of the connection has failed: if it is broken, the container learns it now. */
  void reportIfBroken(BrokerException failure);
}
