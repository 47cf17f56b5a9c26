package org.rarebit.ra.inbound;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.rarebit.ra.wire.RemoteFailure;
import org.rarebit.ra.wire.Values;

/**
 * What happens to one request once there is an endpoint for it: duplicate or not, arguments,
 * acknowledgement, delivery, reply. Settles the delivery and closes the monitor in every case.
 * Thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging rpc/server.py,
 *     RPCServer._process_incoming</a>
 */
final class RequestProcessor {

  private static final System.Logger LOG = System.getLogger(RequestProcessor.class.getName());

  private final String name;
  private final EndpointInvoker invoker;
  private final ParameterValidator validator;
  private final Acknowledgement acknowledgement;
  private final ReplySender replies;
  private final DuplicateFilter duplicates;
  private final ActivationCounters counters;

  RequestProcessor(
      String name,
      EndpointInvoker invoker,
      ParameterValidator validator,
      Acknowledgement acknowledgement,
      ReplySender replies,
      DuplicateFilter duplicates,
      ActivationCounters counters) {
    this.name = name;
    this.invoker = invoker;
    this.validator = validator;
    this.acknowledgement = acknowledgement;
    this.replies = replies;
    this.duplicates = duplicates;
    this.counters = counters;
  }

  /**
   * Processes a request.
   *
   * @param ticket told how the bean did
   * @param unfinished told if the bean returned a stage that is not complete
   * @param finished told when that stage has completed and the reply has left
   * @return null; or why the container does not begin it now: the request is still the caller's
   */
  Throwable process(
      ServedRequest request, CircuitBreaker.Ticket ticket, Runnable unfinished, Runnable finished) {
    MessageEndpoint endpoint;
    try {
      endpoint = invoker.endpoints().take();
    } catch (UnavailableException e) {
      ticket.undecided();
      return e;
    } catch (RuntimeException | Error e) { // the container cannot make the bean
      return notMade(request, ticket, e);
    }
    if (isDuplicate(request)) {
      ticket.undecided();
      invoker.endpoints().keep(endpoint);
      drop(request);
      return null;
    }
    ReceivedContext context = ReceivedContext.of(request);
    Object[] args;
    try {
      args = ArgumentBinder.bind(request.operation(), request.request().args(), context);
      validator.check(endpoint, request.operation().method(), args);
    } catch (BadArgumentsException e) {
      ticket.undecided();
      invoker.endpoints().release(endpoint);
      refuse(request, RemoteFailure.typeError(e.getMessage()));
      return null;
    } catch (RuntimeException | Error e) { // of an application's class
      ticket.undecided();
      invoker.endpoints().release(endpoint);
      logFailure(request, e);
      refuse(request, RemoteFailure.of(e));
      return null;
    }
    Outcome outcome =
        invoker.deliver(
            endpoint, request.operation().method(), args, context, () -> mayBegin(request));
    if (!outcome.begun()) {
      return notBegun(request, ticket, outcome.failure());
    }
    if (outcome.result() instanceof CompletionStage<?> stage) {
      unfinished.run();
      var unused =
          stage.whenComplete(
              (result, failure) -> finishLater(request, ticket, result, failure, finished));
    } else {
      finish(request, ticket, outcome, request.more());
    }
    return null;
  }

  /** Ack before the call, as oslo.messaging does: a failed ack must not run the request twice. */
  private boolean mayBegin(ServedRequest request) {
    return acknowledgement != Acknowledgement.BEFORE_DISPATCH || request.acknowledge();
  }

  /** Null if that is the answer. */
  private Throwable notMade(ServedRequest request, CircuitBreaker.Ticket ticket, Throwable reason) {
    if (request.mayBeTriedAgain()) {
      ticket.undecided();
      return reason;
    }
    return refusedByContainer(request, ticket, reason);
  }

  private Throwable notBegun(
      ServedRequest request, CircuitBreaker.Ticket ticket, Throwable reason) {
    if (reason == null) { // the acknowledgement failed
      ticket.undecided();
      leaveToNextDelivery(request);
      return null;
    }
    if (request.mayBeTriedAgain()) {
      ticket.undecided();
      if (acknowledgement == Acknowledgement.BEFORE_DISPATCH) {
        duplicates.remove(request.request().uniqueId());
      }
      return reason;
    }
    return refusedByContainer(request, ticket, reason);
  }

  /** The container will not have it, however often it is asked: that is the answer. */
  private Throwable refusedByContainer(
      ServedRequest request, CircuitBreaker.Ticket ticket, Throwable reason) {
    if (mayBegin(request)) {
      finish(request, ticket, Outcome.failed(reason), false);
    } else {
      ticket.undecided();
      leaveToNextDelivery(request);
    }
    return null;
  }

