package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.LogLimiter;
import org.rarebit.ra.broker.LogText;

/**
 * Gives notifications back to the broker to be delivered again: a few times at once, then after a
 * pause each time, so that one which nobody can handle costs next to nothing. While it pauses it
 * counts against the prefetch of its queue. A stream takes nothing back: what came from one is
 * heard again from here. Thread-safe.
 */
final class Requeues {

  /** How often in a row one notification is given back without a pause. */
  static final int AT_ONCE = 3;

  private static final System.Logger LOG = System.getLogger(Requeues.class.getName());
  private static final int LINES_A_MINUTE = 60;
  private static final int REMEMBERED = 20_000;

  /** What is known of one that was requeued. */
  private record Attempts(int count, boolean paused) {

    Attempts next(int atLeast) {
      return new Attempts(Math.max(count + 1, atLeast), paused);
    }
  }

  private final LogLimiter limited = new LogLimiter(LOG, LINES_A_MINUTE);
  private final String subject;
  private final Duration pause;
  private final AdapterServices services;
  private final Consumer<Arrival> hearAgain;

  /** By identity; guarded by this. */
  private final Map<String, Attempts> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Attempts> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * Remembers nothing yet.
   *
   * @param hearAgain gets what came from a stream once more
   */
  Requeues(String subject, Duration pause, AdapterServices services, Consumer<Arrival> hearAgain) {
    this.subject = subject;
    this.pause = pause;
    this.services = services;
    this.hearAgain = hearAgain;
  }

  /**
   * Counts that a notification is not done with.
   *
   * @return how often so far, this time included: here, or as a quorum queue says
   */
  synchronized int count(Arrival.Heard heard) {
    Delivery delivery = heard.arrival().delivery();
    int byBroker = delivery.earlierDeliveries() + 1;
    Attempts before = known.get(heard.identity());
    Attempts now =
        before == null
            // one that came from elsewhere, or that we have forgotten, has had those without pause
            ? new Attempts(byBroker, heard.notification().isRedelivered())
            : before.next(byBroker);
    known.put(heard.identity(), now);
    return now.count();
  }

  /** How often it was counted. */
  synchronized int countOf(Arrival.Heard heard) {
    Attempts attempts = known.get(heard.identity());
    return attempts == null ? 0 : attempts.count();
  }

  private synchronized boolean isToPause(Arrival.Heard heard) {
    Attempts attempts = known.get(heard.identity());
    return attempts != null && (attempts.paused() || attempts.count() > AT_ONCE);
  }

  /**
   * Gives one that failed and was counted back, at once or after a pause: a queue counts it, too.
   */
  void requeue(Arrival.Heard heard) {
    if (!isToPause(heard)) {
      back(heard.arrival(), Delivery::tryAgain);
      return;
    }
    limited.log(
        countOf(heard) == AT_ONCE + 1 ? Level.WARNING : Level.DEBUG,
        countOf(heard) == AT_ONCE + 1 ? "again" : "and again",
        () ->
            subject
                + ": "
                + heard.arrival().delivery().describe()
                + " (unique id "
                + LogText.of(heard.uniqueId())
                + ") is requeued again and again. From now on it comes after "
                + pause.toMillis()
                + " ms each time.");
    later(heard.arrival(), Delivery::tryAgain);
  }

  /** Gives one that did not fail back after a pause. */
  void later(Arrival arrival) {
    later(arrival, Delivery::giveBack);
  }

  private void later(Arrival arrival, Consumer<Delivery> way) {
    services.scheduler().after(pause, () -> services.works().execute(() -> back(arrival, way)));
  }

  /** Gives one that did not fail back at once. */
  void giveBack(Arrival arrival) {
    back(arrival, Delivery::giveBack);
  }

  private void back(Arrival arrival, Consumer<Delivery> way) {
    if (arrival.delivery().streamOffset() != null) {
      hearAgain.accept(arrival.again());
    } else {
      way.accept(arrival.delivery());
    }
  }

  /** It is done with. */
  synchronized void forget(Arrival.Heard heard) {
    if (!known.isEmpty()) {
      known.remove(heard.identity());
    }
  }
}
