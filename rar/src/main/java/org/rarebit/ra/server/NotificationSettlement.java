package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.LogLimiter;
import org.rarebit.ra.wire.MalformedMessageException;

/**
 * What becomes of notifications after their round: acknowledged, delivered again, or, after too
 * many attempts, buried and then acknowledged. Settles each delivery once. Thread-safe.
 */
final class NotificationSettlement {

  private static final System.Logger LOG = System.getLogger(NotificationSettlement.class.getName());

  private static final int LINES_A_MINUTE = 60;

  private final LogLimiter limited = new LogLimiter(LOG, LINES_A_MINUTE);
  private final String subject;
  private final Requeues requeues;
  private final DeadLetters deadLetters;
  private final Server.Counters counters;

  NotificationSettlement(
      String subject, Requeues requeues, DeadLetters deadLetters, Server.Counters counters) {
    this.subject = subject;
    this.requeues = requeues;
    this.deadLetters = deadLetters;
    this.counters = counters;
  }

  /** Settles notifications that were begun together. */
  void settle(List<Arrival.Heard> group, NotificationBean.Verdict verdict) {
    switch (verdict.kind()) {
      case ACKNOWLEDGE -> {
        group.forEach(requeues::forget);
        acknowledge(end(group)); // known to have run: if that fails, they do not run again
      }
      case REQUEUE -> requeue(group, verdict);
      case REJECT -> {
        List<DeadLetters.Letter> letters = new ArrayList<>();
        for (Arrival.Heard heard : group) {
          letters.add(
              dead(heard, DeadLetters.Letter.Reason.REJECTED, requeues.countOf(heard), verdict));
        }
        giveUp(group, letters, verdict.by().failurePolicy().deadLetters());
      }
      case GIVE_BACK -> {
        for (Arrival.Heard heard : group) {
          List<Delivery> others = release(heard);
          requeues.giveBack(heard.arrival());
          others.forEach(Delivery::giveBack);
        }
      }
    }
  }

  /** They were begun, but something else has to come first. */
  void later(List<Arrival.Heard> group) {
    for (Arrival.Heard heard : group) {
      List<Delivery> others = release(heard);
      requeues.later(heard.arrival());
      others.forEach(Delivery::giveBack);
    }
  }

  private void requeue(List<Arrival.Heard> group, NotificationBean.Verdict verdict) {
    FailurePolicy policy = verdict.by().failurePolicy();
    List<Arrival.Heard> givenUp = new ArrayList<>();
    List<DeadLetters.Letter> letters = new ArrayList<>();
    for (Arrival.Heard heard : group) {
      int count = requeues.count(heard);
      if (policy.isTooOften(count)) {
        givenUp.add(heard);
        letters.add(dead(heard, DeadLetters.Letter.Reason.REDELIVERY_LIMIT, count - 1, verdict));
      } else {
        List<Delivery> others = release(heard);
        requeues.requeue(heard);
        others.forEach(Delivery::giveBack);
      }
    }
    if (!givenUp.isEmpty()) {
      giveUp(givenUp, letters, policy.deadLetters());
    }
  }

  private static DeadLetters.Letter dead(
      Arrival.Heard heard,
      DeadLetters.Letter.Reason reason,
      int requeued,
      NotificationBean.Verdict verdict) {
    return new DeadLetters.Letter(
        heard.arrival(),
        heard.uniqueId(),
        verdict.isMalformed() ? DeadLetters.Letter.Reason.MALFORMED : reason,
        verdict.by().toString(),
        requeued + 1,
        verdict.failure());
  }

  private void giveUp(
      List<Arrival.Heard> group,
      List<DeadLetters.Letter> letters,
      FailurePolicy.DeadLetterAddress address) {
    boolean done = giveUp(letters, address);
    for (Arrival.Heard heard : group) {
      if (done) {
        requeues.forget(heard);
        List<Delivery> others = heard.entry().end(null);
        others.remove(heard.arrival().delivery());
        acknowledge(others);
      } else {
        release(heard).forEach(Delivery::giveBack);
      }
    }
  }

  /** Gives up what cannot be read, so that it was never begun. */
  void giveUp(
      Arrival arrival, MalformedMessageException reason, FailurePolicy.DeadLetterAddress address) {
    counters.rejected.increment();
    DeadLetters.Letter letter =
        new DeadLetters.Letter(
            arrival,
            null,
            DeadLetters.Letter.Reason.MALFORMED,
            subject,
            arrival.delivery().earlierDeliveries() + 1,
            reason);
    boolean unused = giveUp(List.of(letter), address);
  }

  /** False if they come again, since nobody has taken them yet. */
  private boolean giveUp(
      List<DeadLetters.Letter> letters, FailurePolicy.DeadLetterAddress address) {
    List<DeadLetters.Letter> rejected = letters;
    List<DeadLetters.Letter> taken = List.of();
    if (address != null) {
      DeadLetters.Taking outcome = deadLetters.take(letters, address);
      if (outcome == null) {
        letters.forEach(letter -> requeues.later(letter.arrival()));
        return false;
      }
      rejected = outcome.impossible();
      taken = outcome.taken();
    }
    rejected.forEach(this::log);
    counters.dead.add(letters.size());
    rejected.forEach(this::reject);
    acknowledge(taken.stream().map(DeadLetters.Letter::delivery).toList());
    return true;
  }

  private void log(DeadLetters.Letter letter) {
    limited.log( // the stack trace was shown when the bean failed
        Level.WARNING,
        letter.reason().name(),
        () ->
            letter.listener()
                + ": "
                + letter.describe()
                + " is rejected ("
                + letter.reason()
                + "), so dropped unless its queue has a dead-letter exchange"
                + (letter.failure() == null ? ": the bean does not take it" : letter.because()));
  }

  private void reject(DeadLetters.Letter letter) {
    try {
      letter.delivery().reject(false);
    } catch (BrokerException e) {
      comesAgain(letter.delivery(), e);
    }
  }

  /** They are done with: all their deliveries, to be acknowledged. */
  private static List<Delivery> end(List<Arrival.Heard> group) {
    if (group.size() == 1) {
      return group.get(0).entry().end(null);
    }
    List<Delivery> deliveries = new ArrayList<>(group.size());
    group.forEach(heard -> deliveries.addAll(heard.entry().end(null)));
    return deliveries;
  }

  /**
   * It comes again: its delivery is the caller's to settle.
   *
   * @return further deliveries of it, which are the caller's as well
   */
  List<Delivery> release(Arrival.Heard heard) {
    List<Delivery> all = new ArrayList<>(heard.entry().release());
    all.remove(heard.arrival().delivery());
    return all;
  }

  /** Done with them. */
  void acknowledge(List<Delivery> deliveries) {
    if (deliveries.isEmpty()) {
      return;
    }
    try {
      Delivery.ackAll(deliveries);
    } catch (BrokerException e) {
      comesAgain(deliveries.get(0), e);
    }
  }

  private void comesAgain(Delivery delivery, BrokerException reason) {
    LOG.log(
        Level.DEBUG,
        "{0}: {1} will come again: {2}",
        subject,
        delivery.describe(),
        reason.getMessage());
  }
}
