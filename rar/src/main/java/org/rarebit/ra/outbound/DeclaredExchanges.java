package org.rarebit.ra.outbound;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.Declarations;
import org.rarebit.ra.wire.Exchange;

/**
 * The exchanges that publishers on a link have declared: each is declared before the first publish
 * to it, as oslo.messaging's clients do, and not again. Thread-safe.
 */
final class DeclaredExchanges {

  private final BrokerLink link;
  private final Set<String> names = ConcurrentHashMap.newKeySet();

  private DeclaredExchanges(BrokerLink link) {
    this.link = link;
  }

  static DeclaredExchanges of(BrokerLink link) {
    return link.attachment(DeclaredExchanges.class, () -> new DeclaredExchanges(link));
  }

  /**
   * Declares the exchange unless that was done. Two callers at once may both do it; that is
   * harmless.
   */
  void ensure(Exchange exchange) throws BrokerException {
    if (!names.contains(exchange.name())) {
      Declarations.ensure(link, exchange);
      names.add(exchange.name());
    }
  }

  /**
   * After a channel broke: perhaps because an exchange was deleted, so the next publish declares
   * again.
   */
  void forgetAll() {
    names.clear();
  }
}
