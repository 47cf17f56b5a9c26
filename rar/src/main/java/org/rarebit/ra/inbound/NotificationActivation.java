package org.rarebit.ra.inbound;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.NotificationResult;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.wire.NotificationFilter;

/**
 * One activated message-driven bean that hears notifications: which ones, and what becomes of them.
 * Thread-safe.
 */
final class NotificationActivation implements ActiveBean {

  private static final System.Logger LOG = System.getLogger(NotificationActivation.class.getName());
  private static final long UNAVAILABLE_PAUSE_MILLIS = 100;

  /** The interface's: unlike the bean's, it can be called on every kind of endpoint. */
  private static final Method ON_NOTIFICATION = onNotification();

  private final String name;
  private final String beanName;
  private final List<String> topics;
  private final Set<NotificationPriority> priorities;
  private final NotificationFilter filter;
  private final int maxConcurrency;
  private final boolean requeueAllowed;
  private final ExceptionPolicy onException;
  private final EndpointInvoker invoker;
  private final SecurityInflow inflow; // null: the bean runs as nobody
  private final CircuitBreaker breaker;
  private final ActivationCounters counters = new ActivationCounters();
  private int running; // guarded by this
  private boolean closed; // guarded by this

  NotificationActivation(
      MessageEndpointFactory factory, NotificationActivationSpec spec, NotificationServer server) {
    this.name = factory.getEndpointClass().getSimpleName() + " of " + server.name();
    this.beanName = factory.getEndpointClass().getName();
    this.topics = spec.topicList();
    this.priorities = spec.prioritySet();
    this.filter = spec.filter();
    this.maxConcurrency = spec.getMaxConcurrency();
    this.requeueAllowed = spec.getRequeueAllowed();
    this.onException = spec.exceptionPolicy();
    this.invoker = new EndpointInvoker(factory, server.services().transactions());
    this.inflow =
        spec.getSecurityInflow()
            ? new SecurityInflow(name, spec.callerKeyNames(), server.services().works())
            : null;
    this.breaker =
        new CircuitBreaker(
            "activation " + name, spec.breakerPolicy(), server.services(), server::adjust);
  }

  private static Method onNotification() {
    try {
      return NotificationListener.class.getMethod("onNotification", Notification.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public String beanName() {
    return beanName;
  }

  @Override
  public CircuitBreaker breaker() {
    return breaker;
  }

  @Override
  public ActivationCounters counters() {
    return counters;
  }

  @Override
  public synchronized int inFlight() {
    return running;
  }

  /** None: what waits, waits for the whole server. */
  @Override
  public int waiting() {
    return 0;
  }

  List<String> topics() {
    return topics;
  }

  Set<NotificationPriority> priorities() {
    return priorities;
  }

  int maxConcurrency() {
    return maxConcurrency;
  }

  /** What makes a delivery run as the caller; null if it runs as nobody. */
  SecurityInflow inflow() {
    return inflow;
  }

  /** Whether it is to see a notification of one of its topics. */
  boolean wants(ReceivedNotification notification) {
    return priorities.contains(notification.priority()) && filter.matches(notification.message());
  }

  /**
   * Delivers it to an endpoint. Waits while the container has none, unless the activation ends.
   *
   * @param ticket told how the bean did
   */
  Verdict deliver(ReceivedNotification notification, CircuitBreaker.Ticket ticket) {
    if (!enter()) {
      ticket.undecided();
      return Verdict.GIVE_BACK;
    }
    try {
      MessageEndpoint endpoint = awaitEndpoint(notification);
      if (endpoint == null) {
        ticket.undecided();
        return Verdict.GIVE_BACK;
      }
      Outcome outcome =
          invoker.deliver(endpoint, ON_NOTIFICATION, new Object[] {notification}, null);
      count(outcome, ticket);
      return verdict(notification, outcome);
    } finally {
      leave();
    }
  }

  private void count(Outcome outcome, CircuitBreaker.Ticket ticket) {
    if (!outcome.isFailure()) {
      counters.served.increment();
      ticket.succeeded();
      return;
    }
    counters.failed.increment();
    if (ApplicationExceptions.isAnswer(outcome.failure())) {
      ticket.succeeded();
    } else {
      counters.error(outcome.failure());
      ticket.failed(outcome.failure());
    }
  }

  private synchronized boolean enter() {
    if (!closed) {
      running++;
    }
    return !closed;
  }

  private synchronized void leave() {
    running--;
    notifyAll();
  }

  /**
   * Holds its thread meanwhile: so no more wait than may run, and the other endpoints of the round
   * see the notification once.
   */
  private MessageEndpoint awaitEndpoint(ReceivedNotification notification) {
    while (true) {
      try {
        return invoker.take();
      } catch (UnavailableException | RuntimeException e) {
        LOG.log(
            Level.DEBUG,
            "activation {0}: the container has no free instance of the bean ({1}); {2} waits",
            name,
            e.getMessage(),
            notification);
      }
      synchronized (this) {
        if (closed) {
          return null;
        }
        try {
          wait(UNAVAILABLE_PAUSE_MILLIS); // close() wakes up
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt(); // the container is in a hurry
          return null;
        }
      }
    }
  }

  private Verdict verdict(ReceivedNotification notification, Outcome outcome) {
    if (outcome.isFailure()) {
      return failed(notification, outcome.failure());
    }
    if (outcome.result() != NotificationResult.REQUEUE) {
      return Verdict.ACKNOWLEDGE;
    }
    if (requeueAllowed) {
      return Verdict.REQUEUE;
    }
    LOG.log(
        Level.WARNING,
        "activation {0}: {1} is acknowledged although the bean answered REQUEUE, since"
            + " requeueAllowed is false",
        name,
        notification);
    return Verdict.ACKNOWLEDGE;
  }

  private Verdict failed(ReceivedNotification notification, Throwable failure) {
    Verdict verdict = verdictOnFailure();
    if (verdict == Verdict.REQUEUE && AccessRefusals.isOne(failure)) {
      verdict = Verdict.REJECT; // the next time the caller has no other roles
    }
    boolean again = verdict == Verdict.REQUEUE && notification.isRedelivered();
    LOG.log(
        again ? Level.DEBUG : Level.WARNING, // the first failure tells it all
        "activation " + name + ": " + notification + " failed: " + verdict,
        failure);
    return verdict;
  }

  private Verdict verdictOnFailure() {
    return switch (onException) {
      case REQUEUE -> requeueAllowed ? Verdict.REQUEUE : Verdict.ACKNOWLEDGE;
      case REJECT -> Verdict.REJECT;
      case ACKNOWLEDGE -> Verdict.ACKNOWLEDGE;
    };
  }

  /**
   * The container did not take over the caller's identity, and has been reported. A server that is
   * set right can deliver it yet.
   */
  Verdict refuseCaller(ReceivedNotification notification) {
    Verdict verdict = verdictOnFailure();
    LOG.log(
        verdict == Verdict.REQUEUE ? Level.DEBUG : Level.WARNING,
        "activation {0}: {1}: its caller''s identity was not taken over: {2}",
        name,
        notification,
        verdict);
    return verdict;
  }

  @Override
  public synchronized int close(Deadline deadline) {
    closed = true;
    breaker.stop();
    notifyAll();
    try {
      while (running > 0 && !deadline.isPassed()) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, deadline.remainingNanos()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container is in a hurry
    }
    return running;
  }

  @Override
  public String toString() {
    return name;
  }
}
