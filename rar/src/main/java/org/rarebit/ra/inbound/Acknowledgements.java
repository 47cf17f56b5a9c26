package org.rarebit.ra.inbound;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.Delivery;

/**
 * Acknowledges what is done with: at once while nothing else waits, else with those that are done
 * with in the next few milliseconds, in fewer frames. Who dies in between hears them again, as
 * always. Thread-safe.
 */
final class Acknowledgements {

  private static final System.Logger LOG = System.getLogger(Acknowledgements.class.getName());

  /** Long enough for a busy listener, too short for anybody to notice. */
  private static final Duration PATIENCE = Duration.ofMillis(5);

  private static final int MOST = 64;

  private final String subject;
  private final int most;
  private final InboundServices services;
  private List<Delivery> pending = new ArrayList<>(); // guarded by this
  private boolean scheduled; // guarded by this; somebody will look soon

  /**
   * Nothing is pending.
   *
   * @param subject begins log lines
   * @param prefetch of the consumers: what is pending counts, so it must be a small part of it
   */
  Acknowledgements(String subject, int prefetch, InboundServices services) {
    this.subject = subject;
    this.most = Math.min(MOST, prefetch / 4);
    this.services = services;
  }

  /**
   * Acknowledges one.
   *
   * @param othersWait whether there is more to do, so that others may follow soon
   */
  void add(Delivery delivery, boolean othersWait) {
    List<Delivery> due;
    synchronized (this) {
      pending.add(delivery);
      if (othersWait && pending.size() < most) {
        schedule();
        return;
      }
      due = take();
    }
    send(due);
  }

  private synchronized void schedule() {
    if (!scheduled) {
      scheduled = true;
      services.scheduler().after(PATIENCE, this::lookAgain);
    }
  }

  /** On the timer's thread, which must not write to a socket. */
  private void lookAgain() {
    boolean due;
    synchronized (this) {
      scheduled = false;
      due = !pending.isEmpty();
    }
    if (due) {
      services.works().execute(this::flush);
    }
  }

  /** Acknowledges all that is pending. */
  void flush() {
    List<Delivery> due;
    synchronized (this) {
      due = take();
    }
    send(due);
  }

  private List<Delivery> take() {
    List<Delivery> taken = pending;
    pending = new ArrayList<>();
    return taken;
  }

  /** Acknowledges several together, now. */
  void send(List<Delivery> deliveries) {
    if (deliveries.isEmpty()) {
      return;
    }
    try {
      if (deliveries.size() == 1) {
        deliveries.get(0).ack();
      } else {
        Delivery.ackAll(deliveries);
      }
    } catch (BrokerException e) {
      LOG.log(
          Level.DEBUG,
          "{0}: {1} and {2} more will come again: {3}",
          subject,
          deliveries.get(0).describe(),
          Integer.toString(deliveries.size() - 1),
          e.getMessage());
    }
  }
}
