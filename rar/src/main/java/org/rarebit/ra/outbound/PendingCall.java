package org.rarebit.ra.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rarebit.ra.broker.BrokerChannel;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.wire.Reply;

/** A call that waits for its reply. Ends once: reply, failure, deadline or close. Thread-safe. */
final class PendingCall implements AutoCloseable {

  private final PendingCalls owner;
  private final String msgId;
  private final BrokerChannel channel;
  private final CompletableFuture<Reply<JsonNode>> outcome = new CompletableFuture<>();

  PendingCall(PendingCalls owner, String msgId, BrokerChannel channel) {
    this.owner = owner;
    this.msgId = msgId;
    this.channel = channel;
  }

  String msgId() {
    return msgId;
  }

  boolean wentThrough(BrokerChannel candidate) {
    return channel == candidate;
  }

  void complete(Reply<JsonNode> reply) {
    outcome.complete(reply);
  }

  void fail(BrokerException reason) {
    outcome.completeExceptionally(reason);
  }

  /**
   * Waits for the reply. Blocks this thread and no other.
   *
   * @throws BrokerException TIMEOUT, or why the call ended without a reply
   */
  Reply<JsonNode> await(Deadline deadline) throws BrokerException {
    try {
      return outcome.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new BrokerException(Kind.TIMEOUT, "the deadline passed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(Kind.TIMEOUT, "the waiting thread was interrupted", e);
    } catch (ExecutionException e) {
      throw ((BrokerException) e.getCause()).forAnother();
    }
  }

  /** Forgets the call: a late reply finds nobody. */
  @Override
  public void close() {
    owner.forget(this);
  }
}
