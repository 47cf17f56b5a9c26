package org.rarebit.ra.inbound;

import java.util.HashMap;
import java.util.Map;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.LinkKeeper;

/** The links for consuming: kept together for each broker and user. Thread-safe. */
final class InboundLinks {

  private final InboundServices services;
  private final Map<BrokerSettings, LinkKeeper> keepers = new HashMap<>(); // guarded by this

  InboundLinks(InboundServices services) {
    this.services = services;
  }

  /** The links of a broker; open while somebody consumes on them. */
  synchronized LinkKeeper of(BrokerSettings broker) {
    return keepers.computeIfAbsent(
        broker,
        any -> new LinkKeeper(broker, "rarebit in", services.works(), services.scheduler()));
  }
}
