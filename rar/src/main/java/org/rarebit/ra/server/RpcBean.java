package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rarebit.api.Target;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.FailureLog;
import org.rarebit.ra.broker.LogLimiter;
import org.rarebit.ra.broker.LogText;
import org.rarebit.ra.wire.RemoteFailure;
import org.rarebit.ra.wire.Values;

/**
 * One activated message-driven bean that serves requests: each goes through its lane to the bean,
 * and ends once: answered, given back, or left to its next delivery. Thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging rpc/server.py,
 *     RPCServer._process_incoming</a>
 */
final class RpcBean implements Server.ServedBean {

  private static final System.Logger LOG = System.getLogger(RpcBean.class.getName());

  private final FailureLog failures = new FailureLog(LOG);
  private static final LogLimiter LIMITED = new LogLimiter(LOG, 60);
  private static final Duration UNAVAILABLE_PAUSE = Duration.ofMillis(100);

  private static final RemoteFailure FAULT =
      RemoteFailure.named(
          new RemoteFailure.ErrorName("RuntimeError", "builtins"),
          "The server failed while it handled the request; its log says more.");

  private final String name;
  private final RpcServer server;
  private final Bean bean;
  private final List<RpcOperation> operations;
  private final RpcServerSettings.Acknowledgement acknowledgement;
  private final boolean stackTraces;
  private final AdapterServices services;
  private final ReplyOutbox.Sender replies;
  private final Lane<ServedRequest> lane;
  private final Server.Counters counters = new Server.Counters();

  RpcBean(RpcServerSettings.OfBean settings, Bean bean, RpcServer server) {
    this.name = simple(bean.className()) + " of " + server.name();
    this.server = server;
    this.bean = bean;
    this.operations = settings.operations();
    this.acknowledgement = settings.acknowledgement();
    this.stackTraces = settings.stackTraces();
    this.services = server.services();
    this.replies = server.sender();
    this.lane =
        new Lane<>(
            "activation " + name,
            settings.maxConcurrency(),
            settings.breaker(),
            services.works(),
            services.scheduler(),
            this::pausedOrResumed);
  }

