package org.rarebit.ra.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.rarebit.api.EncodingException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.wire.Reply;

/**
 * A call that waits for its reply. Ends once: reply, failure, deadline, cancellation or close.
 * Thread-safe. It listens to the broker's confirm of its request, if that is confirmed: once that
 * has come, the loss of the channel through which the request left does not concern it any more;
 * nor if the request left unconfirmed more than a second ago, as the broker takes a moment for it.
 *
 * <p>With a call monitor there are two deadlines: the overall one, which stays, and one that each
 * sign of life of the server moves.
 */
final class PendingCall implements AutoCloseable, Consumer<BrokerException> {

  /** Whether its link expects the thread that waits to publish again soon. */
  private enum Waking {
    NOT,
    EXPECTED,
    OVER
  }

  private static final long ARRIVAL_NANOS = Duration.ofSeconds(1).toNanos();

  private final PendingCalls owner;
  private final String msgId;
  private final BrokerLink link;
  private final Deadline overall;
  private final Duration monitor; // zero: no call monitor
  private final SendChannel share; // of the link, until the end of the call
  private final long sinceNanos = System.nanoTime();
  private final CompletableFuture<Reply<JsonNode>> outcome = new CompletableFuture<>();
  private final AtomicReference<Waking> waking = new AtomicReference<>(Waking.NOT);
  private SendChannel carrier; // guarded by this; null before the publish, or the broker has it
  private boolean confirms; // guarded by this; the broker will say whether it has it
  private long leftNanos; // guarded by this; nanoTime of an unconfirmed one; 0: it has not left
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Runnable onReply; // null for nothing
  private volatile boolean blocking; // a thread waits
  private volatile Deadline silence; // moved by each heartbeat; the overall one without a monitor

  PendingCall(
      PendingCalls owner,
      String msgId,
      BrokerLink link,
      Deadline overall,
      Duration monitor,
      SendChannel share) {
    this.owner = owner;
    this.msgId = msgId;
    this.link = link;
    this.overall = overall;
    this.monitor = monitor;
    this.share = share;
    this.silence = monitor.isZero() ? overall : Deadline.after(monitor);
  }

  String msgId() {
    return msgId;
  }

  /** How long it waits. */
  long ageNanos() {
    return System.nanoTime() - sinceNanos;
  }

  /**
   * It is about to be published.
   *
   * @param isConfirmed the broker tells {@link #accept}
   * @return false if it has ended: nobody would hear of its answer
   */
  synchronized boolean leaveThrough(SendChannel channel, boolean isConfirmed) {
    confirms = isConfirmed;
    leftNanos = 0;
    carrier = channel;
    return !outcome.isDone();
  }

  /** It was published, and the broker will not confirm it. */
  synchronized void hasLeft() {
    leftNanos = System.nanoTime() | 1; // which is not 0
  }

  /** Has something done on the reader thread, at once before it ends with a reply. */
  void onReply(Runnable action) {
    onReply = action;
  }

  /** A channel has ended: so does the call if nobody knows what becomes of its request now. */
  synchronized void lost(SendChannel channel, BrokerException reason) {
    boolean hasArrived =
        !confirms && leftNanos != 0 && System.nanoTime() - leftNanos > ARRIVAL_NANOS;
    if (carrier == channel && !hasArrived) {
      owner.fail(msgId, reason);
    }
  }

  /** What the broker says of the request: null if a queue has it. */
  @Override
  public void accept(BrokerException refusal) {
    if (refusal == null) {
      synchronized (this) {
        carrier = null;
      }
    } else if (refusal.kind() == Kind.NACKED) {
      doubt(LinkSession.REFUSAL_DOUBT); // before the caller can send the next one
      owner.fail(msgId, refusal);
    } // else the channel has ended, which its listeners are told as well
  }

  /** Its channel may be at fault, or its queue full. */
  private void doubt(Duration howLong) {
    SendChannel channel;
    synchronized (this) {
      channel = carrier;
    }
    if (channel != null) {
      channel.session().doubt(howLong);
    }
  }

  void complete(Reply<JsonNode> reply) {
    if (blocking) {
      link.expectPublisher();
      if (!waking.compareAndSet(Waking.NOT, Waking.EXPECTED)) {
        link.publisherCame(); // it has given up meanwhile
      }
    }
    Runnable action = onReply;
    if (action != null) {
      action.run();
    }
    outcome.complete(reply);
  }

  /** Ends it with a {@link BrokerException} or an {@link EncodingException}. */
  void fail(Exception reason) {
    outcome.completeExceptionally(reason);
  }

  /** Nobody wants its reply any more. */
  void cancel() {
    owner.forget(this);
    fail(new BrokerException(Kind.CLOSED, "The call was cancelled."));
  }

  /** The server works on it. */
  void heartbeat() {
    if (!monitor.isZero()) {
      silence = Deadline.after(monitor);
    }
  }

  boolean isOverdue() {
    return overall.isPassed() || silence.isPassed();
  }

  /** Why it is overdue. */
  BrokerException overdue() {
    owner.late();
    return new BrokerException(
        Kind.TIMEOUT,
        overall.isPassed()
            ? "the deadline passed" + link.trouble()
            : "the server gave no sign of life for " + monitor.toSeconds() + " s");
  }

  /**
   * Waits for the reply. Blocks this thread and no other.
   *
   * @throws BrokerException TIMEOUT, INTERRUPTED, or why the call ended without a reply
   * @throws EncodingException if the reply cannot be read
   */
  Reply<JsonNode> await() throws BrokerException {
    blocking = true;
    try {
      return awaitOutcome();
    } finally {
      hasCome();
    }
  }

  private Reply<JsonNode> awaitOutcome() throws BrokerException, EncodingException {
    while (true) {
      try {
        return outcome.get(silence.earlier(overall).remainingNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (isOverdue()) { // else a heartbeat came while we waited
          doubt(LinkSession.SILENCE_DOUBT);
          throw overdue();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BrokerException(Kind.INTERRUPTED, "the waiting thread was interrupted", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof EncodingException unreadable) {
          throw new EncodingException(unreadable.getMessage(), MayHaveRun.YES, unreadable);
        }
        throw ((BrokerException) e.getCause()).forAnother();
      }
    }
  }

  /**
   * For those who do not wait: completes on whatever thread ends the call, so never run foreign
   * code there.
   */
  CompletableFuture<Reply<JsonNode>> outcome() {
    owner.watch(this);
    return outcome;
  }

  /** The thread that waited is awake, and others need not wait for what it publishes next. */
  private void hasCome() {
    if (waking.getAndSet(Waking.OVER) == Waking.EXPECTED) {
      link.publisherCame();
    }
  }

  /** Forgets the call: a late reply finds nobody. Gives its share of the link back, once. */
  @Override
  public void close() {
    owner.forget(this);
    hasCome();
    if (closed.compareAndSet(false, true)) {
      share.release();
    }
  }
}
