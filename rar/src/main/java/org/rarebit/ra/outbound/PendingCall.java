package org.rarebit.ra.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Publisher;
import org.rarebit.ra.wire.Reply;

/**
 * A call that waits for its reply. Ends once: reply, failure, deadline or close. Thread-safe.
 *
 * <p>With a call monitor there are two deadlines: the overall one, which stays, and one that each
 * sign of life of the server moves.
 */
final class PendingCall implements AutoCloseable {

  /** Whether its link expects the thread that waits to publish again soon. */
  private enum Waking {
    NOT,
    EXPECTED,
    OVER
  }

  private final PendingCalls owner;
  private final String msgId;
  private final Publisher channel; // of its managed connection
  private final Deadline overall;
  private final Duration monitor; // zero: no call monitor
  private final long sinceNanos = System.nanoTime();
  private final CompletableFuture<Reply<JsonNode>> outcome = new CompletableFuture<>();
  private final AtomicReference<Waking> waking = new AtomicReference<>(Waking.NOT);
  private volatile Publisher carrier; // a shared one; null: it leaves through channel
  private volatile Runnable onReply = () -> {};
  private volatile boolean blocking; // a thread waits
  private volatile Deadline silence; // moved by each heartbeat; the overall one without a monitor

  PendingCall(
      PendingCalls owner, String msgId, Publisher channel, Deadline overall, Duration monitor) {
    this.owner = owner;
    this.msgId = msgId;
    this.channel = channel;
    this.overall = overall;
    this.monitor = monitor;
    this.silence = monitor.isZero() ? overall : Deadline.after(monitor);
  }

  String msgId() {
    return msgId;
  }

  /** How long it waits. */
  long ageNanos() {
    return System.nanoTime() - sinceNanos;
  }

  /** It is about to be published on a channel that others publish on, too. */
  void leaveThrough(Publisher shared) {
    carrier = shared;
  }

  /** Has something done on the reader thread, at once before it ends with a reply. */
  void onReply(Runnable action) {
    onReply = action;
  }

  /** Whether it is over with this channel: it left through it, or its managed connection has it. */
  boolean needs(Publisher candidate) {
    return channel == candidate || carrier == candidate;
  }

  void complete(Reply<JsonNode> reply) {
    if (blocking) {
      channel.link().expectPublisher();
      if (!waking.compareAndSet(Waking.NOT, Waking.EXPECTED)) {
        channel.link().publisherCame(); // it has given up meanwhile
      }
    }
    onReply.run();
    outcome.complete(reply);
  }

  void fail(BrokerException reason) {
    outcome.completeExceptionally(reason);
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
    return new BrokerException(
        Kind.TIMEOUT,
        overall.isPassed()
            ? "the deadline passed"
            : "the server gave no sign of life for " + monitor.toSeconds() + " s");
  }

  /**
   * Waits for the reply. Blocks this thread and no other.
   *
   * @throws BrokerException TIMEOUT, or why the call ended without a reply
   */
  Reply<JsonNode> await() throws BrokerException {
    blocking = true;
    while (true) {
      try {
        return outcome.get(silence.earlier(overall).remainingNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (isOverdue()) { // else a heartbeat came while we waited
          throw overdue();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BrokerException(Kind.TIMEOUT, "the waiting thread was interrupted", e);
      } catch (ExecutionException e) {
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

  /** Forgets the call: a late reply finds nobody. */
  @Override
  public void close() {
    owner.forget(this);
    if (waking.getAndSet(Waking.OVER) == Waking.EXPECTED) {
      channel.link().publisherCame();
    }
  }
}
