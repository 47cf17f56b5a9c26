package org.rarebit.ra.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.FailureLog;
import org.rarebit.ra.broker.LogText;
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

  private final FailureLog faults = new FailureLog(LOG);
  private final NotificationServer server;
  private final boolean pooled;
  private final RequestLedger ledger;
  private final Requeues requeues;
  private final NotificationSettlement settlement;

  /**
   * A handler.
   *
   * @param hearAgain gets what came from a stream once more
   */
  NotificationHandler(
      NotificationServer server, NotificationServerSettings settings, Consumer<Arrival> hearAgain) {
    this.server = server;
    this.pooled = settings.pool() != null;
    this.ledger = new RequestLedger(settings.duplicateWindow());
    this.requeues =
        new Requeues(server.name(), settings.requeueDelay(), server.services(), hearAgain);
    this.settlement =
        new NotificationSettlement(
            server.name(),
            requeues,
            new DeadLetters(server.name(), settings.broker(), server.services()),
            server.counters());
  }

  /** How many are remembered as done. */
  int remembered() {
    return ledger.remembered();
  }

  /**
   * Handles a batch, on a thread of the container. Never throws.
   *
   * @return false if it goes on as a Work of its caller's; only for one notification at a time
   */
  boolean handle(List<Arrival> arrivals) {
    List<Arrival.Heard> begun = new ArrayList<>(arrivals.size());
    for (Arrival arrival : arrivals) {
      Arrival.Heard heard = read(arrival);
      if (heard != null) {
        begun.add(heard);
      }
    }
    boolean ended = true;
    for (List<Arrival.Heard> group : groups(begun)) {
      ended &= begin(group);
    }
    return ended;
  }

  /** Null if it is settled already, or somebody else sees to it. */
  private Arrival.Heard read(Arrival arrival) {
    try {
      return decode(arrival);
    } catch (RuntimeException | Error e) { // ours; it must not stay unsettled all the same
      faults.log(
          Level.ERROR,
          server.name() + ": " + arrival.delivery().describe() + " could not be read",
          e);
      requeues.later(arrival);
      return null;
    }
  }

  private Arrival.Heard decode(Arrival arrival) {
    NotificationMessage<JsonNode> message;
    try {
      if (arrival.delivery().unreadableReason() != null) {
        throw new MalformedMessageException(arrival.delivery().unreadableReason());
      }
      message = NotificationCodec.decode(arrival.delivery().body(), server.services().limits());
    } catch (MalformedMessageException e) {
      settlement.giveUp(arrival, e, deadLettersOfAny());
      return null;
    }
    Optional<NotificationPriority> priority = NotificationPriority.of(message.priority());
    if (priority.isEmpty()) {
      LOG.log(
          Level.DEBUG,
          "{0}: {1} has an unknown priority: dropped",
          server.name(),
          LogText.of(message));
      settlement.acknowledge(List.of(arrival.delivery()));
      return null;
    }
    // a pool may be bound to more than we want; from any other queue it came for one who has left
    if (!pooled && server.beans().stream().noneMatch(one -> one.hears(arrival))) {
      requeues.giveBack(arrival);
      return null;
    }
    RequestLedger.Entry entry = ledger.arrived(idOf(message, arrival), arrival.delivery());
    if (entry == null) { // settled with the first one, now or then
      server.counters().duplicates.increment();
      LOG.log(Level.DEBUG, "{0}: {1} came twice: heard once", server.name(), LogText.of(message));
      return null;
    }
    return new Arrival.Heard(
        arrival,
        new ReceivedNotification(
            message,
            priority.get(),
            arrival.comesAgain(),
            arrival.topic(),
            arrival.delivery().headers()),
        entry);
  }

  /** One that an operator has put back is to be heard again, although it is known. */
  private static String idOf(NotificationMessage<?> message, Arrival arrival) {
    int returned = DeadLetterQueue.returnsOf(arrival.delivery());
    return returned == 0 || message.uniqueId() == null
        ? message.uniqueId()
        : message.uniqueId() + " returned " + returned;
  }

  /** What cannot be read is for none of them in particular. */
  private FailurePolicy.DeadLetterAddress deadLettersOfAny() {
    return server.beans().stream()
        .map(one -> one.failurePolicy().deadLetters())
        .filter(address -> address != null)
        .findFirst()
        .orElse(null);
  }

  /** One for each priority, in their order; those that others have failed with are alone. */
  private List<List<Arrival.Heard>> groups(List<Arrival.Heard> all) {
    if (all.size() <= 1) {
      return all.isEmpty() ? List.of() : List.of(all);
    }
    Map<NotificationPriority, List<Arrival.Heard>> together =
        new EnumMap<>(NotificationPriority.class);
    List<List<Arrival.Heard>> groups = new ArrayList<>();
    for (Arrival.Heard heard : all) {
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

  private boolean begin(List<Arrival.Heard> group) {
    Round round;
    try {
      round = new Round(group, server.beans());
    } catch (RuntimeException | Error e) { // a filter's expression needs too much stack, perhaps
      abandon(group, e);
      return true;
    }
    for (Arrival.Heard heard : round.setAside()) {
      List<Delivery> others = settlement.release(heard);
      if (heard.arrival().delivery().streamOffset() == null) {
        server.setAside(heard.arrival());
      } else {
        requeues.later(heard.arrival());
      }
      others.forEach(Delivery::giveBack);
    }
    endUnwanted(round.unwanted());
    return round.group().isEmpty() || goOn(round);
  }

  /** Nobody wants them: they are done with, unless a bean may still come that does. */
  private void endUnwanted(List<Arrival.Heard> unwanted) {
    if (unwanted.isEmpty()) {
      return;
    }
    Duration grace = server.grace();
    if (grace.isZero()) {
      settlement.settle(unwanted, NotificationBean.Verdict.ACKNOWLEDGE);
      return;
    }
    for (Arrival.Heard heard : unwanted) {
      List<Delivery> others = settlement.release(heard);
      server.holding().hold(heard.arrival(), grace);
      others.forEach(Delivery::giveBack);
    }
  }

  /** False if it goes on as a Work of its caller's. */
  private boolean goOn(Round round) {
    try {
      NotificationBean.Verdict verdict = NotificationBean.Verdict.ACKNOWLEDGE;
      while (verdict.kind() == NotificationBean.Verdict.Kind.ACKNOWLEDGE) {
        Round.Turn next = round.next();
        if (next == null) {
          break;
        }
        if (next.activation().bean().runsAsCaller()) {
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

  private void deliverAsCaller(Round round, Round.Turn turn) {
    NotificationBean activation = turn.activation();
    activation
        .bean()
        .runAs(
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
  private void seen(Round round, Supplier<NotificationBean.Verdict> delivery) {
    try {
      NotificationBean.Verdict verdict = delivery.get();
      if (verdict.kind() == NotificationBean.Verdict.Kind.ACKNOWLEDGE && round.hasMore()) {
        server.services().works().execute(() -> resume(round));
        return;
      }
      end(round, verdict);
    } catch (RuntimeException | Error e) {
      round.end();
      abandon(round.group(), e);
    }
    server.finished();
  }

  private void resume(Round round) {
    if (goOn(round)) {
      server.finished();
    }
  }

  private void end(Round round, NotificationBean.Verdict verdict) {
    round.end();
    settlement.settle(round.group(), verdict);
  }

  /** Ours: a bean's failure is a verdict. They must not stay unsettled all the same. */
  private void abandon(List<Arrival.Heard> group, Throwable failure) {
    try {
      faults.log(
          Level.ERROR,
          server.name()
              + ": "
              + (group.size() == 1
                  ? LogText.of(group.get(0).notification())
                  : group.size() + " notifications")
              + " could not be handled",
          Bean.Outcome.fault(failure).failure());
    } finally {
      settlement.later(group);
    }
  }

  /**
   * Notifications of one priority on their way through the beans that want them. Used by one thread
   * after the other, which hand it over as Works.
   */
  private static final class Round {

    /** One bean that is to see some of them, and that it takes them. */
    record Turn(
        NotificationBean activation,
        List<ReceivedNotification> wanted,
        CircuitBreaker.Ticket ticket) {}

    private final List<Arrival.Heard> group = new ArrayList<>();
    private final List<Arrival.Heard> setAside = new ArrayList<>();
    private final List<Arrival.Heard> unwanted = new ArrayList<>();
    private final Queue<Turn> turns = new ArrayDeque<>();

    /**
     * Finds those who are to see them. To be ended.
     *
     * @param all to be settled once, each of them
     * @param activations who may want them, in their order
     */
    Round(List<Arrival.Heard> all, List<NotificationBean> activations) {
      List<Turn> candidates = new ArrayList<>();
      for (NotificationBean activation : activations) {
        if (all.stream().anyMatch(heard -> isFor(activation, heard))) {
          candidates.add(new Turn(activation, List.of(), activation.lane().breaker().admit()));
        }
      }
      for (Arrival.Heard heard : all) {
        // if one of those who want it is paused, those before it would see it twice
        boolean waits =
            candidates.stream()
                .anyMatch(turn -> turn.ticket() == null && isFor(turn.activation(), heard));
        boolean isWanted = candidates.stream().anyMatch(turn -> isFor(turn.activation(), heard));
        (waits ? setAside : isWanted ? group : unwanted).add(heard);
      }
      candidates.stream().filter(turn -> turn.ticket() != null).forEach(this::addTurn);
    }

    private void addTurn(Turn candidate) {
      List<ReceivedNotification> wanted =
          group.stream()
              .filter(heard -> isFor(candidate.activation(), heard))
              .map(Arrival.Heard::notification)
              .toList();
      if (wanted.isEmpty()) {
        candidate.ticket().undecided();
      } else {
        turns.add(new Turn(candidate.activation(), wanted, candidate.ticket()));
      }
    }

    private static boolean isFor(NotificationBean activation, Arrival.Heard heard) {
      return activation.hears(heard.arrival()) && activation.wants(heard.notification());
    }

    /** Those that go through the beans. */
    List<Arrival.Heard> group() {
      return group;
    }

    /** Those that wait for a bean that is paused. */
    List<Arrival.Heard> setAside() {
      return setAside;
    }

    /** Those that no bean wants. */
    List<Arrival.Heard> unwanted() {
      return unwanted;
    }

    /** The next one that is to see some of them; null if there is none. */
    Turn next() {
      return turns.poll();
    }

    /** Whether there is a next one. */
    boolean hasMore() {
      return !turns.isEmpty();
    }

    /** Those whose turn has not come do not see them. */
    void end() {
      turns.forEach(turn -> turn.ticket().undecided());
      turns.clear();
    }
  }
}
