package org.rarebit.ra.inbound;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rarebit.ra.broker.Delivery;

/**
 * Gives notifications back to the broker to be delivered again: a few times at once, then after a
 * pause each time, so that one which nobody can handle costs next to nothing. While it pauses it
 * counts against the prefetch of its queue. Thread-safe.
 */
final class Requeues {

  /** How often in a row one notification is given back without a pause. */
  static final int AT_ONCE = 3;

  private static final System.Logger LOG = System.getLogger(Requeues.class.getName());
  private static final int REMEMBERED = 1000;

  private final String subject;
  private final Duration pause;
  private final InboundServices services;

  /** How often, by unique id; guarded by this. */
  private final Map<String, Integer> counts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  Requeues(String subject, Duration pause, InboundServices services) {
    this.subject = subject;
    this.pause = pause;
    this.services = services;
  }

  /** Gives it back, at once or after a pause. */
  void requeue(Delivery delivery, String uniqueId) {
    int count = count(delivery, uniqueId);
    if (count <= AT_ONCE) {
      delivery.giveBack();
      return;
    }
    LOG.log(
        count == AT_ONCE + 1 ? Level.WARNING : Level.DEBUG,
        "{0}: {1} (unique id {2}) is requeued again and again. From now on it comes after {3} ms"
            + " each time, until it is handled.",
        subject,
        delivery.describe(),
        uniqueId,
        Long.toString(pause.toMillis()));
    later(delivery);
  }

  /** One that came from elsewhere, or that we have forgotten, has had its attempts. */
  private synchronized int count(Delivery delivery, String uniqueId) {
    int first = delivery.isRedelivered() ? AT_ONCE + 1 : 1;
    return uniqueId == null ? first : counts.merge(uniqueId, first, (known, one) -> known + 1);
  }

  /** Gives it back after a pause. */
  void later(Delivery delivery) {
    services.scheduler().after(pause, () -> services.works().execute(delivery::giveBack));
  }

  /** It was handled. */
  synchronized void forget(String uniqueId) {
    counts.remove(uniqueId);
  }
}