  private void finishLater(
      ServedRequest request,
      CircuitBreaker.Ticket ticket,
      Object result,
      Throwable failure,
      Runnable finished) {
    try {
      Throwable reason =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      finish(request, ticket, reason == null ? Outcome.of(result) : Outcome.failed(reason), false);
    } finally {
      finished.run();
    }
  }

  private void finish(
      ServedRequest request, CircuitBreaker.Ticket ticket, Outcome outcome, boolean more) {
    request.monitor().close();
    ticket.ended(outcome);
    if (outcome.isFailure()) {
      logFailure(request, outcome.failure());
      counters.failed.increment(); // what counts is in the log
      if (isToBeRepeated(request, outcome)) {
        request.tryAgain();
        return;
      }
    }
    if (!outcome.isFailure()) {
      counters.served.increment();
    }
    if (acknowledgement == Acknowledgement.AFTER_COMMIT) {
      // remembered first: if the acknowledgement fails, the next delivery is known to have run
      duplicates.add(request.request().uniqueId());
      if (!request.acknowledge()) {
        LOG.log(Level.DEBUG, "activation {0}: {1} will come again", name, request.describe());
      }
    }
    if (request.request().isCall()) {
      if (outcome.isFailure()) {
        replies.failure(request.request(), AccessRefusals.toRemote(outcome.failure()));
      } else {
        replies.result(
            request.request(), Values.outgoing(request.operation(), null, outcome.result()), more);
      }
    }
  }

  /**
   * At most once: an id counts from the moment of the acknowledgement. At least once: it counts
   * when the method has run, since a delivery that runs now may still fail.
   */
  private boolean isDuplicate(ServedRequest request) {
    String id = request.request().uniqueId();
    return acknowledgement == Acknowledgement.BEFORE_DISPATCH
        ? !duplicates.add(id)
        : duplicates.contains(id);
  }

  /** A failure of the system's is tried once more; an application's exception is an answer. */
  private boolean isToBeRepeated(ServedRequest request, Outcome outcome) {
    return acknowledgement == Acknowledgement.AFTER_COMMIT
        && !ApplicationExceptions.isAnswer(outcome.failure())
        && !request.delivery().isRedelivered();
  }

  private void logFailure(ServedRequest request, Throwable failure) {
    if (ApplicationExceptions.isAnswer(failure)) {
      LOG.log(Level.DEBUG, "activation {0}: {1} failed: {2}", name, request.describe(), failure);
    } else {
      LOG.log(Level.WARNING, "activation " + name + ": " + request.describe() + " failed", failure);
      counters.error(failure);
    }
  }

  private void refuse(ServedRequest request, RemoteFailure failure) {
    counters.failed.increment();
    request.monitor().close();
    if (!request.acknowledge()) {
      leaveToNextDelivery(request);
    } else if (request.request().isCall()) {
      replies.failure(request.request(), failure);
    } else { // nobody else learns that it is dropped
      LOG.log(
          Level.WARNING,
          "activation {0}: cast {1} is dropped: {2}",
          name,
          request.describe(),
          failure.message());
    }
  }

  /**
   * The container did not take over the caller's identity, and has been reported. A call is
   * answered; a cast goes to the dead-letter exchange, if its queue has one.
   */
  void refuseCaller(ServedRequest request) {
    if (request.request().isCall()) {
      refuse(
          request,
          RemoteFailure.accessRefused(
              "The server did not take over the caller's identity, so nothing was run."));
      return;
    }
    request.monitor().close();
    LOG.log(
        Level.WARNING,
        "activation {0}: cast {1} is rejected: its caller''s identity was not taken over",
        name,
        request.describe());
    counters.failed.increment();
    request.reject();
  }

  /** Nobody waits for its answer any more. */
  void expire(ServedRequest request) {
    request.monitor().close();
    LOG.log(Level.DEBUG, "activation {0}: {1} has expired", name, request.describe());
    if (!request.acknowledge()) {
      LOG.log(Level.DEBUG, "activation {0}: and it will come again", name);
    }
  }

  private void drop(ServedRequest request) {
    counters.duplicates.increment();
    request.monitor().close();
    LOG.log(Level.DEBUG, "activation {0}: {1} came twice: dropped", name, request.describe());
    if (!request.acknowledge()) {
      LOG.log(Level.DEBUG, "activation {0}: and it will come again", name);
    }
  }

  private void leaveToNextDelivery(ServedRequest request) {
    request.monitor().close();
    duplicates.remove(request.request().uniqueId());
    LOG.log(
        Level.DEBUG, "activation {0}: {1} is left to its next delivery", name, request.describe());
  }
}
