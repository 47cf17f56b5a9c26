package org.rarebit.ra.server;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerSettings;

/**
 * The outboxes of replies: one for each broker and user, shared by all servers there, so that a
 * thousand of them cost a few channels. Open from the first server to the last. Thread-safe.
 */
final class ReplyOutboxes {

  private final AdapterServices services;
  private final Map<BrokerSettings, Shared> byBroker = new HashMap<>(); // guarded by this

  ReplyOutboxes(AdapterServices services) {
    this.services = services;
  }

  /** A share of the outbox of a broker, to be closed. */
  synchronized Lease lease(BrokerSettings broker) {
    Shared shared =
        byBroker.computeIfAbsent(broker, any -> new Shared(new ReplyOutbox(any, services)));
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
    shared.outbox.close();
  }

  private static final class Shared {

    final ReplyOutbox outbox;
    int users; // guarded by the outboxes

    Shared(ReplyOutbox outbox) {
      this.outbox = outbox;
    }
  }

  /** A share of an outbox. */
  final class Lease implements AutoCloseable {

    private final BrokerSettings broker;
    private final Shared shared;
    private final AtomicBoolean released = new AtomicBoolean();

    private Lease(BrokerSettings broker, Shared shared) {
      this.broker = broker;
      this.shared = shared;
    }

    ReplyOutbox outbox() {
      return shared.outbox;
    }

    /** Gives the share back; the last one closes the outbox. Twice is harmless. */
    @Override
    public void close() {
      if (released.compareAndSet(false, true)) {
        release(broker, shared);
      }
    }
  }
}
