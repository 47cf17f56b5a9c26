package org.rarebit.ra.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Scheduler;

/**
 * The way to one bean: who may be with it, who waits, whether it takes any at all, and who is still
 * with it when it goes. Thread-safe; nothing here waits but {@link #pause} and {@link #awaitEmpty}.
 *
 * <p>What holds at any moment, all guarded by this:
 *
 * <ul>
 *   <li>at most {@code places} are taken; a place is taken from {@link #enter} (or from {@link
 *       #leave} that hands it on) to {@link #leave}, also while its item waits for the container
 *   <li>an item is either with whoever offered it, or waits here, or has a place: never two of them
 *   <li>something waits only while a place is taken, or a postponed item is about to be begun: so
 *       whoever gives a place up finds what waits
 *   <li>once it is closed nothing begins, and {@link #takeWaiting} finds what waited
 *   <li>while the breaker is not closed nothing waits anew: what is offered goes back
 * </ul>
 *
 * @param <T> what waits
 */
final class Lane<T> {

  /** An item, and that the bean takes it. */
  record Begun<T>(T item, CircuitBreaker.Ticket ticket) {}

  /** What became of an offer. */
  enum Offer {
    /** It waits here. */
    WAITS,
    /** The bean is paused: it is still the caller's. */
    PAUSED,
    /** The bean goes: it is still the caller's. */
    CLOSED
  }

  private final int places;
  private final CircuitBreaker breaker;
  private final Deque<T> waiting = new ArrayDeque<>(); // guarded by this
  private int taken; // guarded by this
  private int unfinished; // guarded by this; methods that returned a stage not completed yet
  private boolean closed; // guarded by this

  /**
   * An open lane.
   *
   * @param subject begins log lines
   * @param places how many may be with the bean at once
   * @param policy when the bean is paused
   * @param changed called without locks after each pause and resumption; may wait for the broker
   */
  Lane(
      String subject,
      int places,
      CircuitBreaker.Policy policy,
      Executor works,
      Scheduler scheduler,
      Runnable changed) {
    this.places = places;
    this.breaker = new CircuitBreaker(subject, policy, works, scheduler, changed);
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  int places() {
    return places;
  }

  /** With the bean, or returned and not finished. */
  synchronized int inFlight() {
    return taken + unfinished;
  }

  synchronized int waiting() {
    return waiting.size();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /**
   * Takes a place for an item, or lets it wait for one.
   *
   * @return a ticket if it has a place; else what became of it
   */
  synchronized Object enter(T item) {
    if (closed) {
      return Offer.CLOSED;
    }
    if (taken >= places) {
      // one that is tried has the bean for itself: the others do not wait for its outcome
      if (breaker.state() != CircuitBreaker.State.CLOSED) {
        return Offer.PAUSED;
      }
      waiting.add(item);
      return Offer.WAITS;
    }
    CircuitBreaker.Ticket ticket = breaker.admit();
    if (ticket == null) {
      return Offer.PAUSED;
    }
    taken++;
    return ticket;
  }

  /** Takes a place for somebody whose breaker has admitted it already; false once it is closed. */
  synchronized boolean enter() {
    if (!closed) {
      taken++;
    }
    return !closed;
  }

  /** One is done: the next one that waited, with its place, or null and one place is free. */
  synchronized Begun<T> leave() {
    CircuitBreaker.Ticket ticket = waiting.isEmpty() || closed ? null : breaker.admit();
    if (ticket == null) { // what still waits goes back when the consumers learn of the pause
      taken--;
      notifyAll();
      return null;
    }
    return new Begun<>(waiting.poll(), ticket);
  }

  /**
   * The container does not take it now: it waits in front of all others, and its place with it,
   * until {@link #leave} is called for it.
   *
   * @return false if the lane is closed or paused: it is the caller's, and so is its place
   */
  synchronized boolean postpone(T item) {
    if (closed || breaker.state() == CircuitBreaker.State.OPEN) {
      return false;
    }
    waiting.addFirst(item);
    return true;
  }

  /** Those that wait; they are the caller's from now on. */
  synchronized List<T> takeWaiting() {
    List<T> all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }

  /** A method has returned a stage that is not complete. */
  synchronized void unfinished() {
    unfinished++;
  }

  /** Its stage is. */
  synchronized void finished() {
    unfinished--;
    notifyAll();
  }

  /** Waits in a place that is taken; false if its owner is to give up, since the lane closes. */
  synchronized boolean pause(Duration pause) {
    return Deadline.after(pause).waitWhile(this, () -> !closed) && !closed;
  }

  /** Nothing begins from now on, and the breaker tries nothing. */
  void close() {
    breaker.stop();
    synchronized (this) {
      closed = true;
      notifyAll();
    }
  }

  /**
   * Waits for those that are with the bean.
   *
   * @return how many still are at the deadline
   */
  synchronized int awaitEmpty(Deadline deadline) {
    deadline.waitWhile(this, () -> taken + unfinished > 0);
    return taken + unfinished;
  }

  /** Waits until nothing waits, and nobody is with the bean, before it is closed. */
  synchronized void awaitWorkedOff(Deadline deadline) {
    deadline.waitWhile(this, () -> !closed && !waiting.isEmpty());
  }
}
