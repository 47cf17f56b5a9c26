package org.rarebit.ra.inbound;

import java.util.HashMap;
import java.util.Map;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.MBeanRegistration;
import org.rarebit.ra.server.DeadLetterQueue;
import org.rarebit.ra.server.DeadLetterQueueMXBean;
import org.rarebit.ra.server.Servers;

/**
 * Shows the queues of dead letters in JMX: one for each queue of a broker, as long as an activation
 * names it. Thread-safe.
 */
final class DeadLetterMonitors {

  /** Where a queue is. */
  private record Place(BrokerSettings broker, String queue) {}

  private static final class Shown {
    final MBeanRegistration registration;
    int users; // guarded by the monitors

    Shown(MBeanRegistration registration) {
      this.registration = registration;
    }
  }

  private final AdapterServices services;
  private final Servers servers;
  private final Map<Place, Shown> shown = new HashMap<>(); // guarded by this

  DeadLetterMonitors(AdapterServices services, Servers servers) {
    this.services = services;
    this.servers = servers;
  }

  /**
   * Shows a queue until what is returned is run, once.
   *
   * @param queue null for none
   */
  Runnable show(BrokerSettings broker, String queue) {
    if (queue == null) {
      return () -> {};
    }
    Place place = new Place(broker, queue);
    synchronized (this) {
      shown.computeIfAbsent(place, any -> new Shown(register(place))).users++;
    }
    return () -> hide(place);
  }

  private MBeanRegistration register(Place place) {
    return MBeanRegistration.of(
        "DeadLetterQueue",
        Map.of("queue", place.queue()),
        new DeadLetterQueue(place.queue(), place.broker(), services, servers::queuesAt),
        DeadLetterQueueMXBean.class);
  }

  private synchronized void hide(Place place) {
    Shown last = shown.get(place);
    if (--last.users == 0) {
      shown.remove(place);
      last.registration.close();
    }
  }
}
