package org.rarebit.inmemory;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.ConnectionClosedException;
import org.rarebit.api.EncodingException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessagingException;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.client.Failures;
import org.rarebit.ra.client.OutboundNotification;
import org.rarebit.ra.client.OutboundRequest;
import org.rarebit.ra.client.Sends;
import org.rarebit.ra.outbound.Calls;
import org.rarebit.ra.server.LocalServer;
import org.rarebit.ra.wire.Body;
import org.rarebit.ra.wire.Ids;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.Reply;
import org.rarebit.ra.wire.ReplyCodec;

/**
 * Carries what clients and notifiers send to its destinations, as bytes, and the replies back.
 * Methods run on threads of its own, so that a caller can give up. Thread-safe.
 */
final class Traffic implements Calls, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(InMemoryRpc.class.getName());

  /** Named by each call; nothing is ever sent there. */
  private static final String REPLY_QUEUE = "reply_in_memory";

  private static final Duration CLOSING = Duration.ofSeconds(2);

  /** A method that runs, for who waits for its end. */
  private static final class Run {

    final String subject;
    volatile @Nullable Thread thread = Thread.currentThread(); // null once only its stage goes on

    Run(String subject) {
      this.subject = subject;
    }
  }

  /** A call that waits for its reply. */
  private record Pending(String msgId, CompletableFuture<Reply<JsonNode>> outcome) {}

  private final Routes routes;
  private final Set<Thread> made = ConcurrentHashMap.newKeySet(); // by the two below
  private final ExecutorService threads =
      Executors.newCachedThreadPool(task -> daemon(task, "rarebit in memory"));
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, task -> daemon(task, "rarebit in memory timer"));
  private final Ripple everything = new Ripple();
  private final Set<Run> runs = ConcurrentHashMap.newKeySet();
  private final Map<String, Pending> calls = new LinkedHashMap<>(); // guarded by it; by msgId
  private boolean closed; // guarded by calls
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  Traffic(Routes routes) {
    this.routes = routes;
    timer.setRemoveOnCancelPolicy(true);
  }

  private Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    made.removeIf(one -> one.getState() == Thread.State.TERMINATED);
    made.add(thread);
    return thread;
  }

  ExecutorService threads() {
    return threads;
  }

  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  @Override
  public Object call(OutboundRequest request, Type resultType) {
    Ripple cause = Ripple.current();
    Ripple ripple = cause == null ? new Ripple() : cause;
    Pending call = start(request, ripple);
    Reply<JsonNode> reply;
    try {
      reply = call.outcome().get(request.deadline().remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw Failures.unanswered(request, passed());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.unanswered(
          request, new BrokerException(Kind.INTERRUPTED, "the waiting thread was interrupted", e));
    } catch (ExecutionException e) {
      throw failure(request, requireNonNull(e.getCause()));
    } finally {
      forget(call);
    }
    if (cause == null) {
      ripple.awaitEnd(request.deadline());
    }
    return Sends.result(reply, resultType);
  }

  private static BrokerException passed() {
    return new BrokerException(Kind.TIMEOUT, "the deadline passed");
  }

  /** With the stack trace of whoever is told. */
  private static MessagingException failure(OutboundRequest request, Throwable reason) {
    return reason instanceof BrokerException broken
        ? Failures.unanswered(request, broken.forAnother())
        : new EncodingException(
            "The server has answered, but the reply cannot be read: " + reason.getMessage(),
            MayHaveRun.YES,
            reason);
  }

  @Override
  public CompletableFuture<Object> callAsync(OutboundRequest request, Type resultType) {
    CompletableFuture<Object> result = new CompletableFuture<>();
    Pending call;
    try {
      Ripple cause = Ripple.current();
      call = start(request, cause == null ? new Ripple() : cause);
    } catch (MessagingException e) {
      result.completeExceptionally(e);
      return result;
    }
    Future<?> timeout =
        timer.schedule(
            () -> call.outcome().completeExceptionally(passed()),
            request.deadline().remainingNanos(),
            TimeUnit.NANOSECONDS);
    var unused =
        call.outcome()
            .whenCompleteAsync(
                (reply, failure) -> {
                  try {
                    if (failure != null) {
                      throw failure(request, failure);
                    }
                    result.complete(Sends.result(reply, resultType));
                  } catch (RuntimeException | Error e) {
                    result.completeExceptionally(e);
                  }
                },
                threads);
    var unusedEither =
        result.whenComplete( // by whomever
            (value, failure) -> {
              timeout.cancel(false);
              forget(call);
            });
    return result;
  }

  /** Encodes and hands a call over. To be forgotten. */
  private Pending start(OutboundRequest request, Ripple ripple) {
    Pending call = new Pending(Ids.random(), new CompletableFuture<>());
    requireOpen();
    try {
      byte[] body = request.encoded(call.msgId(), REPLY_QUEUE);
      if (request.deadline().isPassed()) {
        throw new BrokerException(Kind.TIMEOUT, "no time was left to send it");
      }
      List<Destination> to = routes.of(request.target());
      if (to.isEmpty()) {
        throw routes.nobody();
      }
      remember(call);
      Destination server = to.get(0);
      hand(
          ripple,
          server::atOnce,
          () ->
              run(
                  letter(request, body, request.deadline()),
                  ripple,
                  server,
                  (answer, failure) -> reply(call.outcome(), answer, failure)));
      return call;
    } catch (BrokerException e) {
      throw e.kind() == Kind.UNROUTABLE
          ? Failures.unanswered(request, e)
          : Failures.notSent(request, e);
    }
  }

  private static Letter letter(OutboundRequest request, byte[] body, @Nullable Deadline expiry) {
    return new Letter(request.subject(), request.target().topic(), body, request.headers(), expiry);
  }

  private static void reply(
      CompletableFuture<Reply<JsonNode>> outcome,
      LocalServer.@Nullable Answer answer,
      @Nullable Throwable failure) {
    if (answer == null) {
      outcome.completeExceptionally(rejected(requireNonNull(failure))); // it is one or the other
      return;
    }
    try {
      outcome.complete(
          ReplyCodec.decode(new Body(answer.reply(), Body.CONTENT_TYPE, null), Limits.DEFAULT));
    } catch (MalformedMessageException e) {
      outcome.completeExceptionally(e);
    }
  }

  private static BrokerException rejected(Throwable failure) {
    return new BrokerException(
        Kind.TIMEOUT,
        "in memory at once: the server answers nothing, since it rejects the request: "
            + failure.getMessage(),
        failure);
  }

  @Override
  public void cast(OutboundRequest request) {
    requireOpen();
    byte[] body = request.encoded(null, null);
    List<Destination> to;
    try {
      to = routes.of(request.target());
    } catch (BrokerException e) {
      throw Failures.notSent(request, e);
    }
    if (to.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "The {0} reaches nobody: {1}",
          request.subject(),
          routes.nobody().getMessage());
    }
    tell(letter(request, body, null), to, request.deadline());
  }

  @Override
  public void send(OutboundNotification notification) {
    requireOpen();
    for (OutboundNotification.Copy copy : notification.copies()) {
      byte[] body = notification.encoded(copy);
      try {
        tell(
            new Letter(notification.subject(), copy.topic(), body, notification.headers(), null),
            routes.of(copy.topic(), notification.priority()),
            notification.deadline());
      } catch (BrokerException e) {
        throw Failures.notSent(notification, e);
      }
    }
  }

  /**
   * To each in its order. Waits for the end of all that it causes, unless it is itself caused by
   * something: there, a method that waits for itself would never end.
   */
  private void tell(Letter letter, Collection<Destination> to, Deadline deadline) {
    Ripple cause = Ripple.current();
    Ripple ripple = cause == null ? new Ripple() : cause;
    for (Destination each : to) {
      hand(
          ripple,
          each::inOrder,
          () ->
              run(
                  letter,
                  ripple,
                  each,
                  (answer, failure) -> note(letter.subject(), answer, failure)));
    }
    if (cause == null) {
      ripple.awaitEnd(deadline);
    }
  }

  /** Nobody else is told. */
  private void note(
      String subject, LocalServer.@Nullable Answer answer, @Nullable Throwable failure) {
    Throwable reason = answer == null ? failure : answer.failure();
    if (reason != null) {
      failures.add(reason);
      LOG.log(Level.WARNING, "The " + subject + " failed, which its sender is not told.", reason);
    }
  }

  /** Of an answer, or why there is none. */
  private interface Ending {
    void ended(LocalServer.@Nullable Answer answer, @Nullable Throwable failure);
  }

  /** To a destination, whose thread ends what begins here. */
  private void hand(Ripple ripple, Executor destination, Runnable message) {
    ripple.begin();
    everything.begin();
    try {
      destination.execute(message);
    } catch (RejectedExecutionException e) { // closed meanwhile
      end(ripple);
      throw closedException();
    }
  }

  private void end(Ripple ripple) {
    ripple.end();
    everything.end();
  }

  private void run(Letter letter, Ripple ripple, Destination destination, Ending ending) {
    if (isClosed() || (letter.expiry() != null && letter.expiry().isPassed())) {
      end(ripple); // nobody waits for it
      return;
    }
    Run run = new Run(letter.subject());
    runs.add(run);
    ripple.within(
        () -> {
          var unused =
              handle(destination, letter)
                  .whenComplete(
                      (answer, failure) -> {
                        try {
                          ending.ended(answer, failure);
                        } finally {
                          runs.remove(run);
                          end(ripple);
                        }
                      });
        });
    run.thread = null;
    boolean ignored = Thread.interrupted(); // what a method left is not for the next one
  }

  private static CompletionStage<LocalServer.Answer> handle(
      Destination destination, Letter letter) {
    try {
      return destination.handle(letter);
    } catch (MalformedMessageException | RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private boolean isClosed() {
    synchronized (calls) {
      return closed;
    }
  }

  private void requireOpen() {
    if (isClosed()) {
      throw closedException();
    }
  }

  private static ConnectionClosedException closedException() {
    return new ConnectionClosedException("This InMemoryRpc is closed.");
  }

  private void remember(Pending call) {
    synchronized (calls) {
      requireOpen();
      calls.put(call.msgId(), call);
    }
  }

  private void forget(Pending call) {
    synchronized (calls) {
      calls.remove(call.msgId());
    }
  }

  /** False if something still runs, or the thread was interrupted. */
  boolean awaitQuiet(Duration timeout) {
    return everything.awaitEnd(Deadline.after(timeout));
  }

  /** What runs at this moment, in words. */
  String running() {
    return runs.stream().map(run -> run.subject).sorted().collect(Collectors.joining(", "));
  }

  /** Ends the calls that wait, then interrupts the methods and waits for their end. */
  @Override
  public void close() {
    List<Pending> waiting;
    synchronized (calls) {
      if (closed) {
        return;
      }
      closed = true;
      waiting = List.copyOf(calls.values());
    }
    BrokerException reason = new BrokerException(Kind.CLOSED, "its InMemoryRpc was closed");
    waiting.forEach(call -> call.outcome().completeExceptionally(reason));
    timer.shutdownNow();
    threads.shutdown(); // threads that have nothing to do end now
    for (Run run : runs) {
      Thread thread = run.thread;
      if (thread != null) {
        thread.interrupt();
      }
    }
    awaitThreads(Deadline.after(CLOSING));
  }

  /** All of them: a pool says that it has ended when its last thread still does. */
  private void awaitThreads(Deadline deadline) {
    try {
      for (Thread thread : made) {
        if (thread != Thread.currentThread()) {
          thread.join(1 + deadline.remaining().toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (deadline.isPassed() && !runs.isEmpty()) {
      throw new IllegalStateException(
          "InMemoryRpc is closed, but some of its methods do not end when they are interrupted: "
              + running());
    }
  }
}
