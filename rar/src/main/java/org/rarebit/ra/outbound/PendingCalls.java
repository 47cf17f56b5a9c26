package org.rarebit.ra.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rarebit.ra.broker.BrokerChannel;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.wire.Ids;
import org.rarebit.ra.wire.Reply;

/**
 * The calls that wait on one reply queue. Thread-safe. Each ends exactly once: reply, deadline or
 * close.
 */
final class PendingCalls {

  private final Map<String, PendingCall> byMsgId = new ConcurrentHashMap<>();
  private volatile BrokerException lost; // null while replies can come

  /** Registered before the request is published: the reply may come before the publish returns. */
  PendingCall expect(BrokerChannel channel) throws BrokerException {
    PendingCall call = new PendingCall(this, Ids.next(), channel);
    byMsgId.put(call.msgId(), call);
    BrokerException reason =
        lost; // read after the put: either we see the loss, or the loss sees us
    if (reason != null) {
      byMsgId.remove(call.msgId());
      throw reason.forAnother();
    }
    return call;
  }

  void forget(PendingCall call) {
    byMsgId.remove(call.msgId());
  }

  /** Ends the call of a reply; false if there is none, because it came late or twice. */
  boolean complete(Reply<JsonNode> reply) {
    PendingCall call = reply.msgId() == null ? null : byMsgId.remove(reply.msgId());
    if (call == null) {
      return false;
    }
    call.complete(reply);
    return true;
  }

  /** Ends one call without a reply; nothing happens if it has ended. */
  void fail(String msgId, BrokerException reason) {
    PendingCall call = msgId == null ? null : byMsgId.remove(msgId);
    if (call != null) {
      call.fail(reason);
    }
  }

  /**
   * Ends the calls whose requests went through a channel that broke: whether they arrived is
   * unknown.
   */
  void failThrough(BrokerChannel channel, BrokerException reason) {
    for (PendingCall call : byMsgId.values()) {
      if (call.wentThrough(channel)) {
        fail(call.msgId(), reason);
      }
    }
  }

  /** Ends all calls; later ones learn the reason at once. */
  void close(BrokerException reason) {
    lost = reason;
    for (String msgId : byMsgId.keySet()) {
      fail(msgId, reason);
    }
  }

  int size() {
    return byMsgId.size();
  }
}
