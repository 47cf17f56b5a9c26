package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.rarebit.ra.broker.Scheduler;

/**
 * Decides whether a bean takes requests. After so many failures in a row it takes none for a while
 * (open), then tries with one (half-open), and takes all again or pauses twice as long. An operator
 * may pause and resume at any time. Only outcomes of what was admitted in the present state count:
 * a slow request of an earlier one decides nothing. Thread-safe.
 */
public final class CircuitBreaker {

  /** What it does at the moment. */
  public enum State {
    /** Every request is admitted. */
    CLOSED,
    /** None is, until the time has come or an operator resumes. */
    OPEN,
    /** One is, and its outcome decides. */
    HALF_OPEN
  }

  /**
   * When it opens, and for how long.
   *
   * @param threshold how many failures in a row open it; 0: none ever does
   * @param pause the first pause; each further one in a row is twice as long
   * @param longestPause the longest
   */
  public record Policy(int threshold, Duration pause, Duration longestPause) {}

  private static final System.Logger LOG = System.getLogger(CircuitBreaker.class.getName());

  private static final String NEVER_ENDED = "an attempt that has not ended since";

  private final String subject;
  private final Policy policy;
  private final Executor executor;
  private final Scheduler scheduler;
  private final Runnable changed;
  private final boolean counts; // else only an operator opens it, and no outcome decides anything
  private final Ticket uncounted = new Ticket(0); // for all requests then

  private volatile State state = State.CLOSED; // written under this
  private long epoch; // guarded by this; one more with each change of state
  private int failures; // guarded by this; in a row
  private boolean probing; // guarded by this; the one request of half-open is out
  private Duration nextPause; // guarded by this
  private long pauses; // guarded by this; that it made itself
  private Instant nextAttempt; // guarded by this; null unless open and not by an operator
  private Scheduler.Task attempt = () -> {}; // guarded by this

  /**
   * A closed breaker.
   *
   * @param subject begins its log lines
   * @param executor runs what may wait
   * @param scheduler runs what is to happen later
   * @param changed called without locks after each change of state; may wait for the broker
   */
  CircuitBreaker(
      String subject, Policy policy, Executor executor, Scheduler scheduler, Runnable changed) {
    this.subject = subject;
    this.policy = policy;
    this.executor = executor;
    this.scheduler = scheduler;
    this.changed = changed;
    this.counts = policy.threshold() > 0;
    this.nextPause = shorter(policy.pause(), policy.longestPause());
  }

  State state() {
    return state;
  }

  /** How often it has opened by itself, after vain attempts as well. */
  synchronized long pauses() {
    return pauses;
  }

  /** When it tries again by itself; null if it need not, or an operator paused it. */
  synchronized Instant nextAttempt() {
    return nextAttempt;
  }

  /**
   * Admits a request, or returns null: it must go back. An attempt whose outcome does not come
   * within the longest pause counts as a failure: its method hangs, or nobody completes its stage.
   */
  Ticket admit() {
    return counts ? admitCounted() : state == State.CLOSED ? uncounted : null;
  }

  private synchronized Ticket admitCounted() {
    if (state == State.OPEN || (state == State.HALF_OPEN && probing)) {
      return null;
    }
    probing = state == State.HALF_OPEN;
    Ticket ticket = new Ticket(epoch);
    if (probing) {
      attempt =
          scheduler.after(
              policy.longestPause(), () -> executor.execute(() -> ticket.failed(NEVER_ENDED)));
    }
    return ticket;
  }

  private synchronized void undecided(long since) {
    if (since == epoch && probing) {
      probing = false;
      attempt.cancel();
    }
  }

  private void succeeded(long since) {
    synchronized (this) {
      if (since != epoch) {
        return;
      }
      failures = 0;
      if (state == State.CLOSED) {
        return;
      }
      close();
    }
    LOG.log(Level.INFO, "{0}: resumed: the attempt succeeded", subject);
    executor.execute(changed);
  }

  private void failed(long since, String reason) {
    Duration pause;
    int inARow;
    synchronized (this) {
      if (since != epoch) {
        return;
      }
      inARow = ++failures;
      if (state == State.CLOSED && failures < policy.threshold()) {
        return;
      }
      pause = nextPause;
      nextPause = shorter(pause.multipliedBy(2), policy.longestPause());
      become(State.OPEN);
      pauses++;
      nextAttempt = Instant.now().plus(pause);
      long opened = epoch;
      attempt = scheduler.after(pause, () -> tryOne(opened));
    }
    LOG.log(
        Level.WARNING,
        "{0}: paused after {1} failures in a row, the last of them {2}. It takes nothing from the"
            + " broker and tries one again in {3} ms.",
        subject,
        Integer.toString(inARow),
        reason,
        Long.toString(pause.toMillis()));
    executor.execute(changed);
  }

  private void tryOne(long opened) {
    synchronized (this) {
      if (epoch != opened) {
        return; // an operator was quicker
      }
      become(State.HALF_OPEN);
    }
    executor.execute(changed);
  }

  /** Admits nothing until {@link #resume}. Returns when the consumers know. */
  void pause() {
    synchronized (this) {
      if (state == State.OPEN && nextAttempt == null) {
        return;
      }
      become(State.OPEN);
    }
    LOG.log(Level.INFO, "{0}: paused by an operator", subject);
    changed.run();
  }

  /** Admits everything, whatever happened before. Returns when the consumers know. */
  void resume() {
    synchronized (this) {
      if (state == State.CLOSED) {
        return;
      }
      close();
    }
    LOG.log(Level.INFO, "{0}: resumed by an operator", subject);
    changed.run();
  }

  /** Tries nothing by itself any more. */
  synchronized void stop() {
    attempt.cancel();
    epoch++;
  }

  private synchronized void close() {
    become(State.CLOSED);
    failures = 0;
    nextPause = shorter(policy.pause(), policy.longestPause());
  }

  private synchronized void become(State next) {
    attempt.cancel();
    state = next;
    epoch++;
    probing = false;
    nextAttempt = null;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** That a request was admitted. Told its outcome once; what comes after that changes nothing. */
  final class Ticket {

    private final long since;

    private Ticket(long since) {
      this.since = since;
    }

    /** The request did not come to the bean after all, or says nothing of the bean. */
    void undecided() {
      if (counts) {
        CircuitBreaker.this.undecided(since);
      }
    }

    /** The bean was called: only a failure of the system's counts as one. */
    void ended(Bean.Outcome outcome) {
      if (outcome.isFailure() && outcome.isFault()) {
        failed(outcome.failure());
      } else {
        succeeded();
      }
    }

    /** The bean did its work, be it with an answer that is an error. */
    void succeeded() {
      if (counts) {
        CircuitBreaker.this.succeeded(since);
      }
    }

    /** The bean, or the system around it, failed. */
    void failed(Throwable reason) {
      failed(reason.getClass().getName());
    }

    private void failed(String reason) {
      if (counts) {
        CircuitBreaker.this.failed(since, reason);
      }
    }
  }
}
