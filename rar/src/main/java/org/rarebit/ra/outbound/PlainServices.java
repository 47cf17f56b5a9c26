package org.rarebit.ra.outbound;

import java.util.Timer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.Monitors;
import org.rarebit.ra.broker.QueueIds;
import org.rarebit.ra.broker.TimerScheduler;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.Topology;
import org.rarebit.ra.wire.TopologyOptions;

/**
 * Services without a resource adapter, for plain Java: a broker on this machine, oslo.messaging's
 * defaults, threads and a timer of their own. Counted by those who use them: when the last one
 * leaves, links, threads and timer end. Thread-safe.
 */
final class PlainServices {

  private final Timer timer = new Timer("rarebit timer", true);
  private final ExecutorService works = Executors.newCachedThreadPool(PlainServices::daemon);
  private final LinkPool links = new LinkPool("rarebit out");
  private final AdapterServices services =
      new AdapterServices(
          BrokerSettings.of("rabbit://"),
          Topology.DEFAULT_EXCHANGE,
          new Topology(TopologyOptions.DEFAULT),
          QueueIds.random(),
          Limits.DEFAULT,
          links,
          works,
          new TimerScheduler(timer),
          new Monitors());
  private final AtomicInteger users = new AtomicInteger(1);

  /** As many as are needed, since what applications do there may block. */
  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(null, task, "rarebit work", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    return thread;
  }

  AdapterServices services() {
    return services;
  }

  /** One user more; false if they have ended. */
  boolean retain() {
    int now = users.get();
    while (now > 0 && !users.compareAndSet(now, now + 1)) {
      now = users.get();
    }
    return now > 0;
  }

  /** A user leaves; whoever is the last one waits until the links are closed. */
  void release() {
    if (users.decrementAndGet() == 0) {
      services.monitors().close();
      links.close();
      timer.cancel();
      works.shutdown(); // what is due is still done
    }
  }

  /** Those of one factory, from its first connection to its end. Thread-safe. */
  static final class Kept {

    private PlainServices services; // guarded by this; null before the first connection
    private boolean closed; // guarded by this

    /** For one managed connection, which gives them back. */
    synchronized PlainServices take() {
      if (services == null || !services.retain()) {
        services = new PlainServices();
        if (!closed) {
          services.retain(); // for the factory
        }
      }
      return services;
    }

    /** They end with their last connection; one that comes later has others. */
    void close() {
      PlainServices last;
      synchronized (this) {
        last = closed ? null : services;
        closed = true;
      }
      if (last != null) {
        last.release();
      }
    }
  }
}
