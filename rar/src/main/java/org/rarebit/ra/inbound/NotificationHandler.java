package org.rarebit.ra.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.NotificationCodec;
import org.rarebit.ra.wire.NotificationMessage;

/**
 * What happens to notifications once a thread of the container has them: reading, duplicates, one
 * round over the activations for each priority, settlement. Settles each delivery. Thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging notify/dispatcher.py,
 *     NotificationDispatcher.dispatch, BatchNotificationDispatcher.dispatch</a>
 */
final class NotificationHandler {

  private static final System.Logger LOG = System.getLogger(NotificationHandler.class.getName());

  /** One that was requeued with others so often is handled alone from then on. */
  private static final int ALONE_AFTER = 2;

  private final NotificationServerKey key;
  private final Limits limits;
  private final List<NotificationActivation> activations;
  private final NotificationProgress progress;
  private final Requeues requeues;
  private final DeadLetters deadLetters;
  private final Acknowledgements acknowledgements;
  private final BooleanSupplier othersWait;
  private final SetAside setAside;
  private final ServerCounters counters;
  private final Executor works;
  private final Runnable finished;

  /**
   * A handler.
   *
   * @param activations in the order in which they hear; changes while notifications are handled
   * @param othersWait whether there is more to do than what is being handled
   * @param works run what goes on as another Work
   * @param finished told when that has ended
   */
  NotificationHandler(
      NotificationServerKey key,
      Limits limits,
      List<NotificationActivation> activations,
      NotificationProgress progress,
      Requeues requeues,
      DeadLetters deadLetters,
      Acknowledgements acknowledgements,
      BooleanSupplier othersWait,
      SetAside setAside,
      ServerCounters counters,
      Executor works,
      Runnable finished) {
    this.key = key;
    this.limits = limits;
    this.activations = activations;
    this.progress = progress;
    this.requeues = requeues;
    this.deadLetters = deadLetters;
    this.acknowledgements = acknowledgements;
    this.othersWait = othersWait;
    this.setAside = setAside;
    this.counters = counters;
    this.works = works;
    this.finished = finished;
  }

  /**
   * Handles a batch, on a thread of the container. Never throws.
   *
   * @return false if it goes on as a Work of its caller's; only for one notification at a time
   */
  boolean handle(List<Arrival> arrivals) {
    List<Heard> begun = new ArrayList<>(arrivals.size());
    for (Arrival arrival : arrivals) {
      Heard heard = read(arrival);
      if (heard != null && begin(heard)) {
        begun.add(heard);
      }
    }
    boolean ended = true;
    for (List<Heard> group : groups(begun)) {
      ended &= begin(new NotificationRound(group, activations));
    }
    return ended;
  }

  /** Null if it is settled already. */
  private Heard read(Arrival arrival) {
    NotificationMessage<JsonNode> message;
    try {
      message = NotificationCodec.decode(arrival.delivery().body(), limits);
    } catch (MalformedMessageException e) {
      counters.rejected.increment();
      giveUp(List.of(malformed(arrival, e)), deadLettersOfAny());
      return null;
    } catch (RuntimeException e) { // ours; it must not stay unsettled all the same
      LOG.log(Level.ERROR, key.describe() + ": " + describe(arrival) + " could not be read", e);
      requeues.later(arrival);
      return null;
    }
    Optional<NotificationPriority> priority = NotificationPriority.of(message.priority());
    if (priority.isEmpty()) {
      LOG.log(Level.DEBUG, "{0}: {1} has an unknown priority: dropped", key.describe(), message);
      acknowledge(arrival);
      return null;
    }
    // a pool may be bound to more than we want; from any other queue it came for one who has left
    if (key.pool() == null
        && activations.stream().noneMatch(one -> one.topics().contains(arrival.topic()))) {
      requeues.giveBack(arrival);
      return null;
    }
    return new Heard(
        arrival, new ReceivedNotification(message, priority.get(), arrival.comesAgain()));
  }

  private DeadLetter malformed(Arrival arrival, MalformedMessageException reason) {
    return new DeadLetter(
        arrival,
        DeadLetter.Reason.MALFORMED,
        key.describe(),
        arrival.delivery().earlierDeliveries() + 1,
        reason);
  }

  /** What cannot be read is for none of them in particular. */
  private DeadLetterAddress deadLettersOfAny() {
    return activations.stream()
        .map(one -> one.failurePolicy().deadLetters())
        .filter(address -> address != null)
        .findFirst()
        .orElse(null);
  }

  private boolean begin(Heard heard) {
    switch (progress.begin(heard.uniqueId())) {
      case DONE -> {
        counters.duplicates.increment();
        LOG.log(Level.DEBUG, "{0}: {1} came twice: dropped", key.describe(), heard.notification());
        acknowledge(heard.arrival());
        return false;
      }
      case RUNNING -> { // it may still fail
        requeues.later(heard.arrival());
        return false;
      }
      default -> {
        return true;
      }
    }
  }

  /** One for each priority, in their order; those that others have failed with are alone. */
  private List<List<Heard>> groups(List<Heard> all) {
    if (all.size() <= 1) {
      return all.isEmpty() ? List.of() : List.of(all);
    }
    Map<NotificationPriority, List<Heard>> together = new EnumMap<>(NotificationPriority.class);
    List<List<Heard>> groups = new ArrayList<>();
    for (Heard heard : all) {
      if (requeues.countOf(heard) >= ALONE_AFTER) {
        groups.add(List.of(heard));
      } else {
        together
            .computeIfAbsent(heard.notification().priority(), any -> new ArrayList<>())
            .add(heard);
      }
    }
    groups.addAll(0, together.values());
    return groups;
  }