  static String simple(String className) {
    return className.substring(
        Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
  }

  @Override
  public String className() {
    return bean.className();
  }

  @Override
  public Lane<ServedRequest> lane() {
    return lane;
  }

  @Override
  public Server.Counters counters() {
    return counters;
  }

  List<RpcOperation> operations() {
    return operations;
  }

  /** A thread that brought requests brings no more for now. */
  void threadLeaves() {
    bean.threadLeaves();
  }

  /** Whether the thread that brings a request also answers it. */
  boolean answersHere() {
    return !bean.runsAsCaller();
  }

  /**
   * Also when it has just resumed: nobody may be left who would work off what waits; so that is
   * looked at again.
   */
  private void pausedOrResumed() {
    lane.takeWaiting().forEach(server::setAside);
    server.adjust();
  }

  /**
   * Works on a request now, with others that wait after it, or lets it wait.
   *
   * @return false if the bean is paused: the request is still the caller's
   */
  boolean accept(ServedRequest request) {
    Object entered = lane.enter(request);
    if (entered instanceof CircuitBreaker.Ticket ticket) {
      workOff(request, ticket);
      return true;
    }
    if (entered == Lane.Offer.CLOSED) {
      request.giveBack();
    }
    return entered != Lane.Offer.PAUSED;
  }

  private void workOff(ServedRequest first, CircuitBreaker.Ticket firstTicket) {
    if (bean.runsAsCaller()) {
      workOffAsCaller(first, firstTicket);
      return;
    }
    Lane.Begun<ServedRequest> next = new Lane.Begun<>(first, firstTicket);
    while (next != null) {
      next = serveSafely(next.item(), next.ticket()) ? lane.leave() : null;
    }
  }

  /** False if it waits, and the place with it. */
  private boolean serveSafely(ServedRequest request, CircuitBreaker.Ticket ticket) {
    boolean unused = Thread.interrupted(); // what the last one left is not for this one
    try {
      return serve(request, ticket);
    } catch (Throwable e) { // ours; neither it nor the place must stay taken
      ticket.undecided();
      endAfterFault(request, e);
      return true;
    }
  }

  /**
   * What was to be done with it failed, where nothing should: whatever is left of that, it is
   * settled, its next delivery does not join it for ever, and its caller need not wait.
   */
  private void endAfterFault(ServedRequest request, Throwable fault) {
    tellFault(request, fault);
    try {
      answerAfterFault(request);
    } catch (Throwable e) {
      tellFault(request, e);
    } finally {
      request.drop(); // unless it has ended
    }
  }

  private void answerAfterFault(ServedRequest request) {
    counters.failed.increment();
    request.monitor().close();
    if (!request.request().isCall() || request.entry().hasEnded()) {
      return;
    }
    ReplyOutbox.Kept reply =
        replies.failure(request.request(), FAULT, request.entry(), request.delivery().expiry());
    boolean unused = request.entry().done(reply);
    replies.send(reply, false);
  }

  private void tellFault(ServedRequest request, Throwable fault) {
    try {
      failures.log(
          Level.ERROR,
          "activation " + name + ": " + request.describe() + " could not be handled",
          Bean.Outcome.fault(fault).failure());
    } catch (Throwable e) {
      // no memory left even for that, perhaps
    }
  }

  /** One Work for one caller. The place stays taken from one to the next. */
  private void workOffAsCaller(ServedRequest request, CircuitBreaker.Ticket ticket) {
    bean.runAs(
        request.request().context(),
        () -> {
          boolean ended = true;
          if (lane.isClosed()) {
            ticket.undecided();
            request.giveBack();
          } else {
            ended = serveSafely(request, ticket);
          }
          if (ended) {
            workOffNext();
          }
        },
        () -> {
          ticket.undecided();
          refuseCaller(request);
          workOffNext();
        });
  }

  private void workOffNext() {
    Lane.Begun<ServedRequest> next = lane.leave();
    if (next != null) {
      workOffAsCaller(next.item(), next.ticket());
    }
  }

  /** False if it waits, and the place with it. */
  private boolean serve(ServedRequest request, CircuitBreaker.Ticket ticket) {
    if (request.hasExpired()) { // while it waited here
      ticket.undecided();
      expire(request);
      return true;
    }
    long beganNanos = System.nanoTime();
    Bean.Outcome outcome = bean.deliver(new Call(request));
    switch (outcome.kind()) {
      case HELD_BACK -> { // its channel has ended, and with it this delivery
        ticket.undecided();
        leaveToNextDelivery(request);
      }
      case NO_ENDPOINT -> {
        ticket.undecided();
        return !postpone(request, outcome.failure(), UNAVAILABLE_PAUSE);
      }
      case NOT_BEGUN -> {
        if (request.mayBeTriedAgain()) {
          ticket.undecided();
          return !postpone(request, outcome.failure(), request.pause());
        }
        // the container will not have it, however often it is asked: that is the answer
        if (begin(request)) {
          finish(request, ticket, outcome, beganNanos, false);
        } else {
          ticket.undecided();
          leaveToNextDelivery(request);
        }
      }
      case BAD_ARGUMENTS -> {
        ticket.undecided();
        if (outcome.failure() instanceof Bean.BadArgumentsException) {
          refuse(request, outcome.toRemote());
        } else { // out of an application's class: a constraint, or a constructor
          logFailure(request, outcome);
          refuse(request, told(MuteException.toRemote(outcome.failure())));
        }
      }
      default -> {
        if (outcome.result() instanceof CompletionStage<?> stage) {
          finishWith(stage, request, ticket, beganNanos);
        } else {
          finish(request, ticket, outcome, beganNanos, request.more());
        }
      }
    }
    return true;
  }

  /** Ack before the call, as oslo.messaging does: a failed ack must not run the request twice. */
  private boolean begin(ServedRequest request) {
    return acknowledgement == RpcServerSettings.Acknowledgement.BEFORE_DISPATCH
        ? request.entry().beginAcknowledged()
        : request.entry().begin();
  }

  /** The stage is an application's: it may complete twice, or fail when it is asked. */
  private void finishWith(
      CompletionStage<?> stage,
      ServedRequest request,
      CircuitBreaker.Ticket ticket,
      long beganNanos) {
    AtomicBoolean ended = new AtomicBoolean();
    lane.unfinished();
    try {
      var unused =
          stage.whenComplete(
              (result, failure) -> {
                if (ended.compareAndSet(false, true)) {
                  finishLater(request, ticket, beganNanos, result, failure);
                }
              });
    } catch (Throwable e) {
      if (ended.compareAndSet(false, true)) {
        finishLater(request, ticket, beganNanos, null, e);
      }
    }
  }

  private void finishLater(
      ServedRequest request,
      CircuitBreaker.Ticket ticket,
      long beganNanos,
      Object result,
      Throwable failure) {
    try {
      Throwable reason =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      finish(
          request,
          ticket,
          reason == null ? Bean.Outcome.of(result) : bean.failed(reason),
          beganNanos,
          false);
    } catch (Throwable e) { // ours, or of the failure's own methods; nobody else would end it
      ticket.undecided();
      endAfterFault(request, e);
    } finally {
      lane.finished();
    }
  }

  private void finish(
      ServedRequest request,
      CircuitBreaker.Ticket ticket,
      Bean.Outcome outcome,
      long beganNanos,
      boolean more) {
    counters.methods.endedSince(beganNanos);
    request.monitor().close();
    ticket.ended(outcome);
    if (outcome.isFailure()) {
      logFailure(request, outcome);
      counters.failed.increment(); // what counts is in the log
      if (isToBeRepeated(request, outcome)) {
        request.entry().tryAgain();
        return;
      }
    } else {
      counters.served.increment();
    }
    ReplyOutbox.Kept reply = null;
    if (request.request().isCall()) {
      Deadline until = request.delivery().expiry();
      reply =
          outcome.isFailure()
              ? replies.failure(request.request(), told(outcome.toRemote()), request.entry(), until)
              : replies.result(
                  request.request(),
                  Values.outgoing(request.operation(), null, outcome.result()),
                  request.entry(),
                  until);
    }
    // known to have run before it is acknowledged: if that fails, its next delivery is answered
    if (!request.entry().done(reply)) {
      LOG.log(Level.DEBUG, "activation {0}: {1} will come again", name, request.describe());
    }
    if (reply != null) {
      replies.send(reply, more);
    }
  }

  /** What the caller is to know of it. */
  private RemoteFailure told(RemoteFailure failure) {
    return stackTraces ? failure : failure.withoutTraceback();
  }

  /** A failure of the system's is tried once more; an application's exception is an answer. */
  private boolean isToBeRepeated(ServedRequest request, Bean.Outcome outcome) {
    return acknowledgement == RpcServerSettings.Acknowledgement.AFTER_COMMIT
        && outcome.isFault()
        && !request.delivery().isRedelivered();
  }

  private void logFailure(ServedRequest request, Bean.Outcome outcome) {
    if (outcome.isFault()
        || outcome.kind() == Bean.Outcome.Kind.BAD_ARGUMENTS
        || outcome.kind() == Bean.Outcome.Kind.UNBOUND) {
      failures.log(
          Level.WARNING,
          "activation " + name + ": " + request.describe() + " failed",
          outcome.failure());
      counters.error(outcome.failure());
    } else {
      LOG.log(
          Level.DEBUG,
          "activation {0}: {1} failed: {2}",
          name,
          request.describe(),
          outcome.failure());
    }
  }

  private void refuse(ServedRequest request, RemoteFailure failure) {
    counters.failed.increment();
    request.monitor().close();
    if (!request.entry().beginAcknowledged()) {
      leaveToNextDelivery(request);
      return;
    }
    ReplyOutbox.Kept reply = null;
    if (request.request().isCall()) {
      reply =
          replies.failure(request.request(), failure, request.entry(), request.delivery().expiry());
    } else { // nobody else learns that it is dropped
      LIMITED.log(
          Level.WARNING,
          "refused",
          () ->
              "activation "
                  + name
                  + ": cast "
                  + request.describe()
                  + " is dropped: "
                  + LogText.of(failure.message()));
    }
    boolean unused = request.entry().done(reply);
    if (reply != null) {
      replies.send(reply, false);
    }
  }

  /**
   * The container did not take over the caller's identity, and has been reported. A call is
   * answered; a cast goes to the dead-letter exchange, if its queue has one.
   */
  private void refuseCaller(ServedRequest request) {
    if (request.request().isCall()) {
      refuse(
          request,
          RemoteFailure.accessRefused(
              "The server did not take over the caller's identity, so nothing was run."));
      return;
    }
    request.monitor().close();
    LIMITED.log(
        Level.WARNING,
        "identity",
        () ->
            "activation "
                + name
                + ": cast "
                + request.describe()
                + " is rejected: its caller's identity was not taken over");
    counters.failed.increment();
    request.entry().reject();
  }

  /** Nobody waits for its answer any more. */
  private void expire(ServedRequest request) {
    request.monitor().close();
    server.counters().expired.increment();
    LOG.log(Level.DEBUG, "activation {0}: {1} has expired", name, request.describe());
    if (!request.entry().expired()) {
      LOG.log(Level.DEBUG, "activation {0}: and it will come again", name);
    }
  }

  private void leaveToNextDelivery(ServedRequest request) {
    request.monitor().close();
    LOG.log(
        Level.DEBUG, "activation {0}: {1} is left to its next delivery", name, request.describe());
  }

  /**
   * The container has no endpoint now, or does not let it begin: the request waits in front of all
   * others, and the place with it for a moment, so that fewer ask for an endpoint.
   *
   * @return false if the activation ends or is paused: the request has gone back
   */
  private boolean postpone(ServedRequest request, Throwable reason, Duration pause) {
    LOG.log(
        Level.DEBUG,
        "activation {0}: the container does not take a request now ({1}); {2} waits",
        name,
        reason.getMessage(),
        request.describe());
    if (lane.postpone(request)) {
      services.scheduler().after(pause, this::resume);
      return true;
    }
    if (lane.isClosed()) {
      request.giveBack();
    } else {
      server.setAside(request);
    }
    return false;
  }

  private void resume() {
    services
        .works()
        .execute(
            () -> {
              Lane.Begun<ServedRequest> next = lane.leave();
              if (next != null) {
                workOff(next.item(), next.ticket());
                threadLeaves();
              }
            });
  }

  @Override
  public int close(Deadline deadline) {
    lane.close();
    lane.takeWaiting().forEach(ServedRequest::giveBack);
    int left = lane.awaitEmpty(deadline);
    bean.close();
    return left;
  }

  @Override
  public String toString() {
    return name;
  }

  /** One attempt at a request. */
  private final class Call extends RequestCall {

    private final ServedRequest served;

    Call(ServedRequest served) {
      super(served.operation(), served.request(), served.context());
      this.served = served;
    }

    @Override
    Target target() {
      return server.target();
    }

    @Override
    public boolean begin() {
      return RpcBean.this.begin(served);
    }
  }
}
