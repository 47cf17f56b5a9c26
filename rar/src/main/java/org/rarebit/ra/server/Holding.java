package org.rarebit.ra.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.Scheduler;

/**
 * What came for a bean that is not there yet, has just gone, or is paused, while other beans of its
 * server serve: held here, out of the way of what comes after it. It is looked at again when a bean
 * comes, pauses or resumes, and when its time is over. Thread-safe; nothing is settled while its
 * lock is held.
 *
 * <p>What holds at any moment:
 *
 * <ul>
 *   <li>A delivery is here or with whoever took it out: never both.
 *   <li>One is given back for another server to take it only where the broker does not count that
 *       as a delivery that failed; else it stays here.
 *   <li>None stays longer than {@link #LONGEST}: brokers have a limit for consumers, too.
 *   <li>Up to {@link #MOST_HELD} are held so that what is behind them is served: as they count
 *       against the prefetch, the consumers are replaced before it is used up.
 * </ul>
 *
 * @param <D> a delivery, with what its server knows of it
 */
final class Holding<D> {

  /** Long enough for another server to be the next in the broker's round. */
  private static final Duration FOR_ANOTHER = Duration.ofMillis(100);

  /** Nobody else took it the first time. */
  private static final Duration FOR_ANOTHER_AGAIN = Duration.ofSeconds(5);

  /** RabbitMQ ends the channel of whoever does not settle for half an hour. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final int MOST_HELD = 1000;

  private final AdapterServices services;
  private final Function<D, Delivery> deliveryOf;
  private final Consumer<D> offer;
  private final Runnable renewCredit;
  private final Map<D, Scheduler.Task> held =
      new LinkedHashMap<>(); // guarded by this; the oldest first
  private int sinceRenewal; // guarded by this

  /**
   * Nothing yet.
   *
   * @param offer has a delivery looked at again; must not block
   * @param renewCredit replaces the consumers; may wait for the broker
   */
  Holding(
      AdapterServices services,
      Function<D, Delivery> deliveryOf,
      Consumer<D> offer,
      Runnable renewCredit) {
    this.services = services;
    this.deliveryOf = deliveryOf;
    this.offer = offer;
    this.renewCredit = renewCredit;
  }

  /** Holds a delivery until it is looked at again, at the latest after a time. */
  void hold(D delivery, Duration atMost) {
    put(delivery, atMost, () -> lookAgain(delivery));
  }

  /**
   * Holds what another server may take: where the broker does not count, it is given back soon, and
   * now and then if it comes again; where it does, it stays until something changes here.
   *
   * @param credit how many deliveries each consumer may hold at this moment
   */
  void holdOrShare(D delivery, boolean isCounted, int credit) {
    Duration atMost = LONGEST;
    if (!isCounted) {
      atMost = deliveryOf.apply(delivery).isRedelivered() ? FOR_ANOTHER_AGAIN : FOR_ANOTHER;
    }
    put(delivery, atMost, () -> services.works().execute(() -> giveBack(delivery)));
    if (credit > 0 && isToBeRenewed(credit)) {
      services.works().execute(renewCredit);
    }
  }

  private synchronized void put(D delivery, Duration atMost, Runnable then) {
    held.put(delivery, services.scheduler().after(atMost, then));
  }

  private synchronized boolean isToBeRenewed(int credit) {
    if (++sinceRenewal >= Math.max(1, credit / 2) && held.size() < MOST_HELD) {
      sinceRenewal = 0;
      return true;
    }
    return false;
  }

  private synchronized boolean take(D delivery) {
    return held.remove(delivery) != null;
  }

  private void lookAgain(D delivery) {
    if (take(delivery)) {
      offer.accept(delivery);
    }
  }

  /** Has all of them looked at again: something has changed. */
  void lookAgain() {
    takeAll().forEach(offer);
  }

  private void giveBack(D delivery) {
    if (take(delivery)) {
      deliveryOf.apply(delivery).giveBack();
    }
  }

  /** What is held; it is the caller's from now on. */
  synchronized List<D> takeAll() {
    List<D> all = new ArrayList<>(held.keySet());
    held.values().forEach(Scheduler.Task::cancel);
    held.clear();
    return all;
  }

  synchronized int count() {
    return held.size();
  }
}
