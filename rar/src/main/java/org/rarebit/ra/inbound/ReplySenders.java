package org.rarebit.ra.inbound;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rarebit.ra.broker.BrokerSettings;

/**
 * The senders of replies: one for each broker and user, shared by all servers there, so that a
 * thousand of them cost one channel. Open from the first server to the last. Thread-safe.
 */
final class ReplySenders {

  private final InboundServices services;
  private final Map<BrokerSettings, Shared> byBroker = new HashMap<>(); // guarded by this

  ReplySenders(InboundServices services) {
    this.services = services;
  }

  /** A share of the sender of a broker, to be closed. */
  synchronized Lease lease(BrokerSettings broker) {
    Shared shared =
        byBroker.computeIfAbsent(broker, any -> new Shared(new ReplySender(any, services)));
    shared.users++;
    return new Lease(broker, shared);
  }

  private void release(BrokerSettings broker, Shared shared) {
    synchronized (this) {
      if (--shared.users > 0) {
        return;
      }
      byBroker.remove(broker);
    }
    shared.sender.close();
  }

  private static final class Shared {

    final ReplySender sender;
    int users; // guarded by the senders

    Shared(ReplySender sender) {
      this.sender = sender;
    }
  }

  /** A share of a sender. */
  final class Lease implements AutoCloseable {

    private final BrokerSettings broker;
    private final Shared shared;
    private final AtomicBoolean released = new AtomicBoolean();

    private Lease(BrokerSettings broker, Shared shared) {
      this.broker = broker;
      this.shared = shared;
    }

    ReplySender sender() {
      return shared.sender;
    }

    /** Gives the share back; the last one closes the sender. Twice is harmless. */
    @Override
    public void close() {
      if (released.compareAndSet(false, true)) {
        release(broker, shared);
      }
    }
  }
}
