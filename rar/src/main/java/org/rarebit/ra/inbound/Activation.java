package org.rarebit.ra.inbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.contract.Operations;
import org.rarebit.ra.contract.RpcOperation;
import org.rarebit.ra.wire.RemoteFailure;

/**
 * One activated message-driven bean: its operations, how many requests it works on, and those that
 * wait because it works on as many as it may. Thread-safe.
 */
final class Activation {

  private static final System.Logger LOG = System.getLogger(Activation.class.getName());
  private static final Duration UNAVAILABLE_PAUSE = Duration.ofMillis(100);

  private final String name;
  private final List<RpcOperation> operations;
  private final int maxConcurrency;
  private final EndpointInvoker invoker;
  private final InboundServices services;
  private final ReplySender replies;

  private final Deque<ServedRequest> parked = new ArrayDeque<>(); // guarded by this
  private int running; // guarded by this
  private boolean closed; // guarded by this

  private Activation(
      String name,
      List<RpcOperation> operations,
      int maxConcurrency,
      EndpointInvoker invoker,
      InboundServices services,
      ReplySender replies) {
    this.name = name;
    this.operations = operations;
    this.maxConcurrency = maxConcurrency;
    this.invoker = invoker;
    this.services = services;
    this.replies = replies;
  }

  /**
   * An activation of a bean.
   *
   * @throws ResourceException if the bean has nothing that could be called, or something that
   *     cannot
   */
  static Activation of(
      MessageEndpointFactory factory,
      String serverName,
      int maxConcurrency,
      InboundServices services,
      ReplySender replies)
      throws ResourceException {
    Class<?> beanClass = factory.getEndpointClass();
    List<RpcOperation> operations;
    try {
      operations = Operations.ofBean(beanClass);
    } catch (IllegalArgumentException e) {
      throw new InvalidPropertyException(e.getMessage(), e);
    }
    return new Activation(
        beanClass.getSimpleName() + " of " + serverName,
        operations,
        maxConcurrency,
        new EndpointInvoker(factory, services.transactions()),
        services,
        replies);
  }

  List<RpcOperation> operations() {
    return operations;
  }

  int maxConcurrency() {
    return maxConcurrency;
  }

  /** Works on a request now, with others that wait after it, or lets it wait. */
  void accept(ServedRequest request) {
    if (enter(request)) {
      workOff(request);
    }
  }

  private void workOff(ServedRequest first) {
    ServedRequest next = first;
    while (next != null) {
      try {
        serve(next);
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "activation " + name + ": " + next.describe() + " is lost", e);
      }
      next = leave();
    }
  }

  private boolean enter(ServedRequest request) {
    synchronized (this) {
      if (!closed) {
        if (running < maxConcurrency) {
          running++;
          return true;
        }
        parked.add(request);
        return false;
      }
    }
    giveBack(request); // another server, or the next deployment, serves it
    return false;
  }

  /** One request is done: the next one that waited, or null and one less is running. */
  private synchronized ServedRequest leave() {
    ServedRequest next = parked.poll();
    if (next == null) {
      running--;
      notifyAll();
    }
    return next;
  }

  private void serve(ServedRequest served) {
    Object[] args;
    try {
      args =
          ArgumentBinder.bind(
              served.operation(), served.request().args(), ReceivedContext.of(served));
    } catch (BadArgumentsException e) {
      if (acknowledge(served)) {
        reply(served, RemoteFailure.typeError(e.getMessage()));
      }
      return;
    }
    MessageEndpoint endpoint;
    try {
      endpoint = invoker.take();
    } catch (UnavailableException | RuntimeException e) {
      postpone(served, e);
      return;
    }
    // ack before the call, as oslo.messaging does: a failed ack must not run the request twice
    if (!acknowledge(served)) {
      endpoint.release();
      return;
    }
    finish(served, invoker.deliver(endpoint, served.operation().method(), args));
  }

  private void finish(ServedRequest served, Outcome outcome) {
    if (outcome.isFailure()) {
      logFailure(served, outcome.failure());
      reply(served, RemoteFailure.of(outcome.failure()));
    } else if (served.request().isCall()) {
      replies.result(served.request(), outcome.result());
    }
  }

  private void reply(ServedRequest served, RemoteFailure failure) {
    if (served.request().isCall()) {
      replies.failure(served.request(), failure);
    }
  }

  private void logFailure(ServedRequest served, Throwable failure) {
    LOG.log(
        ApplicationExceptions.isOne(failure) ? Level.DEBUG : Level.WARNING,
        "activation " + name + ": " + served.describe() + " failed",
        failure);
  }

  /**
   * The container has no endpoint now: the request goes back to the head of the queue, and this one
   * of the activation's places stays taken for a moment, so that fewer requests ask for an
   * endpoint.
   */
  private void postpone(ServedRequest served, Exception reason) {
    LOG.log(
        Level.DEBUG,
        "activation {0}: the container has no free instance of the bean ({1}); {2} waits",
        name,
        reason.getMessage(),
        served.describe());
    synchronized (this) {
      if (!closed) {
        parked.addFirst(served);
        running++; // the place that waits; given up by resume()
        services.scheduler().after(UNAVAILABLE_PAUSE, this::resume);
        return;
      }
    }
    giveBack(served);
  }

  private void resume() {
    services
        .works()
        .execute(
            () -> {
              ServedRequest next = leave();
              if (next != null) {
                workOff(next);
              }
            });
  }

  private boolean acknowledge(ServedRequest served) {
    try {
      served.delivery().ack();
      return true;
    } catch (BrokerException e) {
      LOG.log(
          Level.DEBUG,
          "activation {0}: {1} is left to its next delivery: {2}",
          name,
          served.describe(),
          e.getMessage());
      return false;
    }
  }

  private void giveBack(ServedRequest served) {
    try {
      served.delivery().reject(true);
    } catch (BrokerException e) {
      LOG.log(Level.DEBUG, "activation {0}: {1} went back by itself", name, served.describe());
    }
  }

  /**
   * Starts no request any more, gives those that wait back to the broker, and waits for those that
   * run.
   *
   * @return how many still run at the deadline
   */
  int close(Deadline deadline) {
    List<ServedRequest> waiting;
    synchronized (this) {
      closed = true;
      waiting = new ArrayList<>(parked);
      parked.clear();
    }
    waiting.forEach(this::giveBack);
    return awaitIdle(deadline);
  }

  private synchronized int awaitIdle(Deadline deadline) {
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
