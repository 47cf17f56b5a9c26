package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.rarebit.api.EncodingException;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.NotificationResult;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.FailureLog;
import org.rarebit.ra.broker.LogLimiter;
import org.rarebit.ra.broker.LogText;

/**
 * One activated message-driven bean that hears notifications: which ones, and what becomes of them.
 * Thread-safe.
 */
final class NotificationBean implements Server.ServedBean {

  private static final System.Logger LOG = System.getLogger(NotificationBean.class.getName());

  private static final int LINES_A_MINUTE = 60;

  private final FailureLog failures = new FailureLog(LOG);
  private final LogLimiter limited = new LogLimiter(LOG, LINES_A_MINUTE);
  private static final Duration UNAVAILABLE_PAUSE = Duration.ofMillis(100);

  private final String name;
  private final NotificationServerSettings.OfBean settings;
  private final NotificationServer server;
  private final Set<NotificationPriority> priorities;
  private final Bean bean;
  private final Lane<Void> lane; // nothing waits in it: what waits, waits for the whole server
  private final Server.Counters counters = new Server.Counters();

  NotificationBean(
      NotificationServerSettings.OfBean settings, Bean bean, NotificationServer server) {
    this.name = RpcBean.simple(bean.className()) + " of " + server.name();
    this.settings = settings;
    this.server = server;
    this.priorities = EnumSet.noneOf(NotificationPriority.class);
    this.priorities.addAll(settings.priorities());
    this.priorities.retainAll(settings.methods().priorities());
    this.bean = bean;
    this.lane =
        new Lane<>(
            "activation " + name,
            settings.maxConcurrency(),
            settings.breaker(),
            server.services().works(),
            server.services().scheduler(),
            server::adjust);
  }

  @Override
  public String className() {
    return bean.className();
  }

  @Override
  public Lane<Void> lane() {
    return lane;
  }

  @Override
  public Server.Counters counters() {
    return counters;
  }

  List<NotificationServerSettings.Source> sources() {
    return settings.sources();
  }

  /**
   * Whether something came from where it hears. What came over an exchange that no bean names, as
   * what somebody has moved into the queue, is told by its topic: that is all that is known of it.
   * So is, without a pool, what came over an exchange that none names with this topic: a binding of
   * somebody else's, or of an earlier deployment's, has brought it, and nobody else would hear it.
   */
  boolean hears(Arrival arrival) {
    boolean ofTopic = false;
    for (NotificationServerSettings.Source source : settings.sources()) {
      if (source.topic().equals(arrival.topic())) {
        if (source.exchange().equals(arrival.delivery().exchange())) {
          return true;
        }
        ofTopic = true;
      }
    }
    return ofTopic && !server.isNamed(arrival.delivery().exchange(), arrival.topic());
  }

  boolean names(String exchange, String topic) {
    return settings.sources().contains(new NotificationServerSettings.Source(exchange, topic));
  }

  Set<NotificationPriority> priorities() {
    return priorities;
  }

  FailurePolicy failurePolicy() {
    return settings.failurePolicy();
  }

  /** What makes a delivery run as the caller. */
  Bean bean() {
    return bean;
  }

  /** A thread that delivers goes back to the container. */
  void threadLeaves() {
    bean.threadLeaves();
  }

  /** Whether it is to see a notification that comes from where it {@link #hears}. */
  boolean wants(ReceivedNotification notification) {
    return priorities.contains(notification.priority())
        && settings.filter().matches(notification.message())
        && settings.methods().hears(notification);
  }

  /**
   * Delivers notifications to an endpoint, several only if its methods are batched. Waits while the
   * container has none, unless the activation ends.
   *
   * @param ticket told how the bean did
   */
  Verdict deliver(List<ReceivedNotification> notifications, CircuitBreaker.Ticket ticket) {
    boolean unused = Thread.interrupted(); // what another bean left is not for this one
    NotificationCall call;
    try {
      call = new NotificationCall(settings.methods(), notifications);
    } catch (EncodingException e) {
      counters.failed.increment();
      ticket.undecided();
      return new Verdict(Verdict.Kind.REJECT, this, e);
    }
    if (!lane.enter()) {
      ticket.undecided();
      return Verdict.GIVE_BACK;
    }
    try {
      Bean.Outcome outcome = awaitOutcome(call, notifications);
      if (outcome == null) {
        ticket.undecided();
        return Verdict.GIVE_BACK;
      }
      Verdict verdict = verdict(notifications, outcome);
      count(notifications.size(), outcome, ticket); // last: what counts is in the log
      return verdict;
    } finally {
      lane.leave();
    }
  }

