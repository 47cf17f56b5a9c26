package org.rarebit.ra.inbound;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.wire.MalformedMessageException;

/**
 * What becomes of notifications after their round: acknowledged, delivered again, or, after too
 * many attempts, buried and then acknowledged. Settles each delivery once. Thread-safe.
 */
final class NotificationSettlement {

  private static final System.Logger LOG = System.getLogger(NotificationSettlement.class.getName());

  private final String subject;
  private final NotificationProgress progress;
  private final Requeues requeues;
  private final DeadLetters deadLetters;
  private final ServerCounters counters;

  NotificationSettlement(
      String subject,
      NotificationProgress progress,
      Requeues requeues,
      DeadLetters deadLetters,
      ServerCounters counters) {
    this.subject = subject;
    this.progress = progress;
    this.requeues = requeues;
    this.deadLetters = deadLetters;
    this.counters = counters;
  }

  /** Settles notifications that were begun together. */
  void settle(List<Heard> group, Verdict verdict) {
    switch (verdict.kind()) {
      case ACKNOWLEDGE -> {
        group.forEach(requeues::forget);
        end(group, true); // first: if acknowledging fails, the next delivery is known to have run
        acknowledge(group.stream().map(Heard::arrival).toList());
      }
      case REQUEUE -> requeue(group, verdict);
      case REJECT -> {
        List<DeadLetter> letters = new ArrayList<>();
        for (Heard heard : group) {
          letters.add(dead(heard, DeadLetter.Reason.REJECTED, requeues.countOf(heard), verdict));
        }
        giveUp(group, letters, verdict.by().failurePolicy().deadLetters());
      }
      case GIVE_BACK -> {
        end(group, false);
        group.forEach(heard -> requeues.giveBack(heard.arrival()));
      }
    }
  }

  /** They were begun, but something else has to come first. */
  void later(List<Heard> group) {
    end(group, false);
    group.forEach(heard -> requeues.later(heard.arrival()));
  }

  private void requeue(List<Heard> group, Verdict verdict) {
    FailurePolicy policy = verdict.by().failurePolicy();
    List<Heard> givenUp = new ArrayList<>();
    List<DeadLetter> letters = new ArrayList<>();
    for (Heard heard : group) {
      int count = requeues.count(heard);
      if (policy.isTooOften(count)) {
        givenUp.add(heard);
        letters.add(dead(heard, DeadLetter.Reason.REDELIVERY_LIMIT, count - 1, verdict));
      } else {
        end(List.of(heard), false);
        requeues.requeue(heard);
      }
    }
    if (!givenUp.isEmpty()) {
      giveUp(givenUp, letters, policy.deadLetters());
    }
  }

  private static DeadLetter dead(
      Heard heard, DeadLetter.Reason reason, int requeued, Verdict verdict) {
    return new DeadLetter(
        heard.arrival(),
        verdict.isMalformed() ? DeadLetter.Reason.MALFORMED : reason,
        verdict.by().toString(),
        requeued + 1,
        verdict.failure());
  }

  private void giveUp(List<Heard> group, List<DeadLetter> letters, DeadLetterAddress address) {
    boolean done = giveUp(letters, address);
    if (done) {
      group.forEach(requeues::forget);
    }
    end(group, done);
  }

  /** Gives up what cannot be read, so that it was never begun. */
  void giveUp(Arrival arrival, MalformedMessageException reason, DeadLetterAddress address) {
    counters.rejected.increment();
    DeadLetter letter =
        new DeadLetter(
            arrival,
            DeadLetter.Reason.MALFORMED,
            subject,
            arrival.delivery().earlierDeliveries() + 1,
            reason);
    giveUp(List.of(letter), address);
  }

  /** False if they come again, since nobody has taken them yet. */
  private boolean giveUp(List<DeadLetter> letters, DeadLetterAddress address) {
    if (address != null && !deadLetters.take(letters, address)) {
      letters.forEach(letter -> requeues.later(letter.arrival()));
      return false;
    }
    if (address == null) {
      letters.forEach(NotificationSettlement::log);
    }
    counters.dead.add(letters.size());
    if (address == null) {
      letters.forEach(this::reject);
    } else {
      acknowledge(letters.stream().map(DeadLetter::arrival).toList());
    }
    return true;
  }

  private static void log(DeadLetter letter) {
    LOG.log(
        Level.WARNING,
        "{0}: {1} is rejected ({2}), so dropped unless its queue has a dead-letter exchange: {3}",
        letter.listener(),
        letter.delivery().describe(),
        letter.reason(),
        letter.failure() == null ? "the bean does not take it" : letter.failure().getMessage());
  }

  private void reject(DeadLetter letter) {
    try {
      letter.delivery().reject(false);
    } catch (BrokerException e) {
      comesAgain(letter.arrival(), e);
    }
  }

  private void end(List<Heard> group, boolean isDone) {
    for (Heard heard : group) {
      progress.end(heard.uniqueId(), isDone);
    }
  }

  /** Done with them. */
  void acknowledge(List<Arrival> arrivals) {
    try {
      Delivery.ackAll(arrivals.stream().map(Arrival::delivery).toList());
    } catch (BrokerException e) {
      comesAgain(arrivals.get(0), e);
    }
  }

  private void comesAgain(Arrival arrival, BrokerException reason) {
    LOG.log(
        Level.DEBUG,
        "{0}: {1} will come again: {2}",
        subject,
        arrival.delivery().describe(),
        reason.getMessage());
  }
}
