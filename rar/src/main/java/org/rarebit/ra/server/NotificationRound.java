package org.rarebit.ra.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Notifications of one priority on their way through the beans that want them. Used by one thread
 * after the other, which hand it over as Works.
 */
final class NotificationRound {

  /** One bean that is to see some of them, and that it takes them. */
  record Turn(
      NotificationBean activation,
      List<ReceivedNotification> wanted,
      CircuitBreaker.Ticket ticket) {}

  private final List<Heard> group = new ArrayList<>();
  private final List<Heard> setAside = new ArrayList<>();
  private final List<Heard> unwanted = new ArrayList<>();
  private final Queue<Turn> turns = new ArrayDeque<>();

  /**
   * Finds those who are to see them. To be ended.
   *
   * @param all to be settled once, each of them
   * @param activations who may want them, in their order
   */
  NotificationRound(List<Heard> all, List<NotificationBean> activations) {
    List<Turn> candidates = new ArrayList<>();
    for (NotificationBean activation : activations) {
      if (all.stream().anyMatch(heard -> isFor(activation, heard))) {
        candidates.add(new Turn(activation, List.of(), activation.lane().breaker().admit()));
      }
    }
    for (Heard heard : all) {
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
            .map(Heard::notification)
            .toList();
    if (wanted.isEmpty()) {
      candidate.ticket().undecided();
    } else {
      turns.add(new Turn(candidate.activation(), wanted, candidate.ticket()));
    }
  }

  private static boolean isFor(NotificationBean activation, Heard heard) {
    return activation.topics().contains(heard.arrival().topic())
        && activation.wants(heard.notification());
  }

  /** Those that go through the beans. */
  List<Heard> group() {
    return group;
  }

  /** Those that wait for a bean that is paused. */
  List<Heard> setAside() {
    return setAside;
  }

  /** Those that no bean wants. */
  List<Heard> unwanted() {
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
