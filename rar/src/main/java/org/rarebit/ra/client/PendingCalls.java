package org.rarebit.ra.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Scheduler;
import org.rarebit.ra.wire.Ids;
import org.rarebit.ra.wire.Reply;

/**
 * The calls that wait on one reply queue. Thread-safe. Each ends exactly once: reply, deadline or
 * close.
 *
 * <p>A caller that blocks watches its deadline itself. For the others one sweep each tenth of a
 * second does, which costs less than a timer task for each call, and nothing while there are none.
 */
final class PendingCalls {

  private static final Duration SWEEP = Duration.ofMillis(100);

  private final Scheduler scheduler;
  private final ReplyWatch watch;
  private final Map<String, PendingCall> byMsgId = new ConcurrentHashMap<>();
  private final Set<PendingCall> watched = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private volatile BrokerException lost; // null while replies can come

  /**
   * None yet.
   *
   * @param watch of their queue
   */
  PendingCalls(Scheduler scheduler, ReplyWatch watch) {
    this.scheduler = scheduler;
    this.watch = watch;
  }

  /**
   * Registered before the request is published: the reply may come before the publish returns.
   *
   * @param share retained until the call is closed, and with it the link
   */
  PendingCall expect(SendChannel share, Deadline deadline, Duration monitor)
      throws BrokerException {
    if (!share.retain()) {
      throw SendChannel.closed();
    }
    PendingCall call =
        new PendingCall(this, Ids.next(), share.session().link(), deadline, monitor, share);
    byMsgId.put(call.msgId(), call);
    BrokerException reason =
        lost; // read after the put: either we see the loss, or the loss sees us
    if (reason != null) {
      call.close();
      throw reason.forAnother();
    }
    watch.called();
    return call;
  }

  void forget(PendingCall call) {
    byMsgId.remove(call.msgId());
    watched.remove(call);
  }

  /** Ends the call of a reply; false if there is none, because it came late or twice. */
  boolean complete(Reply<JsonNode> reply) {
    PendingCall call = take(reply.msgId());
    if (call == null) {
      return false;
    }
    call.complete(reply);
    return true;
  }

  /**
   * A sign of life; one for a call that has ended is ignored, since some servers do not stop in
   * time.
   */
  void heartbeat(String msgId) {
    PendingCall call = msgId == null ? null : byMsgId.get(msgId);
    if (call != null) {
      call.heartbeat();
    }
  }

  /** Ends one call without a reply; false if it has ended. */
  boolean fail(String msgId, Exception reason) {
    PendingCall call = take(msgId);
    if (call != null) {
      call.fail(reason);
    }
    return call != null;
  }

  private PendingCall take(String msgId) {
    PendingCall call = msgId == null ? null : byMsgId.remove(msgId);
    if (call != null) {
      watched.remove(call);
    }
    return call;
  }

  /**
   * Ends the calls whose requests went through a channel that broke before the broker had confirmed
   * them: whether they arrived is unknown.
   */
  void failThrough(SendChannel channel, BrokerException reason) {
    for (PendingCall call : byMsgId.values()) {
      call.lost(channel, reason);
    }
  }

  /**
   * Ends all calls.
   *
   * @param reason for later ones, which learn it at once
   * @param ofThoseThatWait for those that have been sent
   */
  void close(BrokerException reason, BrokerException ofThoseThatWait) {
    lost = reason;
    for (String msgId : byMsgId.keySet()) {
      fail(msgId, ofThoseThatWait);
    }
  }

  boolean someWait() {
    return !byMsgId.isEmpty();
  }

  /** A call ends at its deadline. */
  void late() {
    watch.suspect();
  }

  /** Ends the call at its deadline, as nobody waits for it. */
  void watch(PendingCall call) {
    watched.add(call);
    if (!byMsgId.containsKey(call.msgId())) {
      watched.remove(call); // it has ended already
    }
    sweepLater();
  }

  private void sweepLater() {
    if (!watched.isEmpty() && sweeping.compareAndSet(false, true)) {
      scheduler.after(SWEEP, this::sweep);
    }
  }

  private void sweep() {
    try {
      for (PendingCall call : watched) {
        if (call.isOverdue()) {
          fail(call.msgId(), call.overdue());
        }
      }
    } finally {
      sweeping.set(false);
      sweepLater();
    }
  }

  /** Those of this moment, for monitoring. */
  BrokerLink.WaitingCalls waiting() {
    int count = 0;
    long oldestNanos = 0;
    for (PendingCall call : byMsgId.values()) {
      count++;
      oldestNanos = Math.max(oldestNanos, call.ageNanos());
    }
    return new BrokerLink.WaitingCalls(count, Duration.ofNanos(oldestNanos));
  }
}
