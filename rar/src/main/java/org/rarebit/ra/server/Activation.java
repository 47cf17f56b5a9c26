package org.rarebit.ra.server;

import java.time.Duration;
import java.time.Instant;
import org.rarebit.ra.broker.Durations;

/** One activated bean, as monitoring sees it, and to be ended. Thread-safe. */
public final class Activation {

  private final Servers.Shared shared;
  private final Server.ServedBean bean;
  private final Duration drainTimeout;

  Activation(Servers.Shared shared, Server.ServedBean bean, Duration drainTimeout) {
    this.shared = shared;
    this.bean = bean;
    this.drainTimeout = drainTimeout;
  }

  Servers.Shared shared() {
    return shared;
  }

  Server.ServedBean bean() {
    return bean;
  }

  /**
   * How long its end may take.
   *
   * @return as configured
   */
  public Duration drainTimeout() {
    return drainTimeout;
  }

  /**
   * The bean.
   *
   * @return the name of its class
   */
  public String className() {
    return bean.className();
  }

  /**
   * The server that it shares with others.
   *
   * @return what is served
   */
  public String server() {
    return shared.server.name();
  }

  /**
   * Whether it takes anything.
   *
   * @return the breaker's state
   */
  public CircuitBreaker.State breakerState() {
    return bean.lane().breaker().state();
  }

  /**
   * When it tries again by itself.
   *
   * @return null if it need not, or an operator paused it
   */
  public Instant nextAttempt() {
    return bean.lane().breaker().nextAttempt();
  }

  /**
   * Whether its server consumes all that it should.
   *
   * @return false while it connects
   */
  public boolean isAttached() {
    return shared.server.isAttached();
  }

  /**
   * Methods that run, and those that returned a stage which is not complete.
   *
   * @return how many
   */
  public int inFlight() {
    return bean.lane().inFlight();
  }

  /**
   * What has been read and waits for one of those in flight.
   *
   * @return how many
   */
  public int waiting() {
    return bean.lane().waiting();
  }

  /**
   * What returned.
   *
   * @return how many since the activation
   */
  public long served() {
    return bean.counters().served.sum();
  }

  /**
   * What came to an exception.
   *
   * @return how many since the activation
   */
  public long failed() {
    return bean.counters().failed.sum();
  }

  /**
   * How long what returned, or came to an exception, took from where the container begins.
   *
   * @return since the activation; several notifications at once are one
   */
  public Durations methods() {
    return bean.counters().methods;
  }

  /**
   * What came twice to the server.
   *
   * @return how many since its first activation
   */
  public long duplicates() {
    return bean.counters().duplicates.sum() + shared.server.counters().duplicates.sum();
  }

  /**
   * What expired before it was begun by the server.
   *
   * @return how many since its first activation
   */
  public long expired() {
    return shared.server.counters().expired.sum();
  }

  /**
   * What the server gave up.
   *
   * @return how many since its first activation
   */
  public long dead() {
    return shared.server.counters().dead.sum();
  }

  /**
   * What the server could not read.
   *
   * @return how many since its first activation
   */
  public long rejected() {
    return shared.server.counters().rejected.sum();
  }

  /**
   * What nobody of the server serves.
   *
   * @return how many since its first activation
   */
  public long refused() {
    return shared.server.counters().refused.sum();
  }

  /**
   * Replies that were given up, of all servers on its broker.
   *
   * @return how many since the first of them
   */
  public long lostReplies() {
    return shared.server.replies() == null ? 0 : shared.server.replies().lost();
  }

  /**
   * Replies that were sent more than once, of all servers on its broker.
   *
   * @return how many since the first of them
   */
  public long resentReplies() {
    return shared.server.replies() == null ? 0 : shared.server.replies().resent();
  }

  /**
   * Replies that the broker has not confirmed, of all servers on it.
   *
   * @return how many at this moment
   */
  public int keptReplies() {
    return shared.server.replies() == null ? 0 : shared.server.replies().kept();
  }

  /**
   * What the server remembers as done.
   *
   * @return how many requests or notifications, at most its duplicateWindow
   */
  public int remembered() {
    return shared.server.remembered();
  }

  /**
   * What the server holds for beans that are paused, or not there yet.
   *
   * @return how many at this moment
   */
  public int setAside() {
    return shared.server.setAside();
  }

  /**
   * How often it has paused itself.
   *
   * @return how many times since the activation, vain attempts included
   */
  public long pauses() {
    return bean.lane().breaker().pauses();
  }

  /**
   * The last failure that was no answer.
   *
   * @return its text; null if there was none
   */
  public String lastError() {
    return bean.counters().lastError();
  }

  /** Takes nothing until {@link #resume}. Returns when the consumers know. */
  public void pause() {
    bean.lane().breaker().pause();
  }

  /** Takes everything. Returns when the consumers know. */
  public void resume() {
    bean.lane().breaker().resume();
  }

  @Override
  public String toString() {
    return bean.toString();
  }
}
