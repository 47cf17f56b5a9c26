package org.rarebit.ra.outbound;

import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Topology;

/**
 * Sees to it that what is published to on a link is there: publishing to an exchange that is not
 * there costs the channel. Thread-safe.
 *
 * @param exchanges those of the link
 * @param queues in which notifications wait
 */
record PublishDeclarations(DeclaredExchanges exchanges, DeclaredNotificationQueues queues) {

  static PublishDeclarations of(BrokerLink link, Topology topology) {
    return new PublishDeclarations(
        DeclaredExchanges.of(link), DeclaredNotificationQueues.of(link, topology));
  }

  /** For a request. Waits for the broker the first time. */
  void ensure(Exchange exchange) throws BrokerException {
    exchanges.ensure(exchange);
  }

  /** For a cast or a notification. Waits for the broker the first time. */
  void ensure(PreparedCast cast) throws BrokerException {
    exchanges.ensure(cast.exchange());
    if (cast.queue() != null) {
      queues.ensure(cast.queue());
    }
  }

  /** After a failure that may come from something being deleted: all is declared again. */
  void forget() {
    exchanges.forgetAll();
    queues.forgetAll();
  }
}