  private boolean begin(NotificationRound round) {
    end(round.setAside(), false);
    for (Heard heard : round.setAside()) {
      if (heard.arrival().delivery().streamOffset() == null) {
        setAside.hold(heard.arrival().delivery());
      } else {
        requeues.later(heard.arrival());
      }
    }
    return round.group().isEmpty() || goOn(round);
  }

  /** False if it goes on as a Work of its caller's. */
  private boolean goOn(NotificationRound round) {
    try {
      Verdict verdict = Verdict.ACKNOWLEDGE;
      while (verdict.kind() == Verdict.Kind.ACKNOWLEDGE) {
        NotificationRound.Turn next = round.next();
        if (next == null) {
          break;
        }
        if (next.activation().inflow() != null) {
          deliverAsCaller(round, next);
          return false;
        }
        verdict = next.activation().deliver(next.wanted(), next.ticket());
      }
      end(round, verdict);
    } catch (RuntimeException e) {
      abandon(round, e);
    }
    return true;
  }

  private void deliverAsCaller(NotificationRound round, NotificationRound.Turn turn) {
    NotificationActivation activation = turn.activation();
    activation
        .inflow()
        .run(
            turn.wanted().get(0).context(),
            () -> seen(round, () -> activation.deliver(turn.wanted(), turn.ticket())),
            () ->
                seen(
                    round,
                    () -> {
                      turn.ticket().undecided();
                      return activation.refuseCaller(turn.wanted());
                    }));
  }

  /** On a Work's thread: the next bean may be none of the caller's, so it is another Work. */
  private void seen(NotificationRound round, Supplier<Verdict> delivery) {
    try {
      Verdict verdict = delivery.get();
      if (verdict.kind() == Verdict.Kind.ACKNOWLEDGE && round.hasMore()) {
        works.execute(() -> resume(round));
        return;
      }
      end(round, verdict);
    } catch (RuntimeException e) {
      abandon(round, e);
    }
    finished.run();
  }

  private void resume(NotificationRound round) {
    if (goOn(round)) {
      finished.run();
    }
  }

  private void end(NotificationRound round, Verdict verdict) {
    round.end();
    settle(round.group(), verdict);
  }

  /** Ours: a bean's failure is a verdict. It must not stay unsettled all the same. */
  private void abandon(NotificationRound round, RuntimeException failure) {
    round.end();
    LOG.log(Level.ERROR, key.describe() + ": " + round + " could not be handled", failure);
    end(round.group(), false);
    round.group().forEach(heard -> requeues.later(heard.arrival()));
  }

  private void settle(List<Heard> group, Verdict verdict) {
    switch (verdict.kind()) {
      case ACKNOWLEDGE -> {
        group.forEach(requeues::forget);
        end(group, true); // first: if acknowledging fails, the next delivery is known to have run
        acknowledge(group);
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

  private void requeue(List<Heard> group, Verdict verdict) {
    FailurePolicy policy = verdict.by().failurePolicy();
    Map<Heard, DeadLetter> dead = new LinkedHashMap<>();
    for (Heard heard : group) {
      int count = requeues.count(heard);
      if (policy.isTooOften(count)) {
        dead.put(heard, dead(heard, DeadLetter.Reason.REDELIVERY_LIMIT, count - 1, verdict));
      } else {
        end(List.of(heard), false);
        requeues.requeue(heard);
      }
    }
    if (!dead.isEmpty()) {
      giveUp(List.copyOf(dead.keySet()), List.copyOf(dead.values()), policy.deadLetters());
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

  /** False if they come again, since nobody has taken them yet. */
  private boolean giveUp(List<DeadLetter> letters, DeadLetterAddress address) {
    if (address == null) {
      letters.forEach(this::reject);
      return true;
    }
    if (!deadLetters.take(letters, address)) {
      letters.forEach(letter -> requeues.later(letter.arrival()));
      return false;
    }
    letters.forEach(letter -> acknowledge(letter.arrival()));
    return true;
  }

  private void reject(DeadLetter letter) {
    LOG.log(
        Level.WARNING,
        "{0}: {1} is rejected ({2}), so dropped unless its queue has a dead-letter exchange: {3}",
        letter.listener(),
        letter.delivery().describe(),
        letter.reason(),
        letter.failure() == null ? "the bean does not take it" : letter.failure().getMessage());
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

  private void acknowledge(List<Heard> group) {
    if (group.size() == 1) {
      acknowledge(group.get(0).arrival());
    } else {
      acknowledgements.send(group.stream().map(heard -> heard.arrival().delivery()).toList());
    }
  }

  private void acknowledge(Arrival arrival) {
    acknowledgements.add(arrival.delivery(), othersWait.getAsBoolean());
  }

  private void comesAgain(Arrival arrival, BrokerException reason) {
    LOG.log(
        Level.DEBUG,
        "{0}: {1} will come again: {2}",
        key.describe(),
        describe(arrival),
        reason.getMessage());
  }

  private static String describe(Arrival arrival) {
    return arrival.delivery().describe();
  }
}