  /**
   * Holds its thread while the container has no endpoint: so no more wait than may run, and the
   * other endpoints of the round see the notification once. Null if the activation ends before the
   * container has begun it.
   */
  private Bean.Outcome awaitOutcome(
      NotificationCall call, List<ReceivedNotification> notifications) {
    int attempts = 0;
    while (true) {
      long beganNanos = System.nanoTime();
      Bean.Outcome outcome = bean.deliver(call);
      Duration pause = UNAVAILABLE_PAUSE;
      if (outcome.kind() != Bean.Outcome.Kind.NO_ENDPOINT) {
        if (outcome.isBegun() || ServedRequest.isLast(++attempts)) {
          counters.methods.endedSince(beganNanos);
          return outcome;
        }
        pause = ServedRequest.pauseAfter(attempts);
      }
      LOG.log(
          Level.DEBUG,
          "activation {0}: the container does not take {1} now ({2}); it waits",
          name,
          describe(notifications),
          outcome.failure());
      if (!lane.pause(pause)) {
        return null;
      }
    }
  }

  private void count(int delivered, Bean.Outcome outcome, CircuitBreaker.Ticket ticket) {
    if (outcome.isFailure()) {
      if (outcome.isFault()) {
        counters.error(outcome.failure());
      }
      counters.failed.add(delivered);
    } else {
      counters.served.add(delivered);
    }
    ticket.ended(outcome);
  }

  private Verdict verdict(List<ReceivedNotification> notifications, Bean.Outcome outcome) {
    if (outcome.isFailure()) {
      return failed(notifications, outcome);
    }
    if (outcome.result() != NotificationResult.REQUEUE) {
      return Verdict.ACKNOWLEDGE;
    }
    if (settings.failurePolicy().requeueAllowed()) {
      return new Verdict(Verdict.Kind.REQUEUE, this, null);
    }
    limited.log(
        Level.WARNING,
        "not requeued",
        () ->
            "activation "
                + name
                + ": "
                + describe(notifications)
                + " is acknowledged although the bean answered REQUEUE, since requeueAllowed is"
                + " false");
    return Verdict.ACKNOWLEDGE;
  }

  private Verdict failed(List<ReceivedNotification> notifications, Bean.Outcome outcome) {
    Verdict.Kind kind = settings.failurePolicy().onFailure();
    if (kind == Verdict.Kind.REQUEUE && outcome.kind() == Bean.Outcome.Kind.ACCESS_REFUSED) {
      kind = Verdict.Kind.REJECT; // the next time the caller has no other roles
    }
    log(notifications, kind, outcome.failure());
    return new Verdict(kind, this, outcome.failure());
  }

  /** A person is told of the first attempt, and of the end by who buries it. */
  private void log(List<ReceivedNotification> notifications, Verdict.Kind kind, Throwable failure) {
    boolean again = notifications.stream().allMatch(ReceivedNotification::isRedelivered);
    failures.log(
        Level.WARNING,
        again && kind == Verdict.Kind.REQUEUE ? Level.DEBUG : Level.WARNING,
        "activation " + name + ": " + describe(notifications) + " failed: " + kind,
        failure);
  }

  /**
   * The container did not take over the caller's identity, and has been reported. A server that is
   * set right can deliver it yet.
   */
  Verdict refuseCaller(List<ReceivedNotification> notifications) {
    Verdict.Kind kind = settings.failurePolicy().onFailure();
    limited.log(
        kind == Verdict.Kind.REQUEUE ? Level.DEBUG : Level.WARNING,
        "caller",
        () ->
            "activation "
                + name
                + ": "
                + describe(notifications)
                + ": its caller's identity was not taken over: "
                + kind);
    return new Verdict(kind, this, null);
  }

  private static String describe(List<ReceivedNotification> notifications) {
    String first = LogText.of(notifications.get(0)) + TraceId.after(notifications.get(0).headers());
    return notifications.size() == 1
        ? first
        : notifications.size() + " notifications, the first of them " + first;
  }

  @Override
  public int close(Deadline deadline) {
    lane.close();
    int left = lane.awaitEmpty(deadline);
    bean.close();
    return left;
  }

  @Override
  public String toString() {
    return name;
  }

  /**
   * What becomes of notifications after one endpoint, or all of them, have seen them. Immutable.
   *
   * @param kind what
   * @param by who decided; null if nobody objected
   * @param failure why; null if the bean asked for it, or for another notification
   */
  record Verdict(Kind kind, NotificationBean by, Throwable failure) {

    /** What becomes of them. */
    enum Kind {
      /** Done with. */
      ACKNOWLEDGE,
      /** To be delivered again, now or after a pause, unless that was tried too often. */
      REQUEUE,
      /** Dead: never to be delivered here again. */
      REJECT,
      /** Not begun, because an activation ends: to be delivered again, now, and not counted. */
      GIVE_BACK
    }

    static final Verdict ACKNOWLEDGE = new Verdict(Kind.ACKNOWLEDGE, null, null);
    static final Verdict GIVE_BACK = new Verdict(Kind.GIVE_BACK, null, null);

    /** Whether it never fits, however often it comes. */
    boolean isMalformed() {
      return failure instanceof EncodingException;
    }
  }
}
