package org.rarebit.example.web;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.naming.NamingException;
import org.rarebit.example.inventory.Inventory;

/**
 * Tells browsers what the inventory holds. As long as somebody watches, the table is read twice a
 * second: so they see what is committed, and what other servers with the same database wrote.
 *
 * <p>They are told in turns, which is enough for an example: a browser that stalls holds up the
 * others until the server's write timeout.
 */
@ApplicationScoped
public class InventoryFeed {

  private static final int MAX_SERVERS = 50;
  private static final long PERIOD_MILLIS = 500;

  /** After a failure: containers log each, and while the application ends there is no bean left. */
  private static final long PAUSE_NANOS = Duration.ofSeconds(3).toNanos();

  @EJB private Inventory inventory;
  @Resource private ManagedScheduledExecutorService executor;

  private final List<InventoryWatcher> watchers = new CopyOnWriteArrayList<>();
  private Future<?> reading; // guarded by this; null while nobody watches
  private volatile long failedAt = System.nanoTime() - PAUSE_NANOS;

  /** What the inventory holds now, or why that cannot be said. */
  JsonObject current() {
    try {
      return InventoryJson.of(inventory.snapshot(MAX_SERVERS));
    } catch (SQLException | NamingException | RuntimeException e) {
      return InventoryJson.unavailable(e);
    }
  }

  /** A browser watches, until it goes. */
  synchronized void add(SseEventSink sink, Sse sse) {
    watchers.add(new InventoryWatcher(sink, sse));
    if (reading == null) {
      reading =
          executor.scheduleWithFixedDelay(this::tell, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void tell() {
    watchers.removeIf(InventoryWatcher::isGone);
    if (watchers.isEmpty()) {
      stopIfNobodyWatches();
      return;
    }
    if (System.nanoTime() - failedAt < PAUSE_NANOS) {
      return;
    }
    JsonObject state = current();
    if (InventoryJson.isUnavailable(state)) {
      failedAt = System.nanoTime();
    }
    watchers.forEach(watcher -> watcher.tell(state.toString()));
  }

  private synchronized void stopIfNobodyWatches() {
    if (watchers.isEmpty() && reading != null) {
      reading.cancel(false);
      reading = null;
    }
  }

  @PreDestroy
  synchronized void close() {
    if (reading != null) {
      reading.cancel(false);
    }
    watchers.forEach(InventoryWatcher::close);
  }
}
