package org.rarebit.ra.inbound;

import java.util.HashMap;
import java.util.Map;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.LinkSupervisor;

/** The links for consuming: one for each broker and user, whatever is consumed. Thread-safe. */
final class InboundLinks {

  private final InboundServices services;
  private final Map<BrokerSettings, LinkSupervisor> supervisors =
      new HashMap<>(); // guarded by this

  InboundLinks(InboundServices services) {
    this.services = services;
  }

  /** The link of a broker; open while somebody consumes on it. */
  synchronized LinkSupervisor of(BrokerSettings broker) {
    return supervisors.computeIfAbsent(
        broker,
        any -> new LinkSupervisor(any, "rarebit in", services.works(), services.scheduler()));
  }
}
