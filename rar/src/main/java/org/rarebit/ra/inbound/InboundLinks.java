package org.rarebit.ra.inbound;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.LinkKeeper;

/**
 * The links for consuming: one for each broker and user, whatever is consumed, and a further one
 * for each thousand servers. Thread-safe.
 */
final class InboundLinks {

  /**
   * Each server has a channel, and each declares on a second one for a moment; RabbitMQ allows 2047
   * on a connection.
   */
  private static final int SERVERS_PER_LINK = 1000;

  private final InboundServices services;
  private final Map<BrokerSettings, List<LinkKeeper>> supervisors =
      new HashMap<>(); // guarded by this

  InboundLinks(InboundServices services) {
    this.services = services;
  }

  /** A link of a broker that has room; open while somebody consumes on it. */
  synchronized LinkKeeper of(BrokerSettings broker) {
    List<LinkKeeper> known = supervisors.computeIfAbsent(broker, any -> new ArrayList<>());
    for (LinkKeeper supervisor : known) {
      if (supervisor.memberCount() < SERVERS_PER_LINK) {
        return supervisor;
      }
    }
    LinkKeeper fresh = new LinkKeeper(broker, "rarebit in", services.works(), services.scheduler());
    known.add(fresh);
    return fresh;
  }
}
