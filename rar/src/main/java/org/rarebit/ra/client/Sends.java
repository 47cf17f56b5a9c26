package org.rarebit.ra.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.rarebit.api.ConnectionLostException;
import org.rarebit.api.EncodingException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessagingException;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Names;
import org.rarebit.ra.broker.OutgoingMessage;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Json;
import org.rarebit.ra.wire.Reply;
import org.rarebit.ra.wire.Route;
import org.rarebit.ra.wire.Topology;

/**
 * All that is sent through one connection, on one way: calls that are waited for, calls that are
 * not, casts and notifications. Thread-safe.
 *
 * <p>Each is an attempt on a channel, and, if that could not send and the settings say so, further
 * ones on others, until the deadline that was made when the application asked. A request that may
 * have been sent is sent again with the same unique id. What was sent and gets no reply is not sent
 * again: the method may have run.
 *
 * <p>The channel is opened with it and replaced by nobody: when that is lost, the connection is
 * broken for good. Casts that are confirmed one by one keep their order on any channel; others, and
 * calls that nobody waits for, keep it by leaving through this one.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/amqpdriver.py, AMQPDriverBase._send</a>
 */
public final class Sends implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Sends.class.getName());

  /** RabbitMQ refuses longer ones, and closes the channel: 49 days. */
  private static final long LONGEST_EXPIRATION_MILLIS = 0xFFFF_FFFFL;

  private final AdapterServices services;
  private final Topology topology;
  private final ClientSettings settings;
  private final SendCounters counters;
  private final SendChannel own;
  private final TransactedSends transacted;
  private final AtomicInteger unanswered = new AtomicInteger(); // through own; nobody waits

  private Sends(
      AdapterServices services, ClientSettings settings, SendCounters counters, SendChannel own) {
    this.services = services;
    this.topology = services.topology();
    this.settings = settings;
    this.counters = counters;
    this.own = own;
    this.transacted = new TransactedSends(own.session());
  }

  /**
   * Opens a channel, and the link if there is none. Blocks until the deadline at most.
   *
   * @param services lends the links
   * @param settings where, and how
   * @param counters count what is sent
   * @param deadline when to give up
   * @return to be closed
   * @throws BrokerException UNREACHABLE, REFUSED, LIMIT, LOST, CLOSED, TIMEOUT
   */
  public static Sends open(
      AdapterServices services, ClientSettings settings, SendCounters counters, Deadline deadline)
      throws BrokerException {
    return new Sends(
        services, settings, counters, SendChannel.open(services, settings.broker(), deadline));
  }

  /**
   * The link that carries it.
   *
   * @return always the same
   */
  public BrokerLink link() {
    return own.session().link();
  }

  /**
   * Asks to be told when the channel, or its link, ends.
   *
   * @param listener called on a thread that must not be blocked; at once if it has ended
   */
  public void onLoss(Consumer<BrokerException> listener) {
    own.onLoss(listener);
  }

  /** Counts that it is lost. */
  public void countLoss() {
    counters.connectionLost();
  }

  /**
   * Why nothing can be sent through it any more.
   *
   * @return null while something can
   */
  public BrokerException loss() {
    return own.loss();
  }

  /**
   * Tells whether something can be sent through it.
   *
   * @return false once its channel or its link is lost
   */
  public boolean isOpen() {
    return own.isOpen();
  }

  /**
   * Calls and waits for the answer.
   *
   * @param request what
   * @param resultType of which type
   * @return what the method returned
   * @throws MessagingException what went wrong
   */
  public Object call(OutboundRequest request, Type resultType) {
    long began = counters.called();
    try {
      Object result = answer(request, resultType);
      counters.answered(began);
      return result;
    } catch (RuntimeException | Error e) {
      counters.failed(began, e);
      throw e;
    }
  }

  private Object answer(OutboundRequest request, Type resultType) {
    try (PendingCall call = start(request)) {
      return result(call.await(), resultType);
    } catch (BrokerException e) {
      throw Failures.unanswered(request, e);
    }
  }

  private PendingCall start(OutboundRequest request) {
    boolean mayShare = settings.confirmCasts() && unanswered.get() == 0; // overtakes nothing
    try {
      return attempt(request.deadline(), via -> publish(request, via, mayShare));
    } catch (BrokerException e) {
      throw Failures.notSent(request, e);
    }
  }

  /**
   * Calls and does not wait for the answer. Blocks while it is sent; further attempts are made on a
   * thread of the container. It does not depend on this connection's life.
   *
   * @param request what
   * @param resultType of which type
   * @return completes on the container's threads; if it is completed by somebody else, cancelled
   *     for example, the call ends
   */
  public CompletableFuture<Object> callAsync(OutboundRequest request, Type resultType) {
    CompletableFuture<Object> result = new CallersFuture();
    long began = counters.called();
    var unused = result.whenComplete((value, failure) -> ended(began, failure));
    try {
      requireOwn();
      startAsync(request, resultType, own, result);
    } catch (BrokerException e) {
      if (mayTryAgain(0, e)) {
        later(() -> startAgain(e, request, resultType, result), result);
      } else {
        result.completeExceptionally(Failures.notSent(request, e));
      }
    } catch (MessagingException e) {
      result.completeExceptionally(e);
    }
    return result; // not a dependent stage, which would wrap what went wrong
  }

  private void ended(long began, Throwable failure) {
    if (failure == null) {
      counters.answered(began);
    } else {
      counters.failed(began, failure);
    }
  }

  private void later(Runnable attempts, CompletableFuture<Object> result) {
    try {
      services.works().execute(attempts);
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(
          new ConnectionLostException("The resource adapter is stopped.", MayHaveRun.UNKNOWN, e));
    }
  }

  private void startAgain(
      BrokerException first,
      OutboundRequest request,
      Type resultType,
      CompletableFuture<Object> result) {
    try {
      again(
          first,
          request.deadline(),
          via -> {
            if (!result.isDone()) { // else it was cancelled meanwhile
              startAsync(request, resultType, via, result);
            }
            return null;
          });
    } catch (BrokerException e) {
      result.completeExceptionally(Failures.notSent(request, e));
    } catch (MessagingException e) {
      result.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
      throw e;
    }
  }

  private void startAsync(
      OutboundRequest request, Type resultType, SendChannel via, CompletableFuture<Object> result)
      throws BrokerException {
    unanswered.incrementAndGet();
    PendingCall call;
    try {
      call = publish(request, via, false);
    } catch (BrokerException | RuntimeException | Error e) {
      unanswered.decrementAndGet();
      throw e;
    }
    var ended =
        call.outcome()
            .whenCompleteAsync(
                (reply, failure) -> {
                  unanswered.decrementAndGet();
                  call.close();
                  complete(result, request, resultType, reply, failure);
                },
                via.session().replies().completions());
    var unused =
        result.whenComplete(
            (value, failure) -> {
              if (!ended.isDone()) {
                call.cancel();
              }
            });
  }

  private static void complete(
      CompletableFuture<Object> result,
      OutboundRequest request,
      Type resultType,
      Reply<JsonNode> reply,
      Throwable failure) {
    if (result.isDone()) {
      return; // somebody else has completed it
    }
    try {
      if (failure instanceof EncodingException unreadable) {
        throw new EncodingException(unreadable.getMessage(), MayHaveRun.YES, unreadable);
      }
      if (failure != null) {
        throw Failures.unanswered(request, ((BrokerException) failure).forAnother());
      }
      result.complete(result(reply, resultType));
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }

  /**
   * What a reply is to the application: a value of the type it asked for, or an exception.
   *
   * @param reply what the server answered
   * @param resultType the type
   * @return null for void
   * @throws org.rarebit.api.RemoteErrorException if the method failed
   * @throws EncodingException if the result is of another type
   */
  public static Object result(Reply<JsonNode> reply, Type resultType) {
    if (reply.failure() != null) {
      throw reply.failure().toException(); // made here, so the stack trace is the caller's
    }
    return resultType == void.class || resultType == Void.class
        ? null
        : Json.convert(reply.result(), resultType);
  }

  private PendingCall publish(OutboundRequest request, SendChannel through, boolean mayShare)
      throws BrokerException {
    Deadline deadline = request.deadline();
    requireTime(deadline);
    LinkSession session = through.session();
    ReplyQueue.Listening listening = session.replies().listening(deadline);
    PendingCall call = listening.calls().expect(through, deadline, request.monitor());
    boolean published = false;
    try {
      trace(request, call.msgId());
      byte[] body = request.encoded(call.msgId(), listening.queue());
      session.ensure(exchange(request), deadline);
      Route route = route(request);
      SendChannel via =
          mayShare ? session.channelFor(route, body.length, through, deadline) : through;
      requireTime(deadline);
      OutgoingMessage message =
          new OutgoingMessage(body, expiration(deadline), settings.failFast())
              .withHeaders(request.headers());
      if (via != through && isTaken(via, route, message, deadline, call)) {
        published = true;
        return call;
      }
      if (mayShare) { // then the next one may
        call.onReply(() -> session.answered(route));
      }
      published = through.publish(route, message, deadline, call);
      return published
          ? call
          : publish(request, through, false); // another call of the same unique id
    } finally {
      if (!published) {
        call.close();
      }
    }
  }

  /** False if a shared channel was closed since it was chosen, and took nothing. */
  private static boolean isTaken(
      SendChannel shared, Route route, OutgoingMessage message, Deadline deadline, PendingCall call)
      throws BrokerException {
    try {
      shared.publishUnconfirmed(route, message, deadline, call);
      return true;
    } catch (BrokerException e) {
      if (shared.isOpen() || !shared.session().link().isOpen()) {
        throw e;
      }
      return false;
    }
  }

  /** Within a serving method, its own caller may have given up already. */
  private static void requireTime(Deadline deadline) throws BrokerException {
    if (deadline.isPassed()) {
      throw new BrokerException(Kind.TIMEOUT, "no time was left to send it");
    }
  }

  private static long expiration(Deadline deadline) {
    return Math.max(1, Math.min(LONGEST_EXPIRATION_MILLIS, deadline.remaining().toMillis()));
  }

  /**
   * Encodes and routes a cast; nothing travels yet.
   *
   * @param request the cast
   * @return to be sent, now or later
   * @throws MessagingException if it cannot be encoded or addressed
   */
  public List<Prepared> prepare(OutboundRequest request) {
    OutgoingMessage message =
        new OutgoingMessage(request.encoded(null, null), 0, settings.mandatoryCasts())
            .withHeaders(request.headers());
    return List.of(
        valid(
            new Prepared(
                request, request.uniqueId(), exchange(request), route(request), message, null)));
  }

  /**
   * Encodes and routes a notification, each copy of it; nothing travels yet. They are mandatory:
   * the queue may be deleted after it was declared, and the broker confirms what no queue takes.
   *
   * @param notification the notification
   * @return to be sent, now or later; empty if no driver sends it
   * @throws MessagingException if it cannot be encoded or addressed
   */
  public List<Prepared> prepare(OutboundNotification notification) {
    String exchangeName = settings.controlExchange();
    Exchange exchange = topology.controlExchange(exchangeName);
    String priority = notification.priority().wireName();
    List<Prepared> all = new ArrayList<>();
    for (OutboundNotification.Copy copy : notification.copies()) {
      String topic = copy.topic();
      byte[] body = notification.encoded(copy);
      all.add(
          valid(
              new Prepared(
                  notification,
                  copy.uniqueId(),
                  exchange,
                  topology.notificationRoute(exchangeName, topic, priority),
                  new OutgoingMessage(body, 0, true).withHeaders(notification.headers()),
                  new Prepared.NotificationQueue(exchangeName, topic, priority))));
    }
    return all;
  }

  /** What AMQP cannot express is said now, not after a commit. */
  private static Prepared valid(Prepared cast) {
    try {
      Names.require("exchange", cast.exchange().name());
      Names.require("routing key", cast.route().routingKey());
      return cast;
    } catch (BrokerException e) {
      throw Failures.notSent(cast.request(), e);
    }
  }

  /**
   * Sends what was prepared, in its order, and waits until the broker has it; casts only if the
   * settings say so.
   *
   * @param casts of one request
   * @param deadline when to give up
   * @throws MessagingException what went wrong
   */
  public void send(List<Prepared> casts, Deadline deadline) {
    if (casts.isEmpty()) {
      return;
    }
    long began = counters.sending(casts);
    try {
      attempt(
          deadline,
          via -> {
            sendAll(casts, via, deadline);
            return null;
          });
    } catch (BrokerException e) {
      MessagingException failure = Failures.notTaken(casts.get(0).request(), e);
      counters.notTaken(casts, failure);
      throw failure;
    } catch (RuntimeException | Error e) {
      counters.notTaken(casts, e);
      throw e;
    }
    if (isConfirmed(casts.get(0))) {
      counters.confirmed(casts, began);
    }
  }

  /** Notifications always are. */
  private boolean isConfirmed(Prepared cast) {
    return settings.confirmCasts() || cast.queue() != null;
  }

  private void sendAll(List<Prepared> casts, SendChannel via, Deadline deadline)
      throws BrokerException {
    List<SendChannel.Sent> sent = new ArrayList<>(casts.size());
    try {
      for (Prepared cast : casts) {
        if (isConfirmed(cast)) {
          sent.add(via.publish(cast, deadline));
        } else {
          via.publishUnconfirmed(cast, deadline);
        }
      }
    } catch (BrokerException | RuntimeException | Error e) {
      sent.forEach(SendChannel.Sent::forget);
      throw e;
    }
    BrokerException failure = null;
    for (int i = 0; i < sent.size(); i++) { // each is looked at, so that none is remembered
      try {
        awaitTaken(sent.get(i), casts.get(i), via, deadline);
      } catch (BrokerException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Waits until the broker has taken a cast or a notification. A notification whose queue was
   * deleted meanwhile is sent once more, with its queue declared again.
   */
  static void awaitTaken(SendChannel.Sent sent, Prepared cast, SendChannel via, Deadline deadline)
      throws BrokerException {
    boolean taken = sent.await(deadline);
    if (!taken && cast.queue() != null) {
      via.session().forgetDeclared();
      taken = via.publish(cast, deadline).await(deadline);
    }
    if (!taken) {
      throw sent.noRoute();
    }
  }

  /**
   * Sends what a local transaction has gathered, in one transaction of the broker's.
   *
   * @param casts in their order
   * @throws BrokerException if nothing, or nothing for certain, was sent: LOST, CHANNEL, TIMEOUT,
   *     CLOSED; UNROUTABLE, and the others have been sent
   */
  public void sendTransacted(List<Prepared> casts) throws BrokerException {
    try {
      transact(casts);
      casts.forEach(counters::committed);
    } catch (BrokerException e) {
      casts.forEach(cast -> counters.notCommitted(cast, e));
      throw e;
    }
  }

  private void transact(List<Prepared> casts) throws BrokerException {
    requireOwn();
    if (!own.retain()) {
      throw SendChannel.closed();
    }
    try {
      transacted.send(casts);
    } finally {
      own.release();
    }
  }

  /** For what is to be sent after a commit, which this connection's life does not concern. */
  ClientSettings settings() {
    return settings;
  }

  SendCounters counters() {
    return counters;
  }

  AdapterServices services() {
    return services;
  }

  SendChannel own() {
    return own;
  }

  /** Something to be sent. */
  private interface Attempt<T> {
    T through(SendChannel via) throws BrokerException;
  }

  /** Through our own channel, or, if that cannot and the settings say so, through others. */
  private <T> T attempt(Deadline deadline, Attempt<T> sending) throws BrokerException {
    try {
      requireOwn();
      return sending.through(own);
    } catch (BrokerException e) {
      return again(e, deadline, sending);
    }
  }

  /** Throws the last failure. */
  private <T> T again(BrokerException first, Deadline deadline, Attempt<T> sending)
      throws BrokerException {
    Pauses pauses = new Pauses(deadline);
    BrokerException last = first;
    for (int tries = 0; mayTryAgain(tries, last) && pauses.pause(); tries++) {
      counters.again();
      try (SendChannel other = SendChannel.open(services, settings.broker(), deadline)) {
        return sending.through(other);
      } catch (BrokerException e) {
        last = e;
      }
    }
    throw last;
  }

  private boolean mayTryAgain(int tries, BrokerException last) {
    boolean mayPass =
        switch (last.kind()) {
          case LOST, UNREACHABLE, CHANNEL, NACKED, LIMIT -> true;
          default -> false;
        };
    return mayPass && (settings.retry() < 0 || tries < settings.retry());
  }

  private void requireOwn() throws BrokerException {
    BrokerException reason = own.loss();
    if (reason != null) {
      throw reason;
    }
  }

  private static void trace(OutboundRequest request, String msgId) {
    if (LOG.isLoggable(Level.DEBUG)) {
      LOG.log(
          Level.DEBUG,
          "call {0}: unique id {1}, msg_id {2}",
          request.describe(),
          request.uniqueId(),
          msgId);
    }
  }

  private Route route(OutboundRequest request) {
    return topology.route(request.target(), settings.controlExchange());
  }

  private Exchange exchange(OutboundRequest request) {
    Target target = request.target();
    if (target.fanout()) {
      return topology.fanoutExchange(target.topic());
    }
    return topology.controlExchange(
        target.exchange() == null ? settings.controlExchange() : target.exchange());
  }

  /** Gives the connection up. What is under way goes on. */
  @Override
  public void close() {
    transacted.close();
    own.close();
  }

  /** Waits between attempts, longer each time. Confined to a thread. */
  static final class Pauses {

    private static final long FIRST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 2_000;

    private final Deadline deadline;
    private long millis = FIRST_MILLIS;

    Pauses(Deadline deadline) {
      this.deadline = deadline;
    }

    /** False if the deadline has come, or the thread is interrupted, which it still is. */
    boolean pause() {
      long jittered = ThreadLocalRandom.current().nextLong(millis / 2, millis + 1);
      long nanos = Math.min(Duration.ofMillis(jittered).toNanos(), deadline.remainingNanos());
      millis = Math.min(LONGEST_MILLIS, millis * 2);
      try {
        TimeUnit.NANOSECONDS.sleep(nanos);
        return !deadline.isPassed();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
