package org.rarebit.ra.inbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.rarebit.api.spi.Operations;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.ra.broker.Deadline;

/**
 * One activated message-driven bean: its operations, how many requests it works on, and those that
 * wait because it works on as many as it may. Thread-safe.
 */
final class RpcActivation implements ActiveBean {

  private static final System.Logger LOG = System.getLogger(RpcActivation.class.getName());
  private static final Duration UNAVAILABLE_PAUSE = Duration.ofMillis(100);

  /** A request, and that the bean takes it. */
  private record Begun(ServedRequest request, CircuitBreaker.Ticket ticket) {}

  private final String name;
  private final Class<?> beanClass;
  private final ActivationCounters counters;
  private final List<RpcOperation> operations;
  private final int maxConcurrency;
  private final Endpoints endpoints;
  private final RequestProcessor processor;
  private final SecurityInflow inflow; // null: beans run as nobody
  private final CircuitBreaker breaker;
  private final InboundServices services;
  private final LongAdder expired; // the server's

  private final Deque<ServedRequest> parked = new ArrayDeque<>(); // guarded by this
  private int running; // guarded by this; places taken, at most maxConcurrency
  private int unfinished; // guarded by this; methods that returned a stage not completed yet
  private boolean closed; // guarded by this

  private RpcActivation(
      String name,
      RpcServer server,
      CircuitBreaker.Policy policy,
      Class<?> beanClass,
      ActivationCounters counters,
      List<RpcOperation> operations,
      int maxConcurrency,
      Endpoints endpoints,
      RequestProcessor processor,
      SecurityInflow inflow) {
    this.name = name;
    this.beanClass = beanClass;
    this.counters = counters;
    this.operations = operations;
    this.maxConcurrency = maxConcurrency;
    this.endpoints = endpoints;
    this.processor = processor;
    this.inflow = inflow;
    this.services = server.services();
    this.expired = server.counters().expired;
    this.breaker =
        new CircuitBreaker(
            "activation " + name,
            policy,
            services.works(),
            services.scheduler(),
            () -> {
              giveParkedBack();
              server.adjust();
            });
  }

  /**
   * An activation of a bean.
   *
   * @throws ResourceException if the bean has nothing that could be called, or something that
   *     cannot
   */
  static RpcActivation of(MessageEndpointFactory factory, RpcActivationSpec spec, RpcServer server)
      throws ResourceException {
    Class<?> beanClass = factory.getEndpointClass();
    String name = beanClass.getSimpleName() + " of " + server.name();
    List<RpcOperation> operations;
    try {
      operations = Operations.ofBean(beanClass);
    } catch (IllegalArgumentException e) {
      throw new InvalidPropertyException(e.getMessage(), e);
    }
    AccessPolicy policy = spec.accessPolicy();
    Endpoints endpoints =
        spec.values().securityInflow() // each request has a thread of its own
            ? Endpoints.fresh("activation " + name, factory)
            : Endpoints.kept("activation " + name, factory);
    EndpointInvoker invoker =
        new EndpointInvoker(endpoints, factory, server.services().transactions());
    ActivationCounters counters = new ActivationCounters();
    return new RpcActivation(
        name,
        server,
        spec.breakerPolicy(),
        beanClass,
        counters,
        operations.stream().filter(policy::allows).toList(),
        spec.values().maxConcurrency(),
        endpoints,
        new RequestProcessor(
            name,
            invoker,
            ParameterValidator.of(beanClass),
            spec.acknowledgementMode(),
            server.replies(),
            server.duplicates(),
            counters),
        spec.values().securityInflow()
            ? new SecurityInflow(name, spec.callerKeyNames(), server.services().works())
            : null);
  }

  @Override
  public String beanName() {
    return beanClass.getName();
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
    return running + unfinished;
  }

  @Override
  public synchronized int waiting() {
    return parked.size();
  }

  List<RpcOperation> operations() {
    return operations;
  }

  /** A thread that brought requests brings no more for now. */
  void threadLeaves() {
    endpoints.leave();
  }

  /** Whether the thread that brings a request also answers it. */
  boolean answersHere() {
    return inflow == null;
  }

  int maxConcurrency() {
    return maxConcurrency;
  }

