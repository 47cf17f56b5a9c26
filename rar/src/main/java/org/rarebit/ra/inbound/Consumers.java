package org.rarebit.ra.inbound;

import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.ConsumerChannel;

/** What a server has started on one channel. */
interface Consumers {

  /** The channel; it ends with them. */
  ConsumerChannel channel();

  /** Ends them: once this returns, nothing is on its way to them. Waits for the broker. */
  void cancelAll() throws BrokerException;
}
