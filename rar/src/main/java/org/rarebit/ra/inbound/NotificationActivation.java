package org.rarebit.ra.inbound;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.rarebit.api.EncodingException;
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
  private static final Duration UNAVAILABLE_PAUSE = Duration.ofMillis(100);

  private final String name;
  private final String beanName;
  private final List<String> topics;
  private final Set<NotificationPriority> priorities;
  private final NotificationFilter filter;
  private final int maxConcurrency;
  private final NotificationMethods methods;
  private final FailurePolicy failurePolicy;
  private final Endpoints endpoints;
  private final EndpointInvoker invoker;
  private final SecurityInflow inflow; // null: the bean runs as nobody
  private final CircuitBreaker breaker;
  private final ActivationCounters counters = new ActivationCounters();
  private final RunningMethods running = new RunningMethods();

  NotificationActivation(
      MessageEndpointFactory factory,
      NotificationActivationSpec spec,
      NotificationMethods methods,
      NotificationServer server) {
    this.name = factory.getEndpointClass().getSimpleName() + " of " + server.name();
    this.beanName = factory.getEndpointClass().getName();
    this.topics = spec.topicList();
    this.methods = methods;
    this.priorities = spec.prioritySet();
    this.priorities.retainAll(methods.priorities());
    this.filter = spec.filter();
    this.maxConcurrency = spec.values().maxConcurrency();
    this.failurePolicy = spec.failurePolicy();
    this.endpoints =
        spec.values().securityInflow() // each notification has a thread of its own
            ? Endpoints.fresh("activation " + name, factory)
            : Endpoints.kept("activation " + name, factory);
    this.invoker = new EndpointInvoker(endpoints, factory, server.services().transactions());
    this.inflow =
        spec.values().securityInflow()
            ? new SecurityInflow(name, spec.callerKeyNames(), server.services().works())
            : null;
    this.breaker =
        new CircuitBreaker(
            "activation " + name,
            spec.breakerPolicy(),
            server.services().works(),
            server.services().scheduler(),
            server::adjust);
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
  public int inFlight() {
    return running.count();
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

  /** A thread that delivers goes back to the container. */
  void threadLeaves() {
    endpoints.leave();
  }

  int maxConcurrency() {
    return maxConcurrency;
  }

  /** Whether it is to see a notification of one of its topics. */
  boolean wants(ReceivedNotification notification) {
    return priorities.contains(notification.priority())
        && filter.matches(notification.message())
        && methods.hears(notification);
  }

  /** What makes a delivery run as the caller; null if it runs as nobody. */
  SecurityInflow inflow() {
    return inflow;
  }

  FailurePolicy failurePolicy() {
    return failurePolicy;
  }

  /**
   * Delivers notifications to an endpoint, several only if its methods are batched. Waits while the
   * container has none, unless the activation ends.
   *
   * @param ticket told how the bean did
   */
  Verdict deliver(List<ReceivedNotification> notifications, CircuitBreaker.Ticket ticket) {
    NotificationCall call;
    try {
      call = methods.callFor(notifications);
    } catch (EncodingException e) {
      counters.failed.increment();
      ticket.undecided();
      return new Verdict(Verdict.Kind.REJECT, this, e);
    }
    if (!running.enter()) {
      ticket.undecided();
      return Verdict.GIVE_BACK;
    }
    try {
      Outcome outcome = awaitOutcome(call, notifications);
      if (outcome == null) {
        ticket.undecided();
        return Verdict.GIVE_BACK;
      }
      Verdict verdict = verdict(notifications, outcome);
      count(notifications.size(), outcome, ticket); // last: what counts is in the log
      return verdict;
    } finally {
      running.leave();
    }
  }

  /** Null if the activation ends before the container has begun it. */
  private Outcome awaitOutcome(NotificationCall call, List<ReceivedNotification> notifications) {
    for (int attempt = 1; ; attempt++) {
      Outcome outcome;
      try {
        MessageEndpoint endpoint = awaitEndpoint(notifications);
        if (endpoint == null) {
          return null;
        }
        outcome = invoker.deliver(endpoint, call.method(), call.args(), null, () -> true);
      } catch (RuntimeException | Error e) { // the container cannot make the bean
        outcome = Outcome.notBegun(e);
      }
      if (outcome.begun() || attempt == ServedRequest.MOST_ATTEMPTS) {
        return outcome;
      }
      if (!running.pause(UNAVAILABLE_PAUSE)) {
        return null;
      }
    }
  }

  private void count(int delivered, Outcome outcome, CircuitBreaker.Ticket ticket) {
    if (outcome.isFailure()) {
      if (!ApplicationExceptions.isAnswer(outcome.failure())) {
        counters.error(outcome.failure());
      }
      counters.failed.add(delivered);
    } else {
      counters.served.add(delivered);
    }
    ticket.ended(outcome);
  }

  /**
   * Holds its thread meanwhile: so no more wait than may run, and the other endpoints of the round
   * see the notification once.
   */
  private MessageEndpoint awaitEndpoint(List<ReceivedNotification> notifications) {
    while (true) {
      try {
        return endpoints.take();
      } catch (UnavailableException e) {
        LOG.log(
            Level.DEBUG,
            "activation {0}: the container has no free instance of the bean ({1}); {2} waits",
            name,
            e.getMessage(),
            describe(notifications));
      }
      if (!running.pause(UNAVAILABLE_PAUSE)) {
        return null;
      }
    }
  }

  private Verdict verdict(List<ReceivedNotification> notifications, Outcome outcome) {
    if (outcome.isFailure()) {
      return failed(notifications, outcome.failure());
    }
    if (outcome.result() != NotificationResult.REQUEUE) {
      return Verdict.ACKNOWLEDGE;
    }
    if (failurePolicy.requeueAllowed()) {
      return new Verdict(Verdict.Kind.REQUEUE, this, null);
    }
    LOG.log(
        Level.WARNING,
        "activation {0}: {1} is acknowledged although the bean answered REQUEUE, since"
            + " requeueAllowed is false",
        name,
        describe(notifications));
    return Verdict.ACKNOWLEDGE;
  }

  private Verdict failed(List<ReceivedNotification> notifications, Throwable failure) {
    Verdict.Kind kind = failurePolicy.onFailure();
    if (kind == Verdict.Kind.REQUEUE && AccessRefusals.isOne(failure)) {
      kind = Verdict.Kind.REJECT; // the next time the caller has no other roles
    }
    boolean again =
        kind == Verdict.Kind.REQUEUE
            && notifications.stream().allMatch(ReceivedNotification::isRedelivered);
    LOG.log(
        again ? Level.DEBUG : Level.WARNING, // the first failure tells it all
        "activation " + name + ": " + describe(notifications) + " failed: " + kind,
        failure);
    return new Verdict(kind, this, failure);
  }

  /**
   * The container did not take over the caller's identity, and has been reported. A server that is
   * set right can deliver it yet.
   */
  Verdict refuseCaller(List<ReceivedNotification> notifications) {
    Verdict.Kind kind = failurePolicy.onFailure();
    LOG.log(
        kind == Verdict.Kind.REQUEUE ? Level.DEBUG : Level.WARNING,
        "activation {0}: {1}: its caller''s identity was not taken over: {2}",
        name,
        describe(notifications),
        kind);
    return new Verdict(kind, this, null);
  }

  private static String describe(List<ReceivedNotification> notifications) {
    return notifications.size() == 1
        ? notifications.get(0).toString()
        : notifications.size() + " notifications, the first of them " + notifications.get(0);
  }

  @Override
  public int close(Deadline deadline) {
    running.close();
    breaker.stop();
    int left = running.awaitEnd(deadline);
    endpoints.close();
    return left;
  }

  @Override
  public String toString() {
    return name;
  }
}