  /**
   * Works on a request now, with others that wait after it, or lets it wait.
   *
   * @return false if the bean is paused: the request is still the caller's
   */
  boolean accept(ServedRequest request) {
    CircuitBreaker.Ticket ticket = null;
    synchronized (this) {
      if (!closed) {
        if (running >= maxConcurrency) {
          // one that is tried has the bean for itself: the others do not wait for its outcome
          boolean parks = breaker.state() == CircuitBreaker.State.CLOSED;
          if (parks) {
            parked.add(request);
          }
          return parks;
        }
        ticket = breaker.admit();
        if (ticket == null) {
          return false;
        }
        running++;
      }
    }
    if (ticket == null) {
      request.giveBack();
    } else {
      workOff(request, ticket);
    }
    return true;
  }

  private void workOff(ServedRequest first, CircuitBreaker.Ticket firstTicket) {
    if (inflow != null) {
      workOffAsCaller(first, firstTicket);
      return;
    }
    Begun next = new Begun(first, firstTicket);
    while (next != null) {
      next = serveSafely(next.request(), next.ticket()) ? leave() : null;
    }
  }

  /** False if it waits, and the place with it. */
  private boolean serveSafely(ServedRequest request, CircuitBreaker.Ticket ticket) {
    try {
      return serve(request, ticket);
    } catch (RuntimeException | Error e) { // ours; neither it nor the place must stay taken
      ticket.undecided();
      LOG.log(Level.ERROR, "activation " + name + ": " + request.describe() + " is lost", e);
      request.drop();
      return true;
    }
  }

  /** One Work for one caller. The place stays taken from one to the next. */
  private void workOffAsCaller(ServedRequest request, CircuitBreaker.Ticket ticket) {
    inflow.run(
        request.request().context(),
        () -> {
          boolean ended = true;
          if (isClosed()) {
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
          processor.refuseCaller(request);
          workOffNext();
        });
  }

  private void workOffNext() {
    Begun next = leave();
    if (next != null) {
      workOffAsCaller(next.request(), next.ticket());
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private boolean serve(ServedRequest request, CircuitBreaker.Ticket ticket) {
    if (request.hasExpired()) { // while it waited here
      ticket.undecided();
      expired.increment();
      processor.expire(request);
      return true;
    }
    Throwable refusal = processor.process(request, ticket, this::unfinished, this::finished);
    return refusal == null || !postpone(request, refusal);
  }

  /** One request is done: the next one that waited, or null and one place is free. */
  private synchronized Begun leave() {
    CircuitBreaker.Ticket ticket = parked.isEmpty() ? null : breaker.admit();
    if (ticket == null) { // what still waits goes back when the consumers learn of the pause
      running--;
      notifyAll();
      return null;
    }
    return new Begun(parked.poll(), ticket);
  }

  /**
   * The bean takes nothing now, or did not a moment ago: what waits for it goes back to the broker.
   * Also when it has just resumed: nobody may be left who would work that off.
   */
  private void giveParkedBack() {
    takeParked().forEach(ServedRequest::giveBack);
  }

  private synchronized List<ServedRequest> takeParked() {
    List<ServedRequest> waiting = new ArrayList<>(parked);
    parked.clear();
    return waiting;
  }

  private synchronized void unfinished() {
    unfinished++;
  }

  private synchronized void finished() {
    unfinished--;
    notifyAll();
  }

  /**
   * The container has no endpoint now, or does not let it begin: the request goes back to the head
   * of those that wait, and the place waits with it for a moment, so that fewer ask for an
   * endpoint.
   *
   * @return false if the activation ends or is paused: the request has gone back to the broker
   */
  private boolean postpone(ServedRequest request, Throwable reason) {
    LOG.log(
        Level.DEBUG,
        "activation {0}: the container does not take a request now ({1}); {2} waits",
        name,
        reason.getMessage(),
        request.describe());
    synchronized (this) {
      if (!closed && breaker.state() != CircuitBreaker.State.OPEN) {
        parked.addFirst(request);
        services.scheduler().after(UNAVAILABLE_PAUSE, this::resume);
        return true;
      }
    }
    request.giveBack();
    return false;
  }

  private void resume() {
    services
        .works()
        .execute(
            () -> {
              Begun next = leave();
              if (next != null) {
                workOff(next.request(), next.ticket());
                threadLeaves();
              }
            });
  }

  @Override
  public int close(Deadline deadline) {
    synchronized (this) {
      closed = true;
    }
    breaker.stop();
    giveParkedBack();
    int left = awaitIdle(deadline);
    endpoints.close();
    return left;
  }

  private synchronized int awaitIdle(Deadline deadline) {
    deadline.waitWhile(this, () -> running + unfinished > 0);
    return running + unfinished;
  }

  @Override
  public String toString() {
    return name;
  }
}
