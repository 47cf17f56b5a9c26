package org.rarebit.ra.outbound;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.ConsumerChannel;
import org.rarebit.ra.broker.Declarations;
import org.rarebit.ra.wire.Exchange;

/**
 * The exchanges that publishers on a link have declared: each is declared before the first publish
 * to it, as oslo.messaging's clients do, and not again. Thread-safe.
 *
 * <p>One that deletes itself, as every fanout exchange does with its last server, is looked for
 * before each publish: publishing to an exchange that is not there costs the channel. That is one
 * round trip to the broker more.
 */
final class DeclaredExchanges {

  private final BrokerLink link;
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private ConsumerChannel looking; // guarded by this; null before the first look

  private DeclaredExchanges(BrokerLink link) {
    this.link = link;
  }

  static DeclaredExchanges of(BrokerLink link) {
    return link.attachment(DeclaredExchanges.class, () -> new DeclaredExchanges(link));
  }

  /**
   * Declares the exchange unless that was done and it is there. Two callers at once may both do it;
   * that is harmless.
   */
  void ensure(Exchange exchange) throws BrokerException {
    if (!names.contains(exchange.name()) || (exchange.autoDelete() && !isThere(exchange))) {
      Declarations.ensure(link, exchange, link.patience());
      names.add(exchange.name());
    }
  }

  private boolean isThere(Exchange exchange) throws BrokerException {
    ConsumerChannel channel = channelToLook();
    try {
      channel.requireExchange(exchange.name(), link.patience());
      return true;
    } catch (BrokerException e) {
      if (e.kind() == Kind.CHANNEL) {
        return false; // which took the channel with it
      }
      throw e;
    }
  }

  private synchronized ConsumerChannel channelToLook() throws BrokerException {
    if (looking == null || !looking.isOpen()) {
      looking = link.openConsumer(link.patience());
    }
    return looking;
  }

  /**
   * After a channel broke: perhaps because an exchange was deleted, so the next publish declares
   * again.
   */
  void forgetAll() {
    names.clear();
  }
}
