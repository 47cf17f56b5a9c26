package org.rarebit.ra.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.NotificationCodec;
import org.rarebit.ra.wire.NotificationMessage;

/**
 * What happens to notifications once a thread of the container has them: reading, duplicates, one
 * round over the activations for each priority. Each is settled in the end. Thread-safe.
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
  private final NotificationSettlement settlement;
  private final SetAside setAside;
  private final ServerCounters counters;
  private final Executor works;
  private final Runnable finished;

  /**
   * A handler.
   *
   * @param activations in the order in which they hear; changes while notifications are handled
   * @param works run what goes on as another Work
   * @param finished told when that has ended
   */
  NotificationHandler(
      NotificationServerKey key,
      Limits limits,
      List<NotificationActivation> activations,
      NotificationProgress progress,
      Requeues requeues,
      NotificationSettlement settlement,
      SetAside setAside,
      ServerCounters counters,
      Executor works,
      Runnable finished) {
    this.key = key;
    this.limits = limits;
    this.activations = activations;
    this.progress = progress;
    this.requeues = requeues;
    this.settlement = settlement;
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
      ended &= begin(group);
    }
    return ended;
  }

  /** Null if it is settled already. */
  private Heard read(Arrival arrival) {
    NotificationMessage<JsonNode> message;
    try {
      message = NotificationCodec.decode(arrival.delivery().body(), limits);
    } catch (MalformedMessageException e) {
      settlement.giveUp(arrival, e, deadLettersOfAny());
      return null;
    } catch (RuntimeException | Error e) { // ours; it must not stay unsettled all the same
      LOG.log(
          Level.ERROR,
          key.describe() + ": " + arrival.delivery().describe() + " could not be read",
          e);
      requeues.later(arrival);
      return null;
    }
    Optional<NotificationPriority> priority = NotificationPriority.of(message.priority());
    if (priority.isEmpty()) {
      LOG.log(Level.DEBUG, "{0}: {1} has an unknown priority: dropped", key.describe(), message);
      settlement.acknowledge(List.of(arrival));
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
        settlement.acknowledge(List.of(heard.arrival()));
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

  private boolean begin(List<Heard> group) {
    NotificationRound round;
    try {
      round = new NotificationRound(group, activations);
    } catch (RuntimeException | Error e) { // a filter's expression needs too much stack, perhaps
      abandon(group, e);
      return true;
    }
    for (Heard heard : round.setAside()) {
      progress.end(heard.uniqueId(), false);
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
    } catch (RuntimeException | Error e) {
      round.end();
      abandon(round.group(), e);
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
    } catch (RuntimeException | Error e) {
      round.end();
      abandon(round.group(), e);
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
    settlement.settle(round.group(), verdict);
  }

  /** Ours: a bean's failure is a verdict. They must not stay unsettled all the same. */
  private void abandon(List<Heard> group, Throwable failure) {
    LOG.log(
        Level.ERROR,
        key.describe()
            + ": "
            + (group.size() == 1 ? group.get(0).notification() : group.size() + " notifications")
            + " could not be handled",
        failure);
    settlement.later(group);
  }
}
