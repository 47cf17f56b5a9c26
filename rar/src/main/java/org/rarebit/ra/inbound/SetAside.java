package org.rarebit.ra.inbound;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.rarebit.ra.broker.Delivery;

/**
 * What came for a bean that takes nothing now, while other beans of its server do: held for a
 * moment and given back to the broker, for another server or a later time. What is held is out of
 * the way of what comes after it; as it counts against the prefetch of its consumers, they are
 * replaced by fresh ones before it is used up. Up to a thousand are held so; with more of them at
 * the head of a queue, what is behind them waits. Thread-safe.
 */
final class SetAside {

  /** Long enough for another server to be the next in the broker's round. */
  private static final Duration AT_FIRST = Duration.ofMillis(100);

  /** Nobody else took it the first time. */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private static final int MOST_HELD = 1000;

  private final IntSupplier credit;
  private final InboundServices services;
  private final Runnable renewCredit;
  private final Set<Delivery> held = ConcurrentHashMap.newKeySet(); // by identity
  private final AtomicInteger sinceRenewal = new AtomicInteger();

  /**
   * Nothing yet.
   *
   * @param credit how many deliveries each consumer may hold at this moment
   * @param renewCredit replaces the consumers; may wait for the broker
   */
  SetAside(IntSupplier credit, InboundServices services, Runnable renewCredit) {
    this.credit = credit;
    this.services = services;
    this.renewCredit = renewCredit;
  }

  /** Holds a delivery, and gives it back a little later. */
  void hold(Delivery delivery) {
    held.add(delivery);
    services
        .scheduler()
        .after(
            delivery.isRedelivered() ? AGAIN : AT_FIRST,
            () -> services.works().execute(() -> giveBack(delivery)));
    int count = sinceRenewal.incrementAndGet();
    if (count >= Math.max(1, credit.getAsInt() / 2)
        && held.size() < MOST_HELD
        && sinceRenewal.compareAndSet(count, 0)) {
      services.works().execute(renewCredit);
    }
  }

  /** Gives everything back at once. */
  void giveAllBack() {
    List.copyOf(held).forEach(this::giveBack);
  }

  private void giveBack(Delivery delivery) {
    if (held.remove(delivery)) {
      delivery.giveBack();
    }
  }
}
